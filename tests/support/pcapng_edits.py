"""What may befall a capture file of dumpcap's, done to its octets (draft-ietf-opsawg-pcapng §3.1, §4.3, §4.6); little-endian."""

from __future__ import annotations

import struct
from collections.abc import Iterator

ENHANCED_PACKET, STATISTICS = 6, 5
_INTERFACE_DROPS = 5


def blocks(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, block) in order."""
    at = 0
    while at < len(octets):
        kind, length = struct.unpack_from("<II", octets, at)
        yield kind, octets[at : at + length]
        at += length


def without_statistics(octets: bytes) -> bytes:
    """As a program leaves it that was killed between two packets."""
    return b"".join(block for kind, block in blocks(octets) if kind != STATISTICS)


def cut_in_a_packet(octets: bytes) -> bytes:
    """As one leaves it that was killed, or found no space, in the middle of one."""
    whole = without_statistics(octets)
    last = max((block for kind, block in blocks(octets) if kind == ENHANCED_PACKET), key=len)
    return whole[: whole.rindex(last) + len(last) // 2]


def with_drops(octets: bytes, drops: int) -> bytes:
    """With another count of packets that the interface lost."""
    found = []
    for kind, block in blocks(octets):
        if kind == STATISTICS:
            at = 20
            while struct.unpack_from("<H", block, at)[0] != _INTERFACE_DROPS:
                at += 4 + -(-struct.unpack_from("<H", block, at + 2)[0] // 4) * 4
            block = block[: at + 4] + struct.pack("<Q", drops) + block[at + 12 :]  # noqa: PLW2901
        found.append(block)
    return b"".join(found)


def with_clock_step(octets: bytes, after: int, step_ns: int) -> bytes:
    """With every packet but the first ones stamped later or earlier, in nanoseconds as dumpcap stamps them."""
    found, seen = [], 0
    for kind, block in blocks(octets):
        if kind == ENHANCED_PACKET:
            seen += 1
            if seen > after:
                high, low = struct.unpack_from("<II", block, 12)
                high, low = divmod(((high << 32) | low) + step_ns, 2**32)
                block = block[:12] + struct.pack("<II", high, low) + block[20:]  # noqa: PLW2901
        found.append(block)
    return b"".join(found)
