"""The data section of an MMDB file: an offset in, the value that stands there out, in bounded work.

MaxMind DB File Format Specification 2.0, "Output Data Section". Pointers may share values; a few octets with pointers
to pointers would stand for more values than memory holds, so each value decoded is counted, and what many
records point to is decoded once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final

MOST_VALUES: Final = 30_000_000
"""Of one file; a vendor's cities have some 6 million."""
_DEEPEST: Final = 24
_POINTER, _STRING, _MAP, _ARRAY = 1, 2, 7, 11
_UNSIGNED: Final = {5: 2, 6: 4, 9: 8, 10: 16}
"""Octets at most, by type."""
_BASES: Final = (0, 2_048, 526_336, 0)
"""What is added to a pointer, by its size."""


class MmdbFault(Exception):  # noqa: N818 - becomes a located fault
    """What stands there is no value of the format."""


class MmdbData:
    """One data section, or the metadata behind it."""

    def __init__(self, octets: memoryview) -> None:
        self._octets = octets
        self._left = MOST_VALUES
        self._known: dict[int, Any] = {}

    def value(self, offset: int) -> Any:
        """The value at an offset.

        Raises:
            MmdbFault: There is none.
        """
        try:
            return self._decode(offset, 0)[0]
        except (IndexError, struct.error, UnicodeDecodeError) as fault:
            raise MmdbFault(f"no value at octet {offset:,} of the data ({fault})") from None

    def _decode(self, at: int, depth: int) -> tuple[Any, int]:
        """A value, and the offset behind it."""
        self._left -= 1
        if self._left < 0:
            raise MmdbFault(f"more than {MOST_VALUES:,} values")
        if depth > _DEEPEST:
            raise MmdbFault(f"values more than {_DEEPEST} deep")
        control = self._octets[at]
        kind, at = control >> 5, at + 1
        if kind == _POINTER:
            return self._pointed(control, at, depth)
        if kind == 0:
            kind, at = 7 + self._octets[at], at + 1
        size, at = self._size(control & 0x1F, at)
        if kind == _MAP:
            return self._map(size, at, depth)
        if kind == _ARRAY:
            return self._array(size, at, depth)
        return self._plain(kind, size, at)

    def _size(self, size: int, at: int) -> tuple[int, int]:
        """How many octets or members: three forms for more than 28."""
        if size < 29:
            return size, at
        more = size - 28
        base = (29, 285, 65_821)[more - 1]
        return base + self._number(at, more), at + more

    def _number(self, at: int, octets: int) -> int:
        return int.from_bytes(self._taken(at, octets), "big")

    def _taken(self, at: int, octets: int) -> memoryview:
        if at + octets > len(self._octets):
            raise MmdbFault("the file ends inside a value")
        return self._octets[at : at + octets]

    def _pointed(self, control: int, at: int, depth: int) -> tuple[Any, int]:
        form = control >> 3 & 3
        octets = form + 1
        upper = 0 if form == 3 else (control & 7) << (8 * octets)
        target = (upper | self._number(at, octets)) + _BASES[form]
        if target not in self._known:
            if target >= len(self._octets):
                raise MmdbFault("a pointer leads out of the data")
            if self._octets[target] >> 5 == _POINTER:
                raise MmdbFault("a pointer leads to a pointer, which the format forbids")
            self._known[target] = self._decode(target, depth + 1)[0]
        return self._known[target], at + octets

    def _map(self, size: int, at: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        for _ in range(size):
            key, at = self._decode(at, depth + 1)
            if not isinstance(key, str):
                raise MmdbFault("a key that is no text")
            found[key], at = self._decode(at, depth + 1)
        return found, at

    def _array(self, size: int, at: int, depth: int) -> tuple[list[Any], int]:
        found = []
        for _ in range(size):
            value, at = self._decode(at, depth + 1)
            found.append(value)
        return found, at

    def _plain(self, kind: int, size: int, at: int) -> tuple[Any, int]:
        if kind == 14:
            return size != 0, at  # a boolean is its size
        octets = bytes(self._taken(at, size))
        at += size
        if kind == _STRING:
            return octets.decode(), at
        if kind in _UNSIGNED and size <= _UNSIGNED[kind]:
            return int.from_bytes(octets, "big"), at
        if kind in _OTHERS:
            length, read = _OTHERS[kind]
            if length is None or size == length or (kind == 8 and size <= 4):
                return read(octets), at
        raise MmdbFault(f"type {kind} of {size} octets")


_OTHERS: Final[dict[int, tuple[int | None, Callable[[bytes], Any]]]] = {
    3: (8, lambda octets: struct.unpack(">d", octets)[0]),
    4: (None, bytes),
    # Written in as few octets as it needs, of which a negative number needs all four.
    8: (4, lambda octets: struct.unpack(">i", octets.rjust(4, b"\0"))[0]),
    15: (4, lambda octets: struct.unpack(">f", octets)[0]),
}
"""Double, octets, int32, float: length, and how it is read."""
