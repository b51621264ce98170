"""Values of any kind -> one line of JSON each, appended to a file that may be moved away at any time.

Every line is one ``write`` of an appending descriptor, so that a program that is killed leaves whole lines, but for the last.
A file that was moved or removed is begun anew, and the new one begins with what a reader needs who has only it.

Not ``harness.machine.line_file``, which journals are written by: this runs in an interpreter that has no harness, syncing each line to disk would
hold up what is intercepted, and a fault of the disk must not stop it. Readers pass over a line that is cut, wherever it stands.

Blind spots: what cannot be written, on a full disk for instance, is lost; how many lines that were is told once there is room.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

TEXT: Final = 8_192
"""Characters of a text that are kept: a name has 255 at most, a URL is cut."""
ITEMS: Final = 64
"""Members of a list or an object that are kept."""
DEPTH: Final = 6
LONGEST: Final = 1 << 20
"""Octets of a line; what is longer keeps less of each text and list."""
_WHOLE: Final = 2**63


def plain(value: Any, text: int = TEXT, items: int = ITEMS, depth: int = DEPTH) -> Any:
    r"""A value as JSON has it; None for what it has not.

    Octets become text of which the same octets can be made again: UTF-8, others as lone surrogates (PEP 383).

    >>> plain({"sni": b"a\xff", "n": 1 << 80, "peer": ("192.0.2.1", 5), "odd": object()})
    {'sni': 'a\udcff', 'n': None, 'peer': ['192.0.2.1', 5], 'odd': None}
    """
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        return int(value) if -_WHOLE <= value < _WHOLE else None
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (bytes, bytearray)):
        value = bytes(value[:text]).decode("utf-8", "surrogateescape")
    if isinstance(value, str):
        return str(value[:text])
    if depth == 0:
        return None
    if isinstance(value, Mapping):
        pairs = list(value.items())[:items]
        return {str(key)[:ITEMS]: plain(one, text, items, depth - 1) for key, one in pairs}
    if isinstance(value, (list, tuple)):
        return [plain(one, text, items, depth - 1) for one in value[:items]]
    return None


def line_of(event: Mapping[str, Any]) -> bytes:
    r"""One line: ASCII, so that nothing in it can end it, not even for readers that know further ends of lines.

    >>> line_of({"ev": "request", "url": "a\nb\u2028"})
    b'{"ev": "request", "url": "a\\nb\\u2028"}\n'
    """
    line = b""
    for text, items in ((TEXT, ITEMS), (256, ITEMS), (32, 16)):
        line = json.dumps(plain(event, text, items), ensure_ascii=True, allow_nan=False).encode("ascii")
        if len(line) < LONGEST:
            break
    return line + b"\n"


class Lines:
    """A growing file of lines.

    Args:
        path: Appended to where it exists.
        opening: Events that every file begins with; called with whether the file goes on another one.
    """

    def __init__(self, path: Path, opening: Callable[[bool], Iterable[Mapping[str, Any]]]) -> None:
        self._path, self._opening = path, opening
        self._file = -1
        self._identity: tuple[int, int] | None = None
        self.lost = 0
        """Lines that could not be written since the last that could."""

    def begin(self) -> None:
        """Write how the file begins; what cannot be written now is written with the first event."""
        try:
            self._see_to_file()
        except OSError:
            self.lost += 1

    def write(self, event: Mapping[str, Any]) -> None:
        """Append one event; a fault of the disk is counted and never raised: the proxy goes on."""
        try:
            self._see_to_file()
            if self.lost:
                self._put(line_of({**event, "lost_before": self.lost}))
            else:
                self._put(line_of(event))
        except OSError:
            self.lost += 1
        else:
            self.lost = 0

    def close(self) -> None:
        """Bring what was written to the disk."""
        if self._file >= 0:
            try:
                os.fsync(self._file)
            finally:
                os.close(self._file)
                self._file, self._identity = -1, None

    def _see_to_file(self) -> None:
        try:
            there = self._path.stat()
            if self._identity == (there.st_dev, there.st_ino):
                return
        except FileNotFoundError:
            pass
        goes_on = self._file >= 0
        self.close()
        # Names and addresses of whoever is under test are in it: nobody else's to read.
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        about = os.fstat(self._file)
        self._identity = (about.st_dev, about.st_ino)
        if about.st_size:
            # Who wrote before may have been killed inside a line; an empty line is no event.
            self._put(b"\n")
        for event in self._opening(goes_on):
            self._put(line_of(event))

    def _put(self, line: bytes) -> None:
        left = memoryview(line)
        while left:
            left = left[os.write(self._file, left) :]
