"""How many packets a capture file holds, counted by a few lines that share nothing with what is tested."""

from __future__ import annotations

import struct

_PACKETS = (2, 3, 6)


def packets_before(octets: bytes, stop: int) -> tuple[int, int]:
    """Packets of an uncompressed capture up to ``stop``, and where the last record before it ends."""
    return _blocks(octets, stop) if octets[:4] == b"\x0a\x0d\x0d\x0a" else _records(octets, stop)


def _records(octets: bytes, stop: int) -> tuple[int, int]:
    order = "<" if octets[0] in b"\xd4\x4d\x34" else ">"
    head = 24 if 0xCD in octets[:4] else 16
    found, p = 0, 24
    while p + head <= stop:
        size = head + struct.unpack_from(order + "I", octets, p + 8)[0]
        if p + size > stop:
            break
        found, p = found + 1, p + size
    return found, min(p, len(octets)) if found or stop >= 24 else 0


def _blocks(octets: bytes, stop: int) -> tuple[int, int]:
    order, found, p = "<", 0, 0
    while p + 12 <= stop:
        if octets[p : p + 4] == b"\x0a\x0d\x0d\x0a":
            order = ">" if octets[p + 8 : p + 12] == b"\x1a\x2b\x3c\x4d" else "<"
        kind, size = struct.unpack_from(order + "II", octets, p)
        size = size + 3 & ~3
        if size < 12 or p + size > stop:
            break
        found, p = found + (kind in _PACKETS), p + size
    return found, p
