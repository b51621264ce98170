"""Commands that pages show: found in their blocks, and read as a shell would.

A block is fenced or, as in README.md, indented by four spaces. Its language says what its lines are:

- ``console``, and a block without a language that begins with ``$``: lines after ``$`` are commands, others what they print;
- ``sh``, a block without a language, and an indented one: each line is a command, with a comment or what it does behind it;
- ``yaml``: list items that begin with ``harness`` are commands of a CI job;
- any other language: no command. So what is no command must say what it is.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^ {0,3}```(.*)$")
_LIST_ITEM = re.compile(r"^\s*([-*]|\d+\.) ")
_STATUS = re.compile(r"# (?:.*\b)?status (\d+)\b")
_BEHIND = re.compile(r"\s+# .*$|\s{2,}\S.*$")
"""A comment, or what a command does, told in a column of its own."""
_SPAN = re.compile(r"`(harness [a-z][^`]*)`")
_PLACEHOLDER = re.compile(r"[A-Z]{3,}|\[|\.\.\.")
"""Of a synopsis: what the reader puts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page."""

    language: str
    """First word behind the fence; empty: none, or the block is indented."""
    name: str
    """Second word: the file that a reader is told to save it as; empty: none."""
    line: int
    """Of its first line in the page, from 1."""
    lines: tuple[str, ...]
    generated: bool
    """It stands in a section that ``make docs`` writes, and so is run and compared by tests/repo/test_docs.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One command as a page shows it."""

    line: int
    text: str
    """Without prompt, comment and status."""
    status: int
    """That it is to leave with."""
    output: tuple[str, ...]
    """What the page says that it prints; empty: it says nothing."""
    generated: bool

    @property
    def words(self) -> list[str]:
        """Its words, redirection left out."""
        return shlex.split(self.text.partition(" > ")[0])

    @property
    def target(self) -> str:
        """File that its output goes to; empty: none."""
        return self.text.partition(" > ")[2].strip()

    @property
    def synopsis(self) -> bool:
        """Whether it has placeholders, so that nobody can run it."""
        return any(_PLACEHOLDER.search(word) for word in re.sub(r'"[^"]*"', "", self.text).split())


def blocks(page: str) -> Iterator[Block]:
    """Every block of a page, in its order."""
    lines = page.splitlines()
    generated, list_open, at = False, False, 0
    while at < len(lines):
        line = lines[at]
        generated = generated if "<!-- " not in line else ": begin -->" in line
        if fence := _FENCE.match(line):
            end = next((n for n in range(at + 1, len(lines)) if _FENCE.match(lines[n])), len(lines))
            language, _, name = fence[1].strip().partition(" ")
            yield Block(language=language, name=name, line=at + 2, lines=tuple(lines[at + 1 : end]), generated=generated)  # fmt: skip
            at = end
        elif line.startswith("    ") and not list_open and (at == 0 or not lines[at - 1].strip()):
            end = next((n for n in range(at, len(lines)) if not lines[n].startswith("    ")), len(lines))
            body = tuple(one[4:] for one in lines[at:end])
            yield Block(language="", name="", line=at + 1, lines=body, generated=generated)
            at = end - 1
        elif line.strip():
            list_open = bool(_LIST_ITEM.match(line)) or (list_open and line.startswith(" "))
        at += 1


def commands(page: str) -> Iterator[Shown]:
    """Every command of a page, in its order."""
    for block in blocks(page):
        prompted = block.language == "console" or (not block.language and block.lines[:1] and block.lines[0].startswith("$ "))  # fmt: skip
        if prompted:
            yield from _prompted(block)
        elif block.language in {"", "sh"}:
            yield from _plain(block)
        elif block.language == "yaml":
            jobs = [(n, line.strip()) for n, line in enumerate(block.lines)]
            yield from (_shown(block, n, line[2:], ()) for n, line in jobs if line.startswith("- harness "))


def named(page: str) -> list[str]:
    """Commands that stand in the text of a page, between backticks."""
    return [span.replace("\n", " ") for span in _SPAN.findall(page)]


def _prompted(block: Block) -> Iterator[Shown]:
    starts = [n for n, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        output = block.lines[start + 1 : end]
        yield _shown(block, start, block.lines[start][2:], output)


def _plain(block: Block) -> Iterator[Shown]:
    whole = ""
    for n, line in enumerate(block.lines):
        if line.strip() and not line.startswith("#"):
            whole = f"{whole} {line.strip()}".strip()
            if line.endswith("\\"):
                whole = whole.removesuffix("\\").rstrip()
            else:
                yield _shown(block, n, whole, ())
                whole = ""


def _shown(block: Block, offset: int, line: str, output: tuple[str, ...]) -> Shown:
    status = _STATUS.search(line)
    return Shown(
        line=block.line + offset,
        text=_BEHIND.sub("", line.strip()),
        status=int(status[1]) if status else 0,
        output=output,
        generated=block.generated,
    )


def missing(output: tuple[str, ...], printed: str) -> str | None:
    """What a page shows and a command did not print; None: nothing.

    ``...`` on a line of its own stands for lines left out; what stands between must be printed as it is, in order.
    """
    rest = [line.rstrip() for line in printed.splitlines()]
    for part in _parts(output):
        at = next((n for n in range(len(rest)) if rest[n : n + len(part)] == part), None)
        if at is None:
            return "\n".join(part)
        rest = rest[at + len(part) :]
    return None


def _parts(output: tuple[str, ...]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in (*output, "..."):
        if line.strip() == "...":
            if part:
                yield part
            part = []
        else:
            part.append(line.rstrip())
