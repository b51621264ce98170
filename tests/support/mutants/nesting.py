"""Frames in which headers stand in headers, deeper than anyone sends them, and lists that never end."""

from __future__ import annotations

import struct
from random import Random
from typing import Final

from tests.support import frames
from tests.support.conversations import client_hello, dns_answer

_ENDS: Final = (("192.0.2.1", "198.51.100.2"), ("2001:db8::1", "2001:db8::2"), ("192.168.1.20", "9.9.9.9"))


def core(chance: Random) -> bytes:
    """A datagram with something to find in it."""
    ends = chance.choice(_ENDS)
    payload = chance.choice((b"", client_hello("inner.example"), bytes(40)))
    return chance.choice(
        (
            frames.ip(*ends, 6, frames.tcp(4000, 443, payload, seq=chance.choice((0, 7, 2**32 - 1)))),
            frames.ip(*ends, 17, frames.udp(53, 5000, dns_answer("inner.example", "198.51.100.7"))),
            frames.ip(*ends, 17, frames.udp(53, 5000, _pointers(chance))),
            frames.ip(*ends, 6, _segment(chance)),
            frames.ip(*ends, chance.randrange(256), payload),
        )
    )


def _pointers(chance: Random) -> bytes:
    """A DNS answer whose names are chains or loops of compression pointers."""
    count = chance.choice((1, 20, 200))
    chain = b"".join((0xC000 | 12 + 2 * (i + 1)).to_bytes(2, "big") for i in range(count))
    end = chance.choice((b"\xc0\x0c", b"\0", b"\x03abc\xc0\x0c"))
    return (
        b"\0\1\x81\x80\0\1\0\x05\0\0\0\0"
        + chain
        + end
        + (b"\0\1\0\1" + b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4abcd") * 5
    )


def _segment(chance: Random) -> bytes:
    """A TCP segment whose options have no length, no end, or none of the kinds that there are."""
    head = struct.pack("!HHIIBBHHH", 4000, 443, 1, 1, chance.choice((0x50, 0x60, 0xF0)), 0x18, 0, 0, 0)
    return head + chance.choice((b"\x08\0", b"\x08\x0a", b"\x01", b"\xfe\x02", b"\x05\xff")) * 20


def wrap(chance: Random, datagram: bytes) -> bytes:
    """A datagram in one more tunnel."""
    ends, frame = chance.choice(_ENDS), frames.ethernet(datagram)
    six = datagram[:1] and datagram[0] >> 4 == 6
    ethertype, ppp = (b"\x86\xdd", b"\0\x57") if six else (b"\x08\0", b"\0\x21")
    protocol, inside = chance.choice(
        (
            (41 if six else 4, datagram),
            (47, b"\0\0" + ethertype + datagram),
            (47, b"\xb0\0\x65\x58" + bytes(12) + frame),
            (97, b"\x30\0" + frame),
            (
                17,
                frames.udp(2152, 2152, b"\x30\xff" + len(datagram).to_bytes(2, "big") + bytes(4) + datagram),
            ),
            (17, frames.udp(2152, 2152, b"\x34\xff" + bytes(9) + b"\x85" + b"\1\0\0\x85" * 12 + datagram)),
            (17, frames.udp(1701, 1701, b"\0\x02\0\x01\0\x01\xff\x03" + ppp + datagram)),
            (17, frames.udp(9, 4789, b"\x08" + bytes(7) + frame)),
            (17, frames.udp(9, 6081, b"\0\0\x65\x58" + bytes(4) + frame)),
        )
    )
    return frames.ip(*ends, protocol, inside)


def chained(chance: Random, datagram: bytes) -> bytes:
    """IPv6 extension headers, some with lengths that lead past the end, or IPv4 options."""
    if chance.random() < 0.3:
        header = chance.choice((b"\x44\0", b"\x07\xff", b"\x01", b"\x83\x03")) * 20
        made = frames.ipv4("192.0.2.1", "9.9.9.9", chance.choice((6, 17, 51)), header[:40] + datagram)
        return b"\x4f" + made[1:]
    kinds = [
        chance.choice((0, 43, 44, 51, 60, 135, 139, 140))
        for _ in range(chance.choice((1, 4, 15, 16, 17, 60)))
    ]
    body = datagram
    following = 41 if datagram[:1] and datagram[0] >> 4 == 6 else 4
    for kind in reversed(kinds):
        length = chance.choice((0, 0, 0, 0, 1, 255)) if kind != 44 else 0
        body = bytes((following, length)) + bytes(6 + 8 * (length % 2)) + body
        following = kind
    made = frames.ipv6("2001:db8::1", "2001:db8::2", following, body)
    return made[:4] + b"\0\0" + made[6:] if chance.random() < 0.2 else made


def nested_frame(chance: Random) -> bytes:
    """An Ethernet frame of many layers, now and then cut or with flipped octets."""
    datagram = core(chance)
    for _ in range(chance.choice((1, 2, 5, 11, 12, 13, 24, 40))):
        datagram = (wrap if chance.random() < 0.85 else chained)(chance, datagram)
        if len(datagram) > 4_000:
            break
    ethertype = b"\x86\xdd" if datagram[0] >> 4 == 6 else b"\x08\0"
    tags = chance.choice((0, 0, 1, 4, 5, 9, 200))
    labels = chance.choice((0, 0, 0, 1, 15, 16, 17, 300))
    frame = bytes(12) + b"\x81\0\0\1" * tags
    if labels:
        frame += b"\x88\x47" + b"\0\1\0\x40" * (labels - 1) + b"\0\1\1\x40" + datagram
    elif chance.random() < 0.15:
        frame += (
            b"\x88\x64\x11\0\0\1\0\0" + (b"\0\x57" if ethertype == b"\x86\xdd" else b"\0\x21")
        ) + datagram
    else:
        frame += ethertype + datagram
    octets = bytearray(frame)
    for _ in range(chance.choice((0, 0, 1, 4))):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    return bytes(octets[: len(octets) if chance.random() < 0.8 else chance.randrange(len(octets) + 1)])


def nested_capture(chance: Random, octets: bytes) -> bytes:
    """A capture of such frames; what was there before does not matter."""
    del octets
    stamps = (0, 1_767_225_600 * 10**9, 2**31 * 10**9, 4_294_967_295 * 10**9)
    start = chance.choice(stamps)
    timed = [
        (start % (2**32 * 10**9) + i * 1_000_000, nested_frame(chance)) for i in range(chance.randint(1, 30))
    ]
    if chance.random() < 0.6:
        return frames.pcap(timed, snaplen=chance.choice((262_144, 262_144, 96)))
    big = chance.random() < 0.5
    blocks = [frames.enhanced(time // 1000, frame, big=big) for time, frame in timed]
    return frames.section(big=big) + frames.interface(big=big) + b"".join(blocks)
