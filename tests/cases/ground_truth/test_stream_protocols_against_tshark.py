"""What streams of the shared captures are: by their first octets here, by tshark's opinion there.

A stream is one direction of a TCP connection as tshark counts them. Its octets are put together here by sequence number, so that both
begin with the same. tshark goes by ports too, so it may name a protocol that the octets are not: ``BY_PORT``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from harness.model.malformed import Malformed
from harness.wire import http2, mqtt, rtmp
from harness.wire.heads import Head
from harness.wire.mqtt_fields import MAX_OCTETS
from harness.wire.mqtt_topics import read_topics, serial_number
from tests.support import fixtures, tshark
from tests.support.truth import SHARED

FIELDS = ("tcp.stream", "tcp.srcport", "tcp.seq_raw", "tcp.flags.syn", "tcp.payload", "frame.protocols")
DECODERS: dict[str, tuple[str, Callable[[bytes], int], Callable[[bytes], object]]] = {
    "mqtt client": ("mqtt", mqtt.wanted, mqtt.decode_connect),
    "mqtt server": ("mqtt", mqtt.server_wanted, mqtt.decode_connack),
    "rtmp": ("rtmpt", rtmp.wanted, rtmp.decode_connect),
    "http2": ("http2", http2.wanted, http2.decode_request),
}
BY_PORT = {"rtmpt"}
"""The lab's traffic on port 1935 is a handshake of zeros, and behind it a million octets that are no chunks: nothing is asked for."""

pytestmark = [
    pytest.mark.skipif(not fixtures.names(), reason="capability: shared"),
    pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark"),
]


def capture_of(fixture: str) -> Path:
    return (
        fixtures.LAB / fixture.removeprefix("lab/")
        if fixtures.is_lab(fixture)
        else SHARED / "captures" / fixture
    )


@cache
def streams(fixture: str) -> dict[tuple[str, str], tuple[bytes, frozenset[str]]]:
    """The first octets of each direction, and what tshark takes its packets for right above TCP."""
    heads: dict[tuple[str, str], Head] = {}
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    path = capture_of(fixture)
    for frame in tshark.fields(path, FIELDS, "tcp && !icmp && !icmpv6", checked=False):
        if len(frame["tcp.stream"]) != 1:
            continue
        key = (frame["tcp.stream"][0], frame["tcp.srcport"][0])
        seq = int(frame["tcp.seq_raw"][0])
        head = heads.setdefault(key, Head(seq + int(frame["tcp.flags.syn"][0] in {"1", "True"}), MAX_OCTETS))
        if frame["tcp.payload"]:
            head.feed(seq, bytes.fromhex(frame["tcp.payload"][0].replace(":", "")))
            said[key].add(frame["frame.protocols"][0].partition(":tcp:")[2].split(":")[0])
    return {key: (head.prefix, frozenset(said[key])) for key, head in heads.items() if said[key]}


@pytest.mark.parametrize("fixture", fixtures.names())
def test_streams_are_taken_for_what_tshark_takes_them(fixture: str) -> None:
    for key, (data, said) in streams(fixture).items():
        taken = {
            protocol
            for protocol, wanted, decode in DECODERS.values()
            if 0 < wanted(data) <= len(data) and not isinstance(decode(data), Malformed)
        }
        assert taken == said & {protocol for protocol, _, _ in DECODERS.values()} - BY_PORT, (key, data[:40])


def test_the_lab_s_broker_is_told_serial_numbers() -> None:
    clients = [
        data
        for fixture in fixtures.LAB_NAMES
        for data, _ in streams(fixture).values()
        if 0 < mqtt.wanted(data) <= len(data)
    ]
    assert len(clients) == len(fixtures.LAB_NAMES)
    for data in clients:
        (topic,) = read_topics(data)
        assert (topic.packet, serial_number(topic.topic)) == ("publish", "SN12345")
