"""Bulk video: 40 streams from four aircraft or apps to 40 servers, every packet a frame of 1,400 octets.

28 streams are TLS 1.3 over TCP, 12 are RTP over UDP (RFC 3550) with H.264 fragments (RFC 6184 §5.8).
Each begins with a DNS exchange; a TCP stream goes on with its handshake and TLS hellos (one ClientHello
in four needs two segments). After these few packets every frame has 1,400 octets: so there are no bare
acknowledgements; one packet in 32 of a TCP stream is a full frame from the server, which acknowledges
all before it. RTP runs one way.

Blind spots: no end of a stream, no loss, no timestamp option, IPv4 only, UDP and TCP checksums are zero.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.bench import frames, steady
from tests.bench.frames import ACK, PUSH_ACK, SYN, SYN_ACK, Ends
from tests.bench.messages import client_hello, server_hello, server_name
from tests.bench.steady import Frames, Ints

STREAMS, RTP_STREAMS, CLIENTS = 40, 12, 4
TCP_STREAMS = STREAMS - RTP_STREAMS
FRAME_OCTETS = 1400
SEGMENT = FRAME_OCTETS - steady.LINK_OCTETS - 20 - 20
STEP_US = 35
"""About 8 Mbit/s a stream."""
ANSWER_EVERY = 32
"""One packet in so many of a TCP stream comes from the server."""
RTP_PORT, TLS_PORT, CLIENT_PORT = 5004, 443, 40_000
NOISE_OCTETS, NOISE_SEED = 1 << 22, 2
PACKETS_PER_PICTURE, PICTURE_TICKS = 24, 3000
"""A picture in thirty a second of a clock of 90 kHz."""

TLS_SHAPE = np.dtype(
    [
        *steady.ETHERNET_IPV4,
        *(("sequence", ">u4"), ("acknowledgement", ">u4"), ("offset_flags", ">u2"), ("window", ">u2")),
        *(("tcp_checksum", ">u2"), ("urgent", ">u2")),
        *(("record_type", "u1"), ("record_version", ">u2"), ("record_length", ">u2")),
    ]
)
RTP_SHAPE = np.dtype(
    [
        *steady.ETHERNET_IPV4,
        *(("udp_length", ">u2"), ("udp_checksum", ">u2")),
        *(("version_flags", "u1"), ("marker_type", "u1"), ("rtp_sequence", ">u2"), ("timestamp", ">u4")),
        *(("source_id", ">u4"), ("fragment_indicator", "u1"), ("fragment_header", "u1")),
    ]
)


def _ends(stream: int) -> Ends:
    port = TLS_PORT if stream < TCP_STREAMS else RTP_PORT
    client = frames.IPV4_CLIENTS + stream % CLIENTS
    return Ends(client, CLIENT_PORT + 2 * stream, steady.server_address(stream), port)


ENDS = tuple(_ends(stream) for stream in range(STREAMS))


def _first_number(stream: int, *, up: bool) -> int:
    """Initial sequence number of one side."""
    return (stream * 2 + up) * 2_654_435_761 & 0xFFFFFFFF


def _hello(stream: int) -> bytes:
    return client_hello(stream, server_name(stream), large=stream % 4 == 1)


def _tls_opening(stream: int) -> list[bytes]:
    """Handshake and hellos."""
    ends, hello, answer = ENDS[stream], _hello(stream), server_hello(stream)
    ours, theirs = _first_number(stream, up=True), _first_number(stream, up=False)
    segments = [hello[at : at + SEGMENT] for at in range(0, len(hello), SEGMENT)]
    packets = [
        frames.tcp(ends, SYN, ours, 0, up=True),
        frames.tcp(ends, SYN_ACK, theirs, ours + 1, up=False),
        frames.tcp(ends, ACK, ours + 1, theirs + 1, up=True),
    ]
    for number, segment in enumerate(segments):
        sent = ours + 1 + number * SEGMENT
        packets.append(frames.tcp(ends, PUSH_ACK, sent, theirs + 1, segment, up=True))
    packets.append(frames.tcp(ends, PUSH_ACK, theirs + 1, ours + 1 + len(hello), answer, up=False))
    return packets


def opening() -> list[bytes]:
    """Every frame before the streams run."""
    found: list[bytes] = []
    for stream in range(STREAMS):
        found += steady.lookup(ENDS[stream], stream, server_name(stream))
        found += _tls_opening(stream) if stream < TCP_STREAMS else ()
    return found


def _tls(stream: Ints, turn: Ints, times_us: Ints) -> Frames:
    """Headers of TCP packets with one TLS record each."""
    rows = steady.header_rows(TLS_SHAPE, FRAME_OCTETS, frames.TCP, times_us)
    upward = turn % ANSWER_EVERY != ANSWER_EVERY - 1
    steady.set_ends(rows, ENDS, stream, upward)
    each = range(TCP_STREAMS)
    ours = np.array([_first_number(n, up=True) + 1 + len(_hello(n)) for n in each], np.int64)[stream]
    theirs = np.array([_first_number(n, up=False) + 1 + len(server_hello(n)) for n in each], np.int64)[stream]
    heard = turn // ANSWER_EVERY
    ours, theirs = ours + (turn - heard) * SEGMENT, theirs + heard * SEGMENT
    rows["sequence"] = np.where(upward, ours, theirs) & 0xFFFFFFFF
    rows["acknowledgement"] = np.where(upward, theirs, ours) & 0xFFFFFFFF
    rows["offset_flags"], rows["window"] = 5 << 12 | PUSH_ACK, frames.WINDOW
    rows["record_type"], rows["record_version"], rows["record_length"] = 0x17, 0x0303, SEGMENT - 5
    return rows


def _rtp(stream: Ints, turn: Ints, times_us: Ints) -> Frames:
    """Headers of RTP packets with one H.264 fragment each."""
    rows = steady.header_rows(RTP_SHAPE, FRAME_OCTETS, frames.UDP, times_us)
    steady.set_ends(rows, ENDS, stream, np.ones(len(stream), np.bool_))
    part = turn % PACKETS_PER_PICTURE
    last = part == PACKETS_PER_PICTURE - 1
    rows["udp_length"] = FRAME_OCTETS - steady.LINK_OCTETS - 20
    rows["version_flags"], rows["marker_type"] = 0x80, 96 | last * 0x80
    rows["rtp_sequence"], rows["source_id"] = turn & 0xFFFF, 0x5EED0000 + stream
    rows["timestamp"] = turn // PACKETS_PER_PICTURE * PICTURE_TICKS & 0xFFFFFFFF
    # FU-A of a coded slice: start and end bits, type 1.
    rows["fragment_indicator"], rows["fragment_header"] = 0x5C, 0x01 | (part == 0) * 0x80 | last * 0x40
    return rows


def pieces(packets: int) -> Iterator[bytes]:
    """Everything after the file header."""
    noise = np.random.default_rng(NOISE_SEED).integers(0, 256, NOISE_OCTETS, np.uint8)

    def body(stream: Ints, turn: Ints, times_us: Ints) -> Frames:
        octets = FRAME_OCTETS + steady.RECORD_OCTETS
        found = np.resize(noise, len(stream) * octets).reshape(len(stream), octets)
        for chosen, headers in ((stream < TCP_STREAMS, _tls), (stream >= TCP_STREAMS, _rtp)):
            rows = headers(stream[chosen], turn[chosen], times_us[chosen])
            found[chosen, : rows.itemsize] = rows.view(np.uint8).reshape(len(rows), -1)
        return found

    return steady.pieces(packets, opening(), STREAMS, STEP_US, FRAME_OCTETS, body)
