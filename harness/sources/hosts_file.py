r"""Hosts files in; the names that they give to addresses, or every fault of every file, out.

Format: hosts(5): a line holds an address and one or more names, between blanks; ``#`` begins a comment. Names come
out as all others (``harness.wire.text``); a zone behind an address (``fe80::1%lo0``) is dropped, as packets have none.

Blind spots: a name that stands at several addresses is kept for each. Lists that block names by the thousand
(``0.0.0.0 ads.example``) are too large, and say nothing of endpoints.

>>> names, faults = names_in(b"192.0.2.7 Cam.Example cam # roof\n", "hosts")
>>> names
(('192.0.2.7', 'cam.example'), ('192.0.2.7', 'cam'))
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import Final

from harness.errors import Fault, UsageError
from harness.model.hosts import HostsFile
from harness.wire.text import escaped, host_text, is_address

MAX_OCTETS: Final = 1 << 20
"""Of one file."""
MAX_NAMES: Final = 16_384
"""Pairs of address and name of one file: as many as are kept of a capture's own statements."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_WORD: Final = re.compile(rb"[^ \t\r\f\v]+")
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
"""One label will do: it is the tester who calls it so."""
_SHOWN: Final = 60
"""Characters of a faulty word in a message."""


def read_hosts(paths: Sequence[str]) -> tuple[HostsFile, ...]:
    """Read hosts files, each path once.

    Raises:
        UsageError: Some cannot be read or have faults; every fault of every file, in order.
    """
    files: list[HostsFile] = []
    faults: list[Fault] = []
    for path in dict.fromkeys(paths):
        data, wrong = _read(path)
        names, more = names_in(data, path)
        faults += wrong or more
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        files.append(HostsFile(path=shown, sha256=hashlib.sha256(data).hexdigest(), names=names))
    if faults:
        raise UsageError("\n".join(str(fault) for fault in faults))
    return tuple(files)


def names_in(data: bytes, path: str) -> tuple[tuple[tuple[str, str], ...], tuple[Fault, ...]]:
    """Give the pairs that the octets of a file hold, each once, in order; and its faults."""
    text = data.removeprefix(_BYTE_ORDER_MARK)
    if b"\0" in text:
        return (), (
            _fault(path, text.count(b"\n", 0, text.index(b"\0")) + 1, 1, "octet 0x00: this is no hosts file"),
        )
    names: dict[tuple[str, str], None] = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.split(b"\n"), 1):
        words = list(_WORD.finditer(line.partition(b"#")[0]))
        if words:
            found = _pairs(words, path, number)
            faults += [one for one in found if isinstance(one, Fault)]
            names |= dict.fromkeys(one for one in found if not isinstance(one, Fault))
        if len(names) > MAX_NAMES:
            faults.append(_fault(path, number, 1, f"more than {MAX_NAMES} names: keep those of the test"))
            break
    return tuple(names), tuple(faults)


def _pairs(words: Sequence[re.Match[bytes]], path: str, number: int) -> list[tuple[str, str] | Fault]:
    """Pairs and faults of one line that is not empty."""
    first, *rest = words
    address = _address(first[0])
    if address is None:
        return [
            _fault(
                path,
                number,
                first.start() + 1,
                f"'{_shown(first[0])}' is no address: begin the line with one",
            )
        ]
    if not rest:
        return [_fault(path, number, first.end() + 1, f"no name: write one behind {address}")]
    return list(_named(address, rest, path, number))


def _named(
    address: str, words: Iterable[re.Match[bytes]], path: str, number: int
) -> Iterator[tuple[str, str] | Fault]:
    for word in words:
        name = host_text(word[0])
        if _HOST.fullmatch(name) and not is_address(name):
            yield address, name
        else:
            what = f"'{_shown(word[0])}' is no host name: use a-z, 0-9, '-', '_' and dots, no label beyond 63"
            yield _fault(path, number, word.start() + 1, what)


def _address(word: bytes) -> str | None:
    """In the form of the tables; None where it is no address."""
    text = escaped(word).partition("%")[0]
    family = AF_INET6 if ":" in text else AF_INET
    try:
        return inet_ntop(family, inet_pton(family, text))
    except OSError:
        return None


def _read(path: str) -> tuple[bytes, tuple[Fault, ...]]:
    """Octets of a file, or none and why."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_OCTETS + 1)
    except (OSError, ValueError) as error:
        return b"", (_fault(path, 1, 1, f"cannot be read ({getattr(error, 'strerror', None) or error})"),)
    if len(data) > MAX_OCTETS:
        return b"", (_fault(path, 1, 1, f"larger than {MAX_OCTETS} octets: keep the names of the test"),)
    return data, ()


def _shown(word: bytes) -> str:
    text = escaped(word)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _fault(path: str, line: int, column: int, message: str) -> Fault:
    return Fault(path=path, line=line, column=column, message=message)
