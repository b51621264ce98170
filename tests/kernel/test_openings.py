"""First payloads that begin nothing known: which are handed over, as what, and for how long."""

from __future__ import annotations

import random

import pytest

from harness.sources.capture_reader import CaptureRead
from harness.wire.openings import MAX_DATAGRAMS
from tests.support import frames
from tests.support.conversations import MS, PHONE, SERVER, client_hello, down, every, opening, up
from tests.support.frames import SYN
from tests.support.reading import joined, read
from tests.support.stream_messages import connect, publish

NOISE = random.Random(3).randbytes(400)
"""Looks fully encrypted."""


def result_of(*packets: bytes) -> CaptureRead:
    return read(frames.pcap(every(MS, list(packets))))


def told(result: CaptureRead) -> list[tuple[str, int, int]]:
    """Protocol, side and packet of each fact that says only that it is spoken."""
    return [(row.fact.protocol, row.side, row.packet) for row in result.protocols if row.fact.key is None]


def open_heads(result: CaptureRead) -> int:
    return sum((flow["head_from"] != flow["head_to"]).sum() for flow in joined(result.flows))


def datagram(port: int, to: int, data: bytes, *, back: bool = False) -> bytes:
    source, target = (SERVER, PHONE) if back else (PHONE, SERVER)
    return frames.ethernet(frames.ip(source, target, 17, frames.udp(port, to, data)))


def test_the_first_octets_of_the_opener_can_be_opaque() -> None:
    result = result_of(*opening(to=9000), up(NOISE, to=9000))
    assert told(result) == [("opaque", 0, 4)]
    assert open_heads(result) == 0


@pytest.mark.parametrize(
    "packets",
    [
        [up(NOISE, to=9000)],  # whose opening was not seen
        [*opening(to=9000), down(NOISE, to=9000)],  # of the server
        [*opening(to=9000), up(b"hi there", to=9000), up(NOISE, seq=1009, to=9000)],  # not the first
        [*opening(to=53), up(NOISE, to=53)],  # a question of DNS
        [*opening(), up(b"\x17\x03\x03\x01\x90" + NOISE)],  # TLS in the middle
    ],
    ids=["no opening", "server", "later", "dns", "tls"],
)
def test_what_is_not_first_or_known_is_not_opaque(packets: list[bytes]) -> None:
    result = result_of(*packets)
    assert told(result) == []
    assert open_heads(result) == 0


def test_a_payload_on_the_syn_is_the_first() -> None:
    fast = up(NOISE, seq=1000, ack=0, flags=SYN, to=9000)
    assert told(result_of(fast)) == [("opaque", 0, 1)]


@pytest.mark.parametrize("middle", [True, False])
def test_each_side_s_first_payload_is_looked_at(middle: bool) -> None:
    begin = [] if middle else opening(to=1883)
    data = connect(b"app-7")
    packets = [
        *begin,
        up(data, to=1883),
        down(b"\x20\2\0\0", to=1883),
        up(publish(b"t"), seq=1001 + len(data), to=1883),
    ]
    result = result_of(*packets)
    first = len(begin) + 1
    assert {(side, packet) for _, side, packet in told(result)} == {(0, first), (1, first + 1)}
    assert ("topic", "t", first + 2) in [
        (row.fact.key, row.fact.value, row.packet) for row in result.protocols
    ]


def test_of_a_flow_of_datagrams_each_side_s_first_are_looked_at() -> None:
    result = result_of(datagram(50000, 9000, NOISE), datagram(9000, 50000, NOISE, back=True))
    assert told(result) == [("opaque", 0, 1), ("opaque", 1, 2)]
    assert open_heads(result) == 0
    later = [datagram(50000, 9000, NOISE)] * 20  # several may tell what one does not
    assert told(result_of(*later)) == [("opaque", 0, MAX_DATAGRAMS)]


@pytest.mark.parametrize("port", [53, 5353, 5355])
def test_datagrams_of_dns_are_left_out(port: int) -> None:
    assert told(result_of(datagram(port, 50000, NOISE, back=True), datagram(50000, port, NOISE))) == []


def test_a_hello_behind_the_first_payload_is_found_as_ever() -> None:
    words = b"220 mail.example\r\n", b"STARTTLS\r\n"
    packets = [*opening(to=25), down(words[0], to=25), up(words[1], to=25)]
    result = result_of(*packets, up(client_hello("a.example"), seq=1001 + len(words[1]), to=25))
    assert [(row.fact.name, row.packet) for row in result.names] == [("a.example", 6)]
