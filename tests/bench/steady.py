"""A capture of streams that all begin at once and run to its end, one packet of each in turn.

Every packet follows from its number alone, so that a capture of any length is made piece by
piece. In each round every stream sends one packet of the same size; the order within a round changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.frames import IPV4_RESOLVER, IPV4_SERVERS, MACS, Ends, record, udp
from tests.bench.messages import dns_answer, dns_query

Ints = NDArray[np.int64]
Frames = NDArray[Any]

START_US = 1_700_000_000 * 10**6
ROUND_STEP, ROUND_TURN = 7, 3
"""Order within a round; the step has no factor in common with the numbers of streams."""
PIECE_OCTETS = 32 << 20
ETHERNET_IPV4 = [
    *(("seconds", "<u4"), ("micros", "<u4"), ("captured", "<u4"), ("wire", "<u4")),
    *(("macs", "V12"), ("ether_type", ">u2")),
    *(("version_ihl_tos", ">u2"), ("total_length", ">u2"), ("identification", ">u2"), ("fragment", ">u2")),
    *(("ttl_protocol", ">u2"), ("checksum", ">u2"), ("source", ">u4"), ("destination", ">u4")),
    *(("source_port", ">u2"), ("destination_port", ">u2")),
]
"""pcap record, Ethernet II, RFC 791 §3.1, and the ports with which both TCP and UDP begin."""
RECORD_OCTETS, LINK_OCTETS = 16, 14
DNS_PORT = 53
Body = Callable[[Ints, Ints, Ints], Frames]
"""Stream, its packet number and the times in; one row of bytes a packet out."""


def lookup(ends: Ends, number: int, name: str) -> tuple[bytes, bytes]:
    """DNS exchange from which the client learns the server of a stream."""
    asked = Ends(ends.client, 49_152 + number, IPV4_RESOLVER, DNS_PORT)
    answer = dns_answer(number, name, ends.server.to_bytes(4, "big"))
    return udp(asked, dns_query(number, name, ipv6=False), up=True), udp(asked, answer, up=False)


def server_address(number: int) -> int:
    """Address of a server."""
    return IPV4_SERVERS + number


def header_rows(shape: np.dtype[Any], frame_octets: int, protocol: int, times_us: Ints) -> Frames:
    """Rows with record, Ethernet and IP filled in, but for what names the ends."""
    rows = np.zeros(len(times_us), shape)
    rows["seconds"], rows["micros"] = times_us // 10**6, times_us % 10**6
    rows["captured"] = rows["wire"] = frame_octets
    rows["macs"], rows["ether_type"], rows["version_ihl_tos"] = np.void(MACS), 0x0800, 0x4500
    rows["total_length"], rows["fragment"] = frame_octets - LINK_OCTETS, 0x4000
    rows["ttl_protocol"] = 64 << 8 | protocol
    return rows


def set_ends(rows: Frames, ends: Sequence[Ends], stream: Ints, upward: NDArray[np.bool_]) -> None:
    """Fill in addresses, ports and the checksum of the IP header (RFC 1071)."""
    table = np.array([end.way(up=up) for up in (False, True) for end in ends], np.int64)
    chosen = table[stream + len(ends) * upward]
    for column, name in enumerate(("source", "source_port", "destination", "destination_port")):
        rows[name] = chosen[:, column]
    rows["checksum"] = 0
    at = RECORD_OCTETS + LINK_OCTETS
    words = rows.view(np.uint8).reshape(len(rows), -1)[:, at : at + 20].copy().view(">u2")
    total = words.astype(np.int64).sum(axis=1)
    total = (total & 0xFFFF) + (total >> 16)
    rows["checksum"] = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def pieces(
    packets: int,
    opening: Sequence[bytes],
    streams: int,
    step_us: int,
    frame_octets: int,
    body: Body,
) -> Iterator[bytes]:
    """Records of the opening frames, then of the streams, until there are so many packets."""
    first = opening[:packets]
    yield b"".join(record(START_US + number * step_us, frame) for number, frame in enumerate(first))
    at_once = max(1, PIECE_OCTETS // (frame_octets + RECORD_OCTETS))
    for begin in range(0, packets - len(first), at_once):
        number = np.arange(begin, min(begin + at_once, packets - len(first)), dtype=np.int64)
        turn, place = number // streams, number % streams
        stream = (place * ROUND_STEP + turn * ROUND_TURN) % streams
        # Below half a step of jitter, so that times never run backwards.
        jitter = number * 2_654_435_761 % max(1, step_us // 2)
        yield body(stream, turn, START_US + (len(first) + number) * step_us + jitter).tobytes()
