"""Encoded field sections of HTTP/3 -> names and values (QPACK, RFC 9204).

A decoder holds the dynamic table of one direction; its encoder stream fills it. A section that needs entries which have not come
yet is ``TRUNCATED`` at offset 0: ask again when more of the encoder stream is there.

Blind spots: names and values past the limits here are not read; who exceeds them gets ``TOO_LONG``.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from harness.model.malformed import Malformed, Reason
from harness.wire.hpack_huffman import decode_huffman
from harness.wire.qpack_static import STATIC

LAYER: Final = "qpack"
MAX_CAPACITY: Final = 65_536
"""Octets of the dynamic table by its own count (§3.2.1); browsers and servers settle at 4,096 to 65,536."""
MAX_FIELDS: Final = 512
"""Fields of a section."""
MAX_TEXT_OCTETS: Final = 65_536
"""Of a name or value."""
_OVERHEAD: Final = 32
_MAX_INTEGER: Final = 2**40
MAX_HELD_OCTETS: Final = 2 * MAX_TEXT_OCTETS
"""Of an instruction that is not all there."""

Field = tuple[bytes, bytes]


class _OddError(Exception):
    """An instruction or section cannot be read; never leaves this module."""

    def __init__(self, reason: Reason, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


class Qpack:
    """The decoder of one direction of a connection."""

    def __init__(self, max_capacity: int = MAX_CAPACITY) -> None:
        """Begin with an empty table.

        Args:
            max_capacity: SETTINGS_QPACK_MAX_TABLE_CAPACITY of the decoding side (§5); it decides how counts are read (§4.5.1.1).
        """
        self._max_entries = min(max_capacity, MAX_CAPACITY) // _OVERHEAD
        self._entries: deque[Field] = deque()
        self._octets = self._capacity = self.inserted = 0
        self._held = b""
        self.fault: Malformed | None = None
        """What is wrong with the encoder stream; what it inserted before stays."""

    def feed_encoder(self, data: bytes) -> None:
        """Take further octets of the encoder stream (§4.3)."""
        if self.fault is not None:
            return
        data = self._held + data
        at = 0
        try:
            while at < len(data):
                at = self._instruction(data, at)
        except _OddError as odd:
            if odd.reason is not Reason.TRUNCATED or len(data) - at > MAX_HELD_OCTETS:
                self.fault = Malformed(odd.reason, odd.offset, LAYER)
                return
        self._held = data[at:]

    def decode(self, section: bytes) -> tuple[Field, ...] | Malformed:
        """Read one encoded field section (§4.5)."""
        try:
            return self._section(section)
        except _OddError as odd:
            return Malformed(odd.reason, odd.offset, LAYER)

    def _instruction(self, data: bytes, at: int) -> int:
        first = data[at]
        if first & 0x80:
            index, at = _integer(data, at, 6)
            name = _static(index, at)[0] if first & 0x40 else self._relative(index, at)[0]
            value, at = _string(data, at, 7)
            self._insert((name, value), at)
        elif first & 0x40:
            name, at = _string(data, at, 5)
            value, at = _string(data, at, 7)
            self._insert((name, value), at)
        elif first & 0x20:
            capacity, at = _integer(data, at, 5)
            if capacity > MAX_CAPACITY:
                raise _OddError(Reason.TOO_LONG, at)
            self._capacity = capacity
            self._evict(0)
        else:
            index, at = _integer(data, at, 5)
            self._insert(self._relative(index, at), at)
        return at

    def _insert(self, field: Field, at: int) -> None:
        octets = len(field[0]) + len(field[1]) + _OVERHEAD
        if octets > self._capacity:
            raise _OddError(Reason.BAD_LENGTH, at)
        self._evict(octets)
        self._entries.append(field)
        self._octets += octets
        self.inserted += 1

    def _evict(self, octets: int) -> None:
        while self._octets + octets > self._capacity:
            name, value = self._entries.popleft()
            self._octets -= len(name) + len(value) + _OVERHEAD

    def _relative(self, index: int, at: int) -> Field:
        """By distance from the newest (§3.2.5)."""
        return self._absolute(self.inserted - 1 - index, at)

    def _absolute(self, index: int, at: int) -> Field:
        place = index - (self.inserted - len(self._entries))
        if not 0 <= place < len(self._entries):
            raise _OddError(Reason.BAD_VALUE, at)
        return self._entries[place]

    def _section(self, data: bytes) -> tuple[Field, ...]:
        encoded, at = _integer(data, 0, 8)
        required = self._required(encoded, at)
        negative = data[at : at + 1] >= b"\x80"
        delta, at = _integer(data, at, 7)
        base = required - delta - 1 if negative else required + delta
        if required > self.inserted:
            raise _OddError(Reason.TRUNCATED, 0)
        fields: list[Field] = []
        while at < len(data):
            if len(fields) == MAX_FIELDS:
                raise _OddError(Reason.TOO_LONG, at)
            field, at = self._line(data, at, base)
            fields.append(field)
        return tuple(fields)

    def _required(self, encoded: int, at: int) -> int:
        """Required Insert Count (§4.5.1.1)."""
        if not encoded:
            return 0
        full = 2 * self._max_entries
        if encoded > full:
            raise _OddError(Reason.BAD_VALUE, at)
        largest = self.inserted + self._max_entries
        required = largest // full * full + encoded - 1
        if required > largest:
            required -= full
        if required <= 0:
            raise _OddError(Reason.BAD_VALUE, at)
        return required

    def _line(self, data: bytes, at: int, base: int) -> tuple[Field, int]:
        """One field line (§4.5.2 to §4.5.6)."""
        first = data[at]
        if first & 0x80:
            index, at = _integer(data, at, 6)
            return (_static(index, at) if first & 0x40 else self._absolute(base - 1 - index, at)), at
        if first & 0x40:
            index, at = _integer(data, at, 4)
            name = _static(index, at)[0] if first & 0x10 else self._absolute(base - 1 - index, at)[0]
        elif first & 0x20:
            name, at = _string(data, at, 3)
        elif first & 0x10:
            index, at = _integer(data, at, 4)
            return self._absolute(base + index, at), at
        else:
            index, at = _integer(data, at, 3)
            name = self._absolute(base + index, at)[0]
        value, at = _string(data, at, 7)
        return (name, value), at


def _static(index: int, at: int) -> Field:
    if index >= len(STATIC):
        raise _OddError(Reason.BAD_VALUE, at)
    return STATIC[index]


def _integer(data: bytes, at: int, bits: int) -> tuple[int, int]:
    """An integer whose first octet gives it some low bits (RFC 7541 §5.1)."""
    if at >= len(data):
        raise _OddError(Reason.TRUNCATED, at)
    most = (1 << bits) - 1
    value = data[at] & most
    at += 1
    if value < most:
        return value, at
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise _OddError(Reason.TRUNCATED, at)
        octet = data[at]
        at += 1
        value += (octet & 0x7F) << shift
        if value > _MAX_INTEGER:
            break
        if not octet & 0x80:
            return value, at
    raise _OddError(Reason.TOO_LONG, at)


def _string(data: bytes, at: int, bits: int) -> tuple[bytes, int]:
    """A string whose length has some bits, with one above them for Huffman's code (§4.1.2)."""
    huffman = at < len(data) and data[at] >> bits & 1
    octets, start = _integer(data, at, bits)
    if octets > MAX_TEXT_OCTETS:
        raise _OddError(Reason.TOO_LONG, at)
    end = start + octets
    if end > len(data):
        raise _OddError(Reason.TRUNCATED, len(data))
    text = data[start:end]
    if huffman:
        plain = decode_huffman(text)
        if plain is None:
            raise _OddError(Reason.BAD_VALUE, start)
        text = plain
    return text, end
