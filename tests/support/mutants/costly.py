"""Captures made to cost as much time as their octets can: what grows with its square is met here."""

from __future__ import annotations

import bz2
from collections.abc import Callable, Iterator
from itertools import chain, pairwise, repeat
from typing import Final

from tests.support import frames
from tests.support.conversations import START_NS, opening, up
from tests.support.quic_packets import crypto, initial
from tests.support.wire_messages import vector

MOST: Final = 990_000
"""Octets of each file."""


def _filled(head: bytes, pieces: Iterator[bytes]) -> bytes:
    """As many pieces as there is room for."""
    parts, size = [head], len(head)
    for piece in pieces:
        size += len(piece)
        if size > MOST:
            break
        parts.append(piece)
    return b"".join(parts)


def _pcap(packets: Iterator[bytes], dlt: int = 1) -> bytes:
    head = frames.pcap([], dlt=dlt)
    return _filled(head, (frames.pcap([(START_NS + i, one)])[24:] for i, one in enumerate(packets)))


def interfaces() -> bytes:
    """An interface for each packet: every other block has to be parsed on its own."""
    return _filled(frames.section(), repeat(frames.interface() + frames.simple(b"")))


def statistics() -> bytes:
    """Drop counters of as many interfaces as there can be."""
    counted = (
        number.to_bytes(4, "little") + bytes(8) + frames.option(5, bytes(8)) for number in range(10**6)
    )
    return _filled(frames.section(), (frames.block(5, one) for one in counted))


def sections() -> bytes:
    """Nothing but sections, each with a comment of its own."""
    start = frames.section()[8:-4]
    texts = (frames.option(1, b"%06d" % number) for number in range(10**6))
    return _filled(b"", (frames.block(0x0A0D0D0A, start + text) for text in texts))


def options() -> bytes:
    """Packets whose options are comments without words."""
    block = frames.enhanced(0, b"", options=frames.option(1, b"") * 16_000)
    return _filled(frames.section() + frames.interface(), repeat(block))


def empty_packets() -> bytes:
    """Packets without octets, none of which can be read."""
    return _pcap(repeat(b""))


def fragments() -> bytes:
    """Fragments of eight octets, of one datagram after another, from the last to the first."""
    places = chain.from_iterable(range(8_000, -1, -1) for _ in range(9))
    made = (frames.ipv4("192.0.2.1", "9.9.9.9", 17, bytes(8), fragment=0x2000 | place) for place in places)
    return _pcap(made, dlt=101)


def datagrams() -> bytes:
    """Fragments of ever new datagrams."""
    made = frames.ipv4("192.0.2.1", "9.9.9.9", 17, b"", fragment=0x2000)
    return _pcap((made[:4] + number.to_bytes(2, "big") + made[6:] for number in range(65_536)), dlt=101)


def pointers() -> bytes:
    """DNS answers whose names are long chains of compression pointers."""
    links = b"\0" + b"".join(
        (0xC000 | (23 if i == 0 else 24 + 2 * (i - 1))).to_bytes(2, "big") for i in range(8_000)
    )
    junk = b"\0\0\x10\0\1\0\0\0\0" + len(links).to_bytes(2, "big") + links
    owners = ((0xC000 | 24 + 2 * (7_999 - i)).to_bytes(2, "big") for i in range(4_000))
    answers = b"".join(owner + b"\0\x01\0\x01\0\0\0\1\0\4abcd" for owner in owners)[:49_000]
    message = b"\0\1\x81\x80\0\0\x0f\xa0\0\0\0\0" + junk + answers
    return _pcap(
        repeat(frames.ethernet(frames.ipv4("9.9.9.9", "192.0.2.1", 17, frames.udp(53, 9, message[:65_000]))))
    )


def aliases() -> bytes:
    """DNS answers with chains of aliases as long as they are followed, and very many addresses at their ends."""
    names = [b"\2%c%c\0" % (97 + i // 26, 97 + i % 26) for i in range(64)]
    asked = b"".join(name + b"\0\1\0\1" for name in names[:1] * 16)
    linked = b"".join(one + b"\0\5\0\1\0\0\0\1" + vector(other, 2) for one, other in pairwise(names))
    last = names[-1] + b"\0\1\0\1\0\0\0\1\0\4abcd"
    message = b"\0\1\x81\x80\0\x10\x0f\xa0\0\0\0\0" + asked + linked + last * 3_000
    return _pcap(
        repeat(frames.ethernet(frames.ipv4("9.9.9.9", "192.0.2.1", 17, frames.udp(53, 9, message[:60_000]))))
    )


def _datagrams(payloads: list[bytes]) -> bytes:
    """The same datagrams of ever new clients."""
    made = (
        frames.ethernet(frames.ipv4("192.0.2.1", "9.9.9.9", 17, frames.udp(port, 443, payload)))
        for port in range(1_024, 65_535)
        for payload in payloads
    )
    return _pcap(made)


def quic_packets() -> bytes:
    """Initial packets that keys are derived for in vain, as short and as many in a datagram as are looked at."""
    nothing = b"\xc0\0\0\0\1\0\0\0\x14" + bytes(20)
    return _datagrams([nothing * 8])


def quic_openings() -> bytes:
    """The same after packets that open and leave three connection ids to try."""
    opened = [initial(b"\1", destination=bytes([number])) for number in range(3)]
    nothing = b"\xc0\0\0\0\1\0\0\0\x14" + bytes(20)
    return _datagrams([*opened, *[nothing * 8] * 4])


def quic_frames() -> bytes:
    """A hello in frames of one octet, every other one, from the last to the first."""
    hello = b"\1\0\xff\0" + bytes(32_000)
    parts = [
        b"".join(crypto(hello, at, at + 1) for at in range(first, first - 900, -2)) for first in (903, 904)
    ]
    return _datagrams([initial(part) for part in parts] * 16)


def _segments(stream: bytes, size: int) -> Iterator[bytes]:
    """Ever new connections whose first message comes in tiny segments."""
    for port in range(1_024, 65_535):
        yield from opening(port=port)
        for at in range(0, len(stream), size):
            yield up(stream[at : at + size], seq=1_001 + at, port=port)


def http_lines() -> bytes:
    """A request head of short lines that never ends, one octet at a time."""
    return _pcap(_segments(b"GET / HTTP/1.1\r\n" + b"a:\r\n" * 4_000, 1))


def http_folds() -> bytes:
    """A Host header folded for as long as a head may be."""
    return _pcap(_segments(b"GET / HTTP/1.1\r\nHost:\r\n" + b" \r\n" * 5_000, 1))


def tls_records() -> bytes:
    """A ClientHello in records of one octet."""
    body = b"\1\0\xff\0" + bytes(65_000)
    return _pcap(_segments(b"".join(b"\x16\3\1\0\1" + body[i : i + 1] for i in range(10_000)), 3))


def backwards() -> bytes:
    """A ClientHello whose octets come in the wrong order."""
    stream = b"\x16\3\1\x3f\xff\1\0\x3f\xf0" + bytes(16_000)
    places = (number for _ in range(9) for number in range(4_000, -1, -1))
    first = [*opening(), up(stream[:12])]
    return _pcap(chain(first, (up(stream[2 * i : 2 * i + 1], seq=1_001 + 2 * i) for i in places)))


def holes() -> bytes:
    """Segments that leave a hole behind each."""
    return _pcap(chain(opening(), (up(b"x", seq=1_001 + 7 * (i * 7_919 % 100_003)) for i in range(10**6))))


def tunnels() -> bytes:
    """Tunnels in tunnels, as deep as they are opened, each of them with ends of its own."""

    def deep(number: int) -> bytes:
        datagram = frames.ipv4("192.0.2.1", "9.9.9.9", 17, b"")
        for layer in range(22):
            datagram = frames.ipv4(f"9.{layer}.{number >> 8 & 255}.{number & 255}", "8.8.8.8", 4, datagram)
        return datagram

    return _pcap(map(deep, range(10**6)), dlt=101)


def connections() -> bytes:
    """A flow for each packet, and an endpoint for each flow."""
    ends = (f"{1 + i // 65_536}.{i // 256 % 256}.{i % 256}.9" for i in range(10**6))
    return _pcap((frames.ipv4("192.168.1.2", end, 17, frames.udp(9, 9, b"x")) for end in ends), dlt=101)


def bomb() -> bytes:
    """Octets inside for nothing: 60 MB of records in a small file."""
    record = frames.pcap([(START_NS, bytes(1_000))])[24:]
    return bz2.compress(frames.pcap([]) + record * (60_000_000 // len(record)))


COSTLY: Final[tuple[Callable[[], bytes], ...]] = (
    interfaces, statistics, sections, options, empty_packets, fragments, datagrams, pointers, aliases, http_lines, quic_packets,
    quic_openings, quic_frames,
    http_folds, tls_records, backwards, holes, tunnels, connections, bomb,
)  # fmt: skip
