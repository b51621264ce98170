"""Any octets give a value or Malformed: key logs, endings of TLS streams, QPACK, HTTP/3, request targets, text of tshark."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from harness.sources.tshark import read_packet
from harness.sources.tshark_messages import MessageReader
from harness.wire.hpack_huffman import decode_huffman
from harness.wire.http3 import Frames, Ordered
from harness.wire.keylog import read_key_log
from harness.wire.qpack import Qpack
from harness.wire.request_url import read_target
from harness.wire.tls_alerts import read_ending
from tests.support.conversations import client_hello
from tests.support.fuzzing import INPUTS, mutated

KEYS = b"".join(
    b"%s %s %s\n" % (label, b"5a" * 32, b"c3" * octets)
    for label, octets in ((b"CLIENT_RANDOM", 48), (b"CLIENT_TRAFFIC_SECRET_0", 32), (b"EXPORTER_SECRET", 48))
)
STREAM = client_hello("a.example") + bytes.fromhex("140303000101 15030300020230 1703030013") + bytes(19)
ENCODER = bytes.fromhex("3fbd01c00f7777772e6578616d706c652e636f6dc10c2f73616d706c652f70617468 02 810141")
SECTION = bytes.fromhex("038110 11 c1 510b2f696e6465782e68746d6c 2a787978 84f1e3c2e5")
HTTP3 = bytes.fromhex("01 05 0000d1d7c1 00 03 616263 4040 02 0000 01 03 0000d9")
LAYERS = {
    "frame": {"frame.number": "3"},
    "tls": {"tls.record": {"tls.alert_message": {"tls.alert_message.level": "2", "tls.alert_message.desc": "48"}}},
    "http": {"x": {"http.request.method": "GET", "http.request.uri": "/"}, "http.request.line": ["Host: a\r\n"]},
    "http2": [{"http2.stream": {"http2.type": "1", "http2.flags": "0x05", "http2.streamid": "1", "http2.header": [
        {"http2.header.name": ":method", "http2.header.value": "GET"}]}},
        {"http2.stream": {"http2.type": "0", "http2.length": "3", "http2.data.data": "61:62:63"}}],
    "quic": {"quic.connection.number": "0", "quic.frame": {"quic.stream.stream_id": "0", "quic.stream_data": "01:05:00:00:d1:d7:c1"}},
    "mqtt": {"mqtt.hdrflags_tree": {"mqtt.msgtype": "3"}, "mqtt.topic": "a/b", "mqtt.msg": "00"},
}  # fmt: skip
PACKET = json.dumps({"_source": {"layers": LAYERS}}).encode()


def qpack(data: bytes) -> None:
    table = Qpack(220)
    table.feed_encoder(data)
    table.decode(SECTION)
    table.decode(data)


def http3(data: bytes) -> None:
    frames, ordered = Frames(), Ordered()
    list(frames.feed(data))
    for offset in range(0, len(data), 3):
        ordered.feed(data[offset], data[offset : offset + 5])


def messages(data: bytes) -> None:
    found = read_packet(data)
    if found is not None:
        reader = MessageReader(keep=True)
        list(reader.read(*found, 1, from_client=True))
        reader.finish()


TARGETS: dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...]]] = {
    "keylog": (read_key_log, (KEYS,)),
    "ending": (read_ending, (STREAM,)),
    "qpack": (qpack, (ENCODER, SECTION)),
    "huffman": (decode_huffman, (bytes.fromhex("f1e3c2e5f23a6ba0ab90f4ff"),)),
    "http3": (http3, (HTTP3,)),
    "target": (
        lambda data: read_target("GET", data, data, None),
        (b"https://u@a.example:8/p?q#f", b"[2001:db8::1]:80"),
    ),
    "tshark": (messages, (PACKET,)),
}


@pytest.mark.parametrize("name", TARGETS)
def test_any_octets(name: str) -> None:
    read, seeds = TARGETS[name]
    chance = random.Random(f"decryption {name}")
    for _ in range(INPUTS):
        seed = chance.choice(seeds)
        data = mutated(seed, chance) if chance.random() < 0.8 else chance.randbytes(chance.randint(0, 80))
        read(data)


def test_the_seeds_are_read() -> None:
    assert len(read_key_log(KEYS)) == 1
    assert read_packet(PACKET) == (3, LAYERS)
    assert len(list(MessageReader(keep=True).read(3, LAYERS, 1, from_client=True))) >= 5
