"""Writes a disk whose blocks begin with what a frame begins with: python disk.py FILE.

Bare, in an RNDIS message, and in an NCM block: a transfer of a block must not be read as one.
"""

import struct
import sys
from pathlib import Path

BLOCK = 4096


def frame(last: int) -> bytes:
    """An Ethernet frame from 203.0.113.LAST with a valid IP header."""
    words = [0x4500, 1386, 0, 0, 64 << 8 | 17, 0, 203 << 8, 113 << 8 | last, 192 << 8, 2 << 8 | 9]
    total = sum(words)
    words[5] = ~(total + (total >> 16)) & 0xFFFF
    ports = struct.pack("!4H", 53, 4000, 1366, 0)
    return bytes.fromhex("0200000000010200000000090800") + struct.pack("!10H", *words) + ports + bytes(1358)


def blocks() -> list[bytes]:
    """A frame in each of the three forms, and two blocks of zeros: Linux reads the end of a disk sector by sector."""
    bare, octets = frame(1), len(frame(1))
    rndis = struct.pack("<11I", 1, 44 + octets, 36, octets, *[0] * 7) + frame(2)
    table = struct.pack("<4s6H", b"NCM0", 16, 0, 28, octets, 0, 0)
    ncm = struct.pack("<4s4H", b"NCMH", 12, 0, 28 + octets, 12) + table + frame(3)
    return [block.ljust(BLOCK, b"\0") for block in (bare, rndis, ncm, b"", b"")]


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(b"".join(blocks()))
