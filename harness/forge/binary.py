# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Binary messages, octet by octet: protobuf ("Encoding", protobuf.dev) and MAVLink 2 (mavlink.io, "Packet Serialization")."""

from __future__ import annotations

import struct
from typing import Any

from harness.forge.marked import Mark, Marked, joined, paired
from harness.forge.written import E7, Values, written

Field = dict[str, Any]
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
"""Wire types."""
NUMBERS = {
    "varint": ("protobuf-inte7", VARINT),
    "zigzag": ("protobuf-sinte7", VARINT),
    "float64": ("double-le", FIXED64),
    "float32": ("float-le", FIXED32),
    "fixed32": ("int32e7-le", FIXED32),
}
"""Kinds of numbers: form of a position in it, wire type."""
GLOBAL_POSITION_INT, CRC_EXTRA = 33, 104
"""Id, and the octet by which both ends know that they mean the same fields (common.xml)."""


def varint(number: int) -> bytes:
    """Seven bits an octet, the lowest first; negative numbers as 64 bits.

    >>> varint(150).hex()
    '9601'
    """
    number &= 2**64 - 1
    octets = bytearray()
    while number >= 0x80:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])


def protobuf(fields: list[Field], values: Values) -> Marked:
    """A message of such fields, in their order."""
    return paired(joined(_field(field, values) for field in fields))


def _field(field: Field, values: Values) -> Marked:
    for kind, (form, wire_type) in NUMBERS.items():
        if field[kind] is not None:
            tag = varint(field["field"] << 3 | wire_type)
            return joined((Marked(tag), _number(kind, form, field[kind], values)))
    inner = protobuf(field["message"], values) if field["message"] else written(field["text"], values)
    tag = varint(field["field"] << 3 | LENGTH)
    return joined((Marked(tag + varint(len(inner.octets))), inner))


def _number(kind: str, form: str, given: Any, values: Values) -> Marked:
    if not isinstance(given, dict):
        return Marked(_number_octets(kind, given))
    half = given["form"].removesuffix("_e7")
    degrees = values[given["value"]]["position"][half == "longitude"]
    octets = _number_octets(kind, degrees if kind in ("float64", "float32") else round(degrees * E7))
    return Marked(octets, (Mark(given["value"], (form,), 0, len(octets), half),))


def _number_octets(kind: str, number: float) -> bytes:
    match kind:
        case "float64":
            return struct.pack("<d", number)
        case "float32":
            return struct.pack("<f", number)
        case "fixed32":
            return struct.pack("<i", int(number))
        case "zigzag":
            return varint(int(number) << 1 ^ int(number) >> 63)
    return varint(int(number))


def mavlink(value: dict[str, Any], sequence: int) -> Marked:
    """GLOBAL_POSITION_INT of an aircraft at a position."""
    latitude, longitude = (round(degrees * E7) for degrees in value["position"])
    fields = struct.pack("<IiiiihhhH", 1000 * sequence, latitude, longitude, 12_000, 9_000, 1, 2, 0, 9_000)
    head = struct.pack("<BBBBBB", len(fields), 0, 0, sequence & 0xFF, 1, 1)
    head += GLOBAL_POSITION_INT.to_bytes(3, "little")
    check = crc16_mcrf4xx(head + fields + bytes([CRC_EXTRA]))
    frame = b"\xfd" + head + fields + struct.pack("<H", check)
    begin = 1 + len(head) + 4
    return Marked(frame, (Mark(value["id"], ("int32e7-le",), begin, begin + 8),))


def crc16_mcrf4xx(octets: bytes) -> int:
    """The checksum, bit by bit.

    >>> hex(crc16_mcrf4xx(b"123456789"))
    '0x6f91'
    """
    rest = 0xFFFF
    for octet in octets:
        rest ^= octet
        for _ in range(8):
            rest = rest >> 1 ^ (0x8408 if rest & 1 else 0)
    return rest
