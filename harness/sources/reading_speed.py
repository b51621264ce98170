"""How fast this machine reads captures: made-up packets in memory, read for a moment as a file is.

Half of the packets are full, half are acknowledgements, as in a download; connections are few and open from the first. Nothing is
written, and nothing of it is told as traffic.

Blind spots: many short connections with names are slower, and so is all that comes after reading (places, classes, a picture each
second). What is told is an upper bound.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from typing import Final

from harness.sources.capture_reader import read_capture

_FULL: Final = 1_448
_FLOWS: Final = 64
_ROUNDS: Final = 16
_HEADER: Final = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
"""pcap, microseconds, Ethernet (draft-ietf-opsawg-pcap)."""
_ETHERNET: Final = bytes.fromhex("020000000001 020000000002 0800")
_BEGAN_S: Final = 1_767_225_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What was read in a time."""

    packets: int
    octets: int
    """Of the file."""
    elapsed_ns: int

    @property
    def packets_per_second(self) -> int:
        """Rate of packets."""
        return self.packets * 1_000_000_000 // max(self.elapsed_ns, 1)

    @property
    def bits_per_second(self) -> int:
        """Rate of octets, as of a link."""
        return self.octets * 8 * 1_000_000_000 // max(self.elapsed_ns, 1)


class _Repeated:
    """The same block of packets again and again, until time is up."""

    def __init__(self, block: bytes, packets: int, limit_s: float) -> None:
        self._block, self._of_block = block, packets
        self._rest = memoryview(_HEADER + block)
        self._end = time.monotonic() + limit_s
        self.packets, self.octets = packets, len(_HEADER) + len(block)

    def readinto(self, buffer: memoryview, /) -> int:
        """See ``harness.sources.compression.Readable``."""
        if not self._rest:
            if time.monotonic() > self._end:
                return 0
            self._rest = memoryview(self._block)
            self.packets += self._of_block
            self.octets += len(self._block)
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def measure(limit_s: float = 0.5) -> Speed:
    """Read for so long, and as much longer as the last block takes; kernels have to be compiled (``harness.kernel.jit.is_compiled``)."""
    packets = [
        _packet(flow, turn, up=up)
        for turn in range(_ROUNDS)
        for flow in range(_FLOWS)
        for up in (False, True)
    ]
    # The first reading loads machine code, which is no part of the speed.
    read_capture(_Repeated(b"".join(packets), len(packets), 0), "-", idle_timeout_s=300)
    stream = _Repeated(b"".join(packets), len(packets), limit_s)
    began = time.monotonic_ns()
    read_capture(stream, "-", idle_timeout_s=300)
    return Speed(packets=stream.packets, octets=stream.octets, elapsed_ns=time.monotonic_ns() - began)


def _packet(flow: int, turn: int, *, up: bool) -> bytes:
    """One record: an Ethernet frame of IPv4 and TCP (RFC 791, RFC 9293)."""
    payload = bytes(0 if up else _FULL)
    client, server = (bytes((192, 0, 2, flow + 1)), 50_000 + flow), (bytes((198, 51, 100, flow + 1)), 443)
    source, target = (client, server) if up else (server, client)
    sequence = (turn + 1) * _FULL
    tcp = struct.pack(">HHIIBBHHH", source[1], target[1], sequence, sequence, 5 << 4, 0x10, 65_535, 0, 0)
    total = 20 + len(tcp) + len(payload)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, total, 0, 0, 64, 6, 0, source[0], target[0])
    frame = _ETHERNET + ip + tcp + payload
    return struct.pack("<IIII", _BEGAN_S, turn, len(frame), len(frame)) + frame
