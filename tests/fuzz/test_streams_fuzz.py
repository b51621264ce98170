"""MQTT, RTMP, HTTP/2 and WebSocket: any octets give a value or Malformed, and more of them never change what was given."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire import http2, mqtt, rtmp, websocket
from harness.wire.header_blocks import HeaderBlocks
from harness.wire.http import Target, http_target
from harness.wire.mqtt_fields import MAX_OCTETS
from harness.wire.mqtt_topics import read_topics, serial_number
from tests.fuzz.test_wire_fuzz import HELLO, SEEDS
from tests.support import client_streams as curl
from tests.support.fuzzing import INPUTS, STEPPED_INPUTS, mutated
from tests.support.stream_messages import (
    PREFACE,
    RTMP_HANDSHAKE,
    SETTINGS,
    chunks,
    connect,
    frame,
    mqtt_text,
    publish,
    rtmp_connect,
    subscribe,
)
from tests.support.wire_messages import records
from tests.wire.test_header_blocks import HUFFMAN
from tests.wire.test_websocket import EXAMPLE

SAID = rtmp_connect(
    app="live", tcUrl="rtmp://a.example:1935/live", flashVer="x 1", swfUrl="http://b.example/p.swf"
)
BLOCKS = b"".join(
    frame(1, bytes.fromhex(block), flags=5, stream=1 + 2 * n) for n, block in enumerate(HUFFMAN)
)
PADDED = frame(1, b"\2\x82\x86\x80\0\0", flags=0x08) + frame(9, b"\x41\1a", flags=4)
WILL = bytes.fromhex("05 1800000001") + mqtt_text(b"will/t") + mqtt_text(b"gone")


class Stream(NamedTuple):
    """One kind of stream: what is read of it, and streams to begin from."""

    wanted: Callable[[bytes], int] | None
    decode: Callable[[bytes], object]
    value: type
    prefix: int
    """Octets that are left alone in most inputs."""
    seeds: tuple[bytes, ...]


STREAMS = {
    "mqtt": Stream(mqtt.wanted, mqtt.decode_connect, mqtt.Connect, 0, (
        curl.MQTT_SUBSCRIBES,
        connect(b"a", level=3) + publish(b"t/1") + subscribe(b"t/#", b"u"),
        connect(b"id", level=5, flags=0xCE, properties=b"\5\x11\0\0\0\x0a", behind=WILL) + publish(b"t", b"\0"),
    )),
    "mqtt server": Stream(mqtt.server_wanted, mqtt.decode_connack, mqtt.Connack, 0, (
        b"\x20\2\0\0" + publish(b"thing/product/1ZNBJ7R0010078/services"),
        bytes.fromhex("2011 009d 0e 1c 000b 622e6578616d706c653a31") + publish(b"t", b"\0"),
    )),
    "rtmp": Stream(rtmp.wanted, rtmp.decode_connect, rtmp.Connect, len(RTMP_HANDSHAKE), (
        curl.RTMP_PUBLISHES,
        curl.RTMP_PLAYS,
        RTMP_HANDSHAKE + chunks((60).to_bytes(4, "big"), 1, stream=2) + chunks(b"\0" + SAID, 17, size=60, time=2**24),
    )),
    "http2": Stream(http2.wanted, http2.decode_request, http2.Request, len(PREFACE), (
        curl.HTTP2_POSTS,
        PREFACE + SETTINGS + BLOCKS,
        PREFACE + SETTINGS + PADDED,
    )),
    "websocket": Stream(None, websocket.decode_upgrade, websocket.Upgrade, 0, (
        EXAMPLE,
        EXAMPLE.replace(b"\r\n", b"\n") + b"\x81\x85abcde",
    )),
    "http target": Stream(None, http_target, Target, 0, (
        b"CONNECT a.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n",
        b"GET http://a.example:8080/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
    )),
}  # fmt: skip
KINDS = [name for name, stream in STREAMS.items() if stream.wanted is not None]


def inputs(name: str, count: int) -> Iterator[bytes]:
    """Mutated streams, mostly behind what they must begin with; one fourth noise, mostly behind a valid beginning."""
    chance = random.Random(name)
    stream = STREAMS[name]
    for number in range(count):
        seed = chance.choice(stream.seeds)
        kept = seed[: stream.prefix if number % 16 else 0]
        rest = seed[len(kept) :]
        if number % 4:
            yield kept + mutated(rest, chance)
        else:
            yield kept + rest[: chance.choice((0, 3, 12, 40))] + chance.randbytes(chance.randint(0, 80))


def texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)


def further(name: str, data: bytes) -> tuple[object, ...]:
    """What is read behind the first message; none where that is at fault."""
    if name.startswith("mqtt"):
        topics = read_topics(data)
        assert all(serial_number(topic.topic) != "" for topic in topics)
        return topics
    if name == "rtmp":
        return rtmp.read_commands(data)
    if name == "http2":
        found = http2.decode_requests(data)
        return () if isinstance(found, Malformed) else found
    return ()


@pytest.mark.parametrize("name", STREAMS)
def test_any_octets_give_a_clean_value_or_malformed(name: str) -> None:
    stream, given = STREAMS[name], set()
    for data in inputs(name, INPUTS):
        decoded = stream.decode(data)
        assert decoded is None or isinstance(decoded, (stream.value, Malformed)), data.hex()
        if isinstance(decoded, Malformed):
            assert 0 <= decoded.offset <= len(data), data.hex()
        for text in texts((decoded, further(name, data))):
            assert all(0x21 <= ord(character) <= 0x7E for character in text), data.hex()
        given.add(type(decoded))
    assert {stream.value, Malformed} <= given


@pytest.mark.parametrize("name", KINDS)
def test_more_octets_change_nothing(name: str) -> None:
    """Met octet by octet, or by jumps to what is wanted, a stream says what it says whole; and nothing behind is taken back."""
    stream, chance, values = STREAMS[name], random.Random(7), 0
    wanted, first = stream.wanted, max(0, stream.prefix - 2)
    assert wanted is not None
    for data in inputs(name, STEPPED_INPUTS):
        whole, need = stream.decode(data), wanted(data)
        stepped = next(
            (n for n in range(min(first, len(data)), len(data) + 1) if wanted(data[:n]) <= n), None
        )
        assert (stepped is None) == (need > len(data)), data.hex()
        if stepped is None:
            assert isinstance(whole, Malformed)
            assert whole.reason is Reason.TRUNCATED
            continue
        if need == 0:
            assert isinstance(whole, Malformed)
            assert whole.reason is Reason.NOT_THIS
            continue
        assert stream.decode(data[:stepped]) == whole, data.hex()
        jumped = 0
        while jumped < (need := wanted(data[:jumped])) <= len(data):
            jumped = need
        if not isinstance(whole, Malformed):
            values += 1
            assert jumped == stepped, data.hex()
            cut = chance.randint(jumped, len(data))
            some, all_ = further(name, data[:cut]), further(name, data)
            assert all_[: len(some)] == some, data.hex()
    assert values > STEPPED_INPUTS // 20


@pytest.mark.parametrize("name", KINDS)
def test_nothing_else_is_taken_for_it(name: str) -> None:
    stream, chance = STREAMS[name], random.Random(name)
    wanted = stream.wanted
    assert wanted is not None
    others = [seed for other, known in STREAMS.items() if other != name for seed in known.seeds]
    others += [seed for seeds in SEEDS.values() for seed in seeds] + [records(HELLO)]
    for data in [*others, *(chance.randbytes(200) for _ in range(INPUTS))]:
        assert wanted(data) == 0, data.hex()
        decoded = stream.decode(data)
        assert isinstance(decoded, Malformed)
        assert decoded.reason is Reason.NOT_THIS


COSTLY = {
    "mqtt": connect() + b"\xc0\0" * 8_000,
    "mqtt server": b"\x20\x80\x7f\0\0\xfc\x7e" + b"\x24\1" * 8_126,
    "rtmp": RTMP_HANDSHAKE + chunks((1).to_bytes(4, "big"), 1, stream=2) + chunks(SAID * 90, size=1)[:13_000],
    "http2": PREFACE + SETTINGS + frame(1, b"\x82") + frame(9, b"") * 1_700,
}
"""Streams of what is smallest, so that there is most of it."""
MOST_CPU_S = 10.0
"""For one stream in segments of one octet. On an idle core it takes below 2 s; what has no limit would take minutes."""


@pytest.mark.parametrize("name", KINDS)
def test_a_stream_in_segments_of_one_octet_does_not_take_long(name: str) -> None:
    stream, data = STREAMS[name], COSTLY[name]
    assert stream.wanted is not None
    start = time.process_time()
    for length in range(1, min(len(data), MAX_OCTETS) + 1):
        if 0 < stream.wanted(data[:length]) <= length:
            break
    further(name, data)
    took = time.process_time() - start
    print(f"{name}: {length} octets, {took:.2f} s of processor time")
    assert took < MOST_CPU_S


def test_any_header_block_is_decoded_or_not() -> None:
    chance, given = random.Random(5), set()
    seeds = [bytes.fromhex(block) for block in HUFFMAN]
    for _ in range(INPUTS):
        blocks = HeaderBlocks()
        for seed in seeds:
            given.add(type(blocks.fields(mutated(seed, chance))))
    assert given == {list, type(None)}
