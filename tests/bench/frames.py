"""Single Ethernet/IPv4 frames from bytes, for the few packets that open a stream.

Diagrams: Ethernet II, RFC 791 §3.1, RFC 9293 §3.1, RFC 768. UDP and TCP checksums are zero.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MACS = bytes.fromhex("02005e000001 02005e000002")
"""Receiver and sender, locally administered."""
SYN, SYN_ACK, ACK, PUSH_ACK = 0x02, 0x12, 0x10, 0x18
TCP, UDP = 6, 17
SYN_OPTIONS = bytes.fromhex("0204 0542 0101 0402 0103 0307")
"""Maximum segment size 1,346, selective acknowledgements, window scale 7 (RFC 9293 §3.2, RFC 2018, RFC 7323)."""
WINDOW = 64_240
IPV4_CLIENTS, IPV4_SERVERS, IPV4_RESOLVER = 0xC6120001, 0xC6130001, 0xC0000235
"""198.18.0.0/15 is for benchmarks (RFC 2544), 192.0.2.53 for documentation (RFC 5737)."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Addresses and ports of a flow, client first."""

    client: int
    client_port: int
    server: int
    server_port: int

    def way(self, *, up: bool) -> tuple[int, int, int, int]:
        """Source, its port, destination, its port."""
        ours, theirs = (self.client, self.client_port), (self.server, self.server_port)
        return (*ours, *theirs) if up else (*theirs, *ours)


def _ipv4(protocol: int, source: int, destination: int, content: bytes) -> bytes:
    words = struct.pack(
        ">HHHHHHII", 0x4500, 20 + len(content), 0, 0x4000, 64 << 8 | protocol, 0, source, destination
    )
    total = sum(struct.unpack(">10H", words))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    return MACS + b"\x08\x00" + words[:10] + struct.pack(">H", checksum) + words[12:] + content


def udp(ends: Ends, payload: bytes, *, up: bool) -> bytes:
    """One datagram."""
    source, source_port, destination, port = ends.way(up=up)
    header = struct.pack(">HHHH", source_port, port, 8 + len(payload), 0)
    return _ipv4(UDP, source, destination, header + payload)


def tcp(ends: Ends, flags: int, sent: int, heard: int, payload: bytes = b"", *, up: bool) -> bytes:
    """One segment; ``sent`` and ``heard`` are sequence and acknowledgement numbers."""
    source, source_port, destination, port = ends.way(up=up)
    options = SYN_OPTIONS if flags & SYN else b""
    offset_flags = (20 + len(options)) // 4 << 12 | flags
    numbers = (sent & 0xFFFFFFFF, heard & 0xFFFFFFFF)
    header = struct.pack(">HHIIHHHH", source_port, port, *numbers, offset_flags, WINDOW, 0, 0)
    return _ipv4(TCP, source, destination, header + options + payload)


def record(time_us: int, frame: bytes) -> bytes:
    """One pcap record."""
    return struct.pack("<IIII", time_us // 10**6, time_us % 10**6, len(frame), len(frame)) + frame
