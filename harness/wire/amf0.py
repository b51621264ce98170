"""Values of AMF0 -> strings and numbers by name (Adobe AMF 0, 2007); what RTMP writes its commands in.

Blind spots: only strings and numbers that an object holds itself are given. What is written in AMF3 (marker 0x11)
ends reading: its length cannot be told without reading it.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "rtmp"
MAX_DEPTH: Final = 8
"""Objects and arrays inside one another that are read."""

NUMBER, BOOLEAN, STRING, OBJECT, NULL, ECMA_ARRAY, STRICT_ARRAY = 0x00, 0x01, 0x02, 0x03, 0x05, 0x08, 0x0A
_LONG_STRING, _XML, _TYPED_OBJECT = 0x0C, 0x0F, 0x10
_FIXED: Final = {NUMBER: 8, BOOLEAN: 1, NULL: 0, 0x06: 0, 0x07: 2, 0x0B: 10, 0x0D: 0}  # §2.2 ff.
_LENGTHS: Final = {STRING: 2, _LONG_STRING: 4, _XML: 4}
_OBJECT_END: Final = b"\x00\x00\x09"
_number = struct.Struct("!d").unpack


class Value(NamedTuple):
    """One value."""

    marker: int
    octets: bytes
    """Of a string without its length; of others all behind the marker."""
    end: int

    @property
    def text(self) -> bytes | None:
        """The octets of a string; None for other values."""
        return self.octets if self.marker in (STRING, _LONG_STRING) else None

    @property
    def number(self) -> float | None:
        """A number; None for other values."""
        return float(_number(self.octets)[0]) if self.marker == NUMBER else None


def read_value(body: bytes, at: int, depth: int = 0) -> Value | Malformed:
    """Read the value at ``at``; one that runs past the end of the body is ``Malformed``."""
    marker = body[at] if at < len(body) else None
    if marker in _FIXED:
        return _cut(body, marker, at + 1, at + 1 + _FIXED[marker])
    if marker in _LENGTHS:
        start = at + 1 + _LENGTHS[marker]
        return _cut(body, marker, start, start + int.from_bytes(body[at + 1 : start], "big"))
    if marker is None:
        return Malformed(Reason.BAD_LENGTH, len(body), LAYER)
    if depth >= MAX_DEPTH:
        return Malformed(Reason.TOO_LONG, at, LAYER)
    if marker == STRICT_ARRAY:
        return _read_array(body, at, depth)
    if marker in (OBJECT, ECMA_ARRAY, _TYPED_OBJECT):
        found = read_object(body, at, depth)
        return found if isinstance(found, Malformed) else _cut(body, marker, at + 1, found[1])
    return Malformed(Reason.BAD_VALUE, at, LAYER)


def read_object(body: bytes, at: int, depth: int = 0) -> tuple[dict[bytes, Value], int] | Malformed:
    """Read the object or associative array at ``at``: its values by name, of a name that comes again the first; and its end."""
    marker, position = body[at : at + 1], at + 1
    if marker == bytes((ECMA_ARRAY,)):
        position += 4  # a count that need not be right
    elif marker == bytes((_TYPED_OBJECT,)):
        position += 2 + int.from_bytes(body[position : position + 2], "big")
    elif marker != bytes((OBJECT,)):
        return Malformed(Reason.BAD_VALUE, min(at, len(body)), LAYER)
    found: dict[bytes, Value] = {}
    while body[position : position + 3] != _OBJECT_END:
        start = position + 2
        after = start + int.from_bytes(body[position:start], "big")
        value = read_value(body, after, depth + 1)
        if isinstance(value, Malformed):
            return value
        found.setdefault(body[start:after], value)
        position = value.end
    return found, position + 3


def _read_array(body: bytes, at: int, depth: int) -> Value | Malformed:
    """Read a strict array; each of its values is an octet at least, so the body's length bounds them."""
    position = at + 5
    for _ in range(int.from_bytes(body[at + 1 : position], "big")):
        value = read_value(body, position, depth + 1)
        if isinstance(value, Malformed):
            return value
        position = value.end
    return _cut(body, STRICT_ARRAY, at + 1, position)


def _cut(body: bytes, marker: int, start: int, end: int) -> Value | Malformed:
    if end > len(body):
        return Malformed(Reason.BAD_LENGTH, min(start, len(body)), LAYER)
    return Value(marker, body[start:end], end)
