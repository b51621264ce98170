"""Octets of MQTT -> the fields that its packets are made of (MQTT 5.0 §1.5, §2.1, §2.2.2; 3.1.1 has the same but properties).

Blind spots: of properties only those that a CONNACK may have are read; others are passed over whole.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "mqtt"
MAX_OCTETS: Final = 16384
"""Octets of the stream looked at."""
ASSIGNED_CLIENT_ID: Final = 0x12
SERVER_REFERENCE: Final = 0x1C

_MAX_LENGTH_OCTETS: Final = 4  # §1.5.5
_TEXT, _PAIR = -1, -2
_CONNACK_PROPERTIES: Final = {
    0x11: 4, 0x12: _TEXT, 0x13: 2, 0x15: _TEXT, 0x16: _TEXT, 0x1A: _TEXT, 0x1C: _TEXT, 0x1F: _TEXT, 0x21: 2, 0x22: 2,
    0x24: 1, 0x25: 1, 0x26: _PAIR, 0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
"""Octets of the value behind each identifier (§2.2.2.2, §3.2.2.3)."""


class Header(NamedTuple):
    """The fixed header of a packet."""

    first: int
    """Type and flags."""
    body: int
    """Where what follows begins."""
    end: int
    """Where the packet ends."""


def variable_integer(data: bytes, at: int) -> tuple[int, int] | Malformed:
    """Read a Variable Byte Integer (§1.5.5): its value, and where it ends."""
    value = 0
    for index in range(_MAX_LENGTH_OCTETS):
        if at + index >= len(data):
            return Malformed(Reason.TRUNCATED, len(data), LAYER)
        octet = data[at + index]
        value |= (octet & 0x7F) << 7 * index
        if octet < 0x80:
            return value, at + index + 1
    return Malformed(Reason.BAD_LENGTH, at, LAYER)


def read_header(data: bytes, at: int) -> Header | Malformed:
    """Read the fixed header of the packet that begins at ``at`` (§2.1)."""
    length = variable_integer(data, at + 1)
    if isinstance(length, Malformed):
        return length
    return Header(data[at], length[1], length[1] + length[0])


def text_end(data: bytes, at: int, end: int) -> int | Malformed:
    """Say where the string at ``at`` ends that has its length in front (§1.5.4), in a packet that ends at ``end``."""
    fault = _unreached(data, at, at + 2, end)
    if fault is not None:
        return fault
    after = at + 2 + int.from_bytes(data[at : at + 2], "big")
    return _unreached(data, at, after, end) or after


def properties_at(data: bytes, at: int, end: int) -> tuple[int, int] | Malformed:
    """Say where the properties behind their length at ``at`` begin and end (§2.2.2); they need not be there."""
    fault = _unreached(data, at, at, end - 1)
    if fault is not None:
        return fault
    length = variable_integer(data, at)
    if isinstance(length, Malformed):
        return length
    after = length[0] + length[1]
    return Malformed(Reason.BAD_LENGTH, at, LAYER) if after > end else (length[1], after)


def _unreached(data: bytes, at: int, after: int, end: int) -> Malformed | None:
    """Say why a field from ``at`` to ``after`` cannot be read; None where it can."""
    if at > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    if after > end:
        return Malformed(Reason.BAD_LENGTH, at, LAYER)
    if after > MAX_OCTETS:
        return Malformed(Reason.TOO_LONG, at, LAYER)
    return Malformed(Reason.TRUNCATED, len(data), LAYER) if after > len(data) else None


def connack_properties(data: bytes, at: int, end: int) -> dict[int, bytes] | Malformed:
    """Read the properties of a CONNACK that lie between ``at`` and ``end``, all of them there.

    Returns:
        Values by identifier, strings without their length; of one that comes again, the first.
    """
    found: dict[int, bytes] = {}
    while at < end:
        size = _CONNACK_PROPERTIES.get(data[at])
        if size is None:
            return Malformed(Reason.BAD_VALUE, at, LAYER)
        start = at + 1
        after = start + max(size, 0)
        for _ in range(-size):
            text = text_end(data, after, end)
            if isinstance(text, Malformed):
                return text
            after = text
        if after > end:
            return Malformed(Reason.BAD_LENGTH, at, LAYER)
        found.setdefault(data[at], data[start + 2 if size < 0 else start : after])
        at = after
    return found
