"""Frames and capture files made by hand, octet by octet, for tests of reading."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from ipaddress import ip_address

SYN, ACK, FIN, RST, PSH = 0x02, 0x10, 0x01, 0x04, 0x08


def ipv4(
    source: str, destination: str, protocol: int, payload: bytes, *, ttl: int = 64, fragment: int = 0
) -> bytes:
    """An IPv4 datagram without options; ``fragment`` is the flags and offset field."""
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 1, fragment, ttl, protocol, 0)
    return header + ip_address(source).packed + ip_address(destination).packed + payload


def ipv6(source: str, destination: str, next_header: int, payload: bytes) -> bytes:
    """An IPv6 datagram."""
    header = struct.pack("!IHBB", 0x60000000, len(payload), next_header, 64)
    return header + ip_address(source).packed + ip_address(destination).packed + payload


def ip(source: str, destination: str, protocol: int, payload: bytes) -> bytes:
    """An IP datagram of the addresses' family."""
    make = ipv6 if ":" in source else ipv4
    return make(source, destination, protocol, payload)


def tcp(
    source: int, destination: int, payload: bytes = b"", *, seq: int = 0, ack: int = 0, flags: int = ACK,
    timestamps: tuple[int, int] | None = None,
) -> bytes:  # fmt: skip
    """A TCP segment, with the timestamps option where given."""
    options = b"" if timestamps is None else b"\x01\x01\x08\x0a" + struct.pack("!II", *timestamps)
    offset = (20 + len(options)) // 4 << 4
    head = struct.pack("!HHIIBBHHH", source, destination, seq, ack, offset, flags, 65535, 0, 0)
    return head + options + payload


def udp(source: int, destination: int, payload: bytes = b"") -> bytes:
    """A UDP datagram."""
    return struct.pack("!HHHH", source, destination, 8 + len(payload), 0) + payload


def ethernet(payload: bytes, *, source: str = "02:00:00:00:00:01", vlans: tuple[int, ...] = ()) -> bytes:
    """An Ethernet II frame around an IP datagram, with 802.1Q tags where given."""
    ethertype = b"\x86\xdd" if payload[:1] and payload[0] >> 4 == 6 else b"\x08\x00"
    tags = b"".join(b"\x81\x00" + struct.pack("!H", vlan) for vlan in vlans)
    return bytes.fromhex("020000000002" + source.replace(":", "")) + tags + ethertype + payload


def pcap(
    frames: Iterable[tuple[int, bytes]], *, dlt: int = 1, big: bool = False, nanoseconds: bool = False,
    snaplen: int = 262144,
) -> bytes:  # fmt: skip
    """A pcap file of (time in ns, frame)."""
    order = ">" if big else "<"
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, dlt)]
    for time_ns, frame in frames:
        fraction = time_ns % 10**9 // (1 if nanoseconds else 1000)
        kept = frame[:snaplen]
        out.append(struct.pack(order + "IIII", time_ns // 10**9, fraction, len(kept), len(frame)) + kept)
    return b"".join(out)


def block(kind: int, body: bytes, *, big: bool = False) -> bytes:
    """A pcapng block."""
    order = ">" if big else "<"
    body += b"\0" * (-len(body) % 4)
    length = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + length + body + length


def option(code: int, value: bytes, *, big: bool = False) -> bytes:
    """A pcapng option."""
    return struct.pack((">" if big else "<") + "HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def section(*, big: bool = False) -> bytes:
    """A section header block of unknown length."""
    order = ">" if big else "<"
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), big=big)


def interface(dlt: int = 1, *, options: bytes = b"", snaplen: int = 0, big: bool = False) -> bytes:
    """An interface description block."""
    return block(1, struct.pack((">" if big else "<") + "HHI", dlt, 0, snaplen) + options, big=big)


def enhanced(
    ticks: int, frame: bytes, *, interface_id: int = 0, wire: int | None = None, big: bool = False, options: bytes = b"",
) -> bytes:  # fmt: skip
    """An enhanced packet block."""
    order = ">" if big else "<"
    head = struct.pack(
        order + "IIIII",
        interface_id,
        ticks >> 32,
        ticks & 0xFFFFFFFF,
        len(frame),
        len(frame) if wire is None else wire,
    )
    return block(6, head + frame + b"\0" * (-len(frame) % 4) + options, big=big)


def obsolete(
    ticks: int, frame: bytes, *, interface_id: int = 0, drops: int = 0xFFFF, big: bool = False, options: bytes = b"",
) -> bytes:  # fmt: skip
    """An obsolete packet block; 0xFFFF drops are unknown ones."""
    times = ticks >> 32, ticks & 0xFFFFFFFF
    head = struct.pack((">" if big else "<") + "HHIIII", interface_id, drops, *times, len(frame), len(frame))
    return block(2, head + frame + b"\0" * (-len(frame) % 4) + options, big=big)


def simple(frame: bytes, *, big: bool = False) -> bytes:
    """A simple packet block."""
    return block(3, struct.pack((">" if big else "<") + "I", len(frame)) + frame, big=big)
