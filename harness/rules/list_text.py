"""Bytes of a list of names in; its lines, and names as rules hold them, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.errors import Fault, RuleError
from harness.model.name_lists import Left, ListedName, NameList
from harness.rules.checks import host_problem
from harness.rules.examples import MOST_NAME
from harness.wire.text import host_text

MAX_OCTETS: Final = 1 << 22
"""Of one list. A rule file holds a quarter of it, names without their decoration."""
_SHOWN: Final = 100


def read_list(data: bytes, path: str, entry: Callable[[list[str], int, Taking], None]) -> NameList:
    """Read a list whose entries stand one a line, words between spaces, ``#`` begins a comment.

    Args:
        data: The file.
        path: Named in faults.
        entry: Takes the words of a line, its number, and what it adds to.

    Raises:
        RuleError: It is too large, or no text.
    """
    taking = Taking()
    for number, line in enumerate(lines_of(data, path), 1):
        if words := line.partition("#")[0].split():
            entry(words, number, taking)
    return taking.done()


def lines_of(data: bytes, path: str) -> list[str]:
    """The lines of a UTF-8 text.

    Raises:
        RuleError: It is too large, or no text.
    """
    if len(data) > MAX_OCTETS:
        raise _fault(path, 1, 1, f"larger than {MAX_OCTETS:,} octets: give a part of it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Positions of the error do not count a byte order mark.
        before = error.object[: error.start]
        column = error.start - before.rfind(b"\n")
        raise _fault(
            path, before.count(b"\n") + 1, column, f"octet 0x{error.object[error.start]:02x} is not UTF-8"
        ) from None
    if "\0" in text:
        at = text.index("\0")
        raise _fault(
            path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), "octet 0x00: this is no list"
        )
    return text.split("\n")


def _fault(path: str, line: int, column: int, message: str) -> RuleError:
    return RuleError((Fault(path=path, line=line, column=column, message=message),))


class Taking:
    """A list while it is read."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, bool], set[str]] = {}
        self._left: list[Left] = []
        self._repeated = 0
        self.local = 0

    def take(self, raw: str, line: int, *, exact: bool, marks: tuple[str, ...] = ()) -> None:
        """Take a name, or say why not; marks of one that stands there again are added to its own."""
        name = host_text(raw.encode("utf-8", "surrogatepass"))
        if problem := host_problem(name):
            self.leave(line, raw, problem)
            return
        if len(name) > MOST_NAME:
            self.leave(
                line, raw, f"longer than the {MOST_NAME} characters that an example of a rule has room for"
            )
            return
        self._repeated += (name, exact) in self._names
        self._names.setdefault((name, exact), set()).update(marks)

    def leave(self, line: int, text: str, why: str) -> None:
        """Keep what is not taken."""
        self._left.append(Left(f"line {line}", text[:_SHOWN], why))

    def done(self) -> NameList:
        """What was taken and what was not."""
        return NameList(
            names=tuple(
                ListedName(name=name, exact=exact, marks=tuple(sorted(marks)))
                for (name, exact), marks in self._names.items()
            ),
            left=tuple(self._left),
            repeated=self._repeated,
            local=self.local,
        )
