"""Mutations that know where the records of a capture file are: pcap packets, pcapng blocks and their options."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.support.mutants.octets import EDGES, Mutation

_PCAP: Final = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\xa1\xb2\x3c\x4d": ">",
}
_SECTION: Final = b"\x0a\x0d\x0d\x0a"
_OPTIONS_AT: Final = {0x0A0D0D0A: 24, 1: 16, 5: 20}
"""Where options begin in blocks without packets."""

_FURTHEST: Final = 9_223_372_035
"""Seconds from the epoch that int64 nanoseconds just hold."""
_VALUES: Final = (
    *(struct.pack("<q", seconds) for seconds in (_FURTHEST, -_FURTHEST, _FURTHEST - 300, 2**63 - 1, -(2**63))),
    struct.pack(">q", _FURTHEST), b"\0", b"\x12", b"\x13", b"\x7f", b"\x80", b"\xbe", b"\xff", b"SYNTHETIC: nobody", b"\x1b[31m\r\n",
)  # fmt: skip
"""Of options: offsets of clocks, their ticks, texts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A capture file taken apart; joined, it is the file again."""

    order: str
    """Of struct: ``<`` or ``>``."""
    head: bytes
    """File header of pcap; nothing in pcapng."""
    records: list[bytes]
    rest: bytes
    """What is no whole record."""

    @property
    def blocks(self) -> bool:
        """Whether it is pcapng."""
        return not self.head

    def joined(self) -> bytes:
        """The file."""
        return self.head + b"".join(self.records) + self.rest


def parts_of(octets: bytes) -> Parts | None:
    """Take a file apart, written apart from what is tested; None for anything else. Of pcapng the first section's order counts."""
    if (order := _PCAP.get(octets[:4])) is not None:
        return _records(octets, order, octets[:24], 24)
    if octets[:4] == _SECTION:
        return _records(octets, ">" if octets[8:12] == b"\x1a\x2b\x3c\x4d" else "<", b"", 0)
    return None


def _records(octets: bytes, order: str, head: bytes, p: int) -> Parts:
    records: list[bytes] = []
    while True:
        if head:
            size = 16 + struct.unpack_from(order + "I", octets, p + 8)[0] if p + 16 <= len(octets) else 0
        else:
            size = struct.unpack_from(order + "I", octets, p + 4)[0] if p + 12 <= len(octets) else 0
        if size < 12 or p + size > len(octets):
            return Parts(order, head, records, octets[p:])
        records.append(octets[p : p + size])
        p += size


def with_number(octets: bytes, place: int, value: int, form: str) -> bytes:
    """A number written over what stands at ``place``; nothing happens where there is no room."""
    size = struct.calcsize(form)
    if place < 0 or place + size > len(octets):
        return octets
    return octets[:place] + struct.pack(form, value & (256**size - 1)) + octets[place + size :]


def _changed(
    chance: Random, octets: bytes, places: tuple[int, ...], values: tuple[int, ...] = EDGES
) -> bytes:
    """A file with a 32-bit number of one record changed; places are counted from the record's start, or end."""
    parts = parts_of(octets)
    if parts is None or not parts.records:
        return octets
    index = chance.randrange(len(parts.records))
    record = parts.records[index]
    for place in places:
        old = int.from_bytes(record[place : place + 4] or b"\0", "little")
        value = chance.choice((*values, old + 1, old - 1, old * 2))
        record = with_number(record, place if place >= 0 else len(record) + place, value, parts.order + "I")
    parts.records[index] = record
    return parts.joined()


def record_length(chance: Random, octets: bytes) -> bytes:
    """A captured or original length of pcap; a block's length in front, behind, or a packet's inside of it."""
    pcapng = octets[:4] == _SECTION
    places = ((4,), (-4,), (20,), (24,), (8,)) if pcapng else ((8,), (12,), (8, 12))
    return _changed(chance, octets, chance.choice(places))


def both_lengths(chance: Random, octets: bytes) -> bytes:
    """The same impossible length in front of a block and behind it."""
    parts = parts_of(octets)
    if parts is None or not parts.records or not parts.blocks:
        return record_length(chance, octets)
    index, value = chance.randrange(len(parts.records)), chance.choice((*EDGES, 12, 16, 20, 28, 32))
    record = with_number(parts.records[index], 4, value, parts.order + "I")
    parts.records[index] = with_number(record, len(record) - 4, value, parts.order + "I")
    return parts.joined()


def times(chance: Random, octets: bytes) -> bytes:
    """Times at their edges."""
    return _changed(chance, octets, chance.choice(((0,), (4,), (0, 4), (12,), (16,), (12, 16))))


def file_header(chance: Random, octets: bytes) -> bytes:
    """Version, snap length or link type of pcap; type or interface of a block."""
    if octets[:4] == _SECTION:
        kinds = (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 0x0BAD, 0x40000BAD, 0x0A0D0D0A, 2**31)
        return _changed(chance, octets, chance.choice(((0,), (8,))), kinds)
    links = (
        0,
        1,
        9,
        12,
        50,
        51,
        101,
        104,
        105,
        108,
        113,
        119,
        127,
        147,
        189,
        192,
        204,
        220,
        239,
        276,
        2**26 - 1,
    )
    return with_number(octets, chance.choice((4, 16, 20, 20, 20)), chance.choice((*links, *EDGES)), "<I")


def shuffle(chance: Random, octets: bytes) -> bytes:
    """Records dropped, repeated or put elsewhere."""
    parts = parts_of(octets)
    if parts is None or not parts.records:
        return octets
    for _ in range(chance.randint(1, 6)):
        index = chance.randrange(len(parts.records))
        taken = parts.records.pop(index) if chance.random() < 0.7 else parts.records[index]
        copies = chance.choice((0, 1, 1, 2, 300))
        place = chance.randrange(len(parts.records) + 1)
        parts.records[place:place] = [taken] * (copies or (not parts.records))
    return parts.joined()


def options(chance: Random, octets: bytes) -> bytes:
    """An option's length at its edges; a list without end, of empty options, or of very many."""
    parts = parts_of(octets)
    if parts is None or not parts.records or not parts.blocks:
        return file_header(chance, octets)
    index = chance.randrange(min(len(parts.records), 8))
    record, order = parts.records[index], parts.order
    kind = struct.unpack_from(order + "I", record)[0]
    start = _OPTIONS_AT.get(kind, 28)
    given = _option_list(chance, order)
    body = (
        record[8:start].ljust(start - 8, b"\0") + (record[start:-4] if chance.random() < 0.3 else b"") + given
    )
    body += b"\0" * (-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    parts.records[index] = record[:4] + length + body + length
    return parts.joined()


def _option_list(chance: Random, order: str) -> bytes:
    """Options that contradict themselves, or that nobody would write."""
    made = b""
    for _ in range(chance.choice((1, 2, 8, 1_200))):
        code = chance.choice((0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 14, 2988, 65535)) if chance.random() < 0.9 else 1
        value = chance.choice((chance.randbytes(chance.choice((0, 1, 1, 4, 7, 8, 8, 12))), *_VALUES))
        length = len(value) if chance.random() < 0.8 else chance.choice((0, 1, 255, 4_096, 65_535))
        made += struct.pack(order + "HH", code, length) + value + b"\0" * (-len(value) % 4)
    return made + (bytes(4) if chance.random() < 0.3 else b"")


RECORDS: Final[tuple[Mutation, ...]] = (
    record_length, record_length, both_lengths, times, file_header, shuffle, options, options,
)  # fmt: skip
