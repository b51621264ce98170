"""What follows a first message on its connection, and answers to lookups: found however segments and batches are cut."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from harness.sources.capture_reader import CaptureRead
from tests.support import frames
from tests.support import text_messages as texts
from tests.support.conversations import MS, PHONE, SERVER, client_hello, down, every, opening, request, up
from tests.support.quic_packets import datagram as quic_datagram
from tests.support.reading import names_of, read

HELLO = client_hello("behind.example")
SNI = ("behind.example", "sni")
CONNECT = b"CONNECT behind.example:443 HTTP/1.1\r\nHost: behind.example:443\r\n\r\n"
LOOKUP = b"GET /100000/d?host=www.vendor.example HTTP/1.1\r\nHost: 203.107.1.1\r\n\r\n"
BATCHES = ((), (700,), (64, 3))
"""Octets of the capture that come at once: none = all, so that the kernel is ahead of the collector."""


def segments(*cuts: int, of: bytes, to: int, client: bool = True, after: int = 0) -> list[bytes]:
    send, first = (up, 1001) if client else (down, 5001)
    return [
        send(of[a:b], seq=first + after + a, to=to)
        for a, b in pairwise([0, *(cut for cut in cuts if cut < len(of)), len(of)])
    ]


def all_ways(*packets: bytes, to: int) -> CaptureRead:
    """The same is told whatever comes at once."""
    octets = frames.pcap(every(MS, [*opening(to=to), *packets]))
    first, *others = (read(octets, sizes=sizes) for sizes in BATCHES)
    for other in others:
        assert (list(other.names), list(other.protocols)) == (list(first.names), list(first.protocols))
        assert (other.heads_cut, other.malformed) == (first.heads_cut, first.malformed)
    return first


def details(result: CaptureRead, key: str) -> list[str | None]:
    return [row.fact.value for row in result.protocols if row.fact.key == key]


@pytest.mark.parametrize("cuts", [(), (1,), (3, 5, 20)], ids=str)
@pytest.mark.parametrize("inner", [(), (5,), (4, 60)], ids=str)
def test_a_hello_behind_socks(cuts: tuple[int, ...], inner: tuple[int, ...]) -> None:
    socks = texts.SOCKS5
    packets = segments(*cuts, of=socks, to=1080)
    answer = down(bytes.fromhex("0500 05000001 00000000 0000"), to=1080)
    octets = frames.pcap(
        every(
            MS, [*opening(to=1080), *packets, answer, *segments(*inner, of=HELLO, to=1080, after=len(socks))]
        )
    )
    whole = read(octets)
    assert (names_of(whole), details(whole, "target")) == ([SNI], ["hidden.example:443"])
    assert whole.heads_cut == 0


@pytest.mark.parametrize(
    "first", [texts.SOCKS5, texts.SOCKS4A, CONNECT], ids=["socks5", "socks4a", "connect"]
)
@pytest.mark.parametrize("cuts", [(), (2,), (3, 11)], ids=str)
def test_a_hello_behind_any_proxy_s_handshake(first: bytes, cuts: tuple[int, ...]) -> None:
    packets = segments(*cuts, of=first, to=8080)
    result = all_ways(*packets, up(HELLO, seq=1001 + len(first), to=8080), to=8080)
    assert SNI in names_of(result)
    assert len(details(result, "target")) == 1
    assert result.heads_cut == 0


def test_a_request_behind_a_request_in_segments() -> None:
    one, two = request("one.example"), request("two.example")
    packets = segments(20, of=one, to=80) + segments(of=two, to=80, after=len(one))
    result = all_ways(*packets, to=80)
    assert names_of(result) == [("one.example", "http_host"), ("two.example", "http_host")]


def test_what_was_sent_again_behind_its_head_is_not_told_again() -> None:
    first, second = segments(30, of=HELLO, to=443)
    result = read(frames.pcap(every(MS, [*opening(), first, second, second])))
    assert (names_of(result), result.heads_cut) == ([SNI], 0)


@pytest.mark.parametrize("cuts", [(), (1,), (5, 30), (100,)], ids=str)
@pytest.mark.parametrize("asked", [(), (10,)], ids=str)
def test_answers_of_a_lookup_over_http_are_names(cuts: tuple[int, ...], asked: tuple[int, ...]) -> None:
    packets = segments(*asked, of=LOOKUP, to=80)
    packets += segments(*cuts, of=texts.HTTP_JSON, to=80, client=False)
    result = all_ways(*packets, to=80)
    told = [(row.fact.name, row.fact.address, row.fact.ttl_s, row.side) for row in result.names]
    assert told == [
        ("www.vendor.example", "192.0.2.8", 57, 1),
        ("www.vendor.example", "192.0.2.9", 57, 1),
        ("www.vendor.example", "2001:db8::8", 57, 1),
    ]
    assert details(result, "question") == ["www.vendor.example"]
    assert details(result, "service") == ["aliyun"]


@pytest.mark.parametrize("message", [texts.HTTP_JSON, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"])
def test_an_answer_to_no_lookup_says_nothing(message: bytes) -> None:
    packets = [up(request("a.example"), to=80), down(message, to=80)]
    assert names_of(all_ways(*packets, to=80)) == [("a.example", "http_host")]


OPTIONS = texts.DESCRIBE.replace(b"DESCRIBE", b"OPTIONS")
SIP_OPTIONS = texts.SIP_OK.replace(b"SIP/2.0 200 OK", b"OPTIONS sip:bob@biloxi.com SIP/2.0")


@pytest.mark.parametrize("cut", range(1, 60, 4))
@pytest.mark.parametrize(
    ("stream", "name"),
    [(OPTIONS, ("server.example.com", "rtsp_uri")), (SIP_OPTIONS, ("biloxi.com", "sip_uri"))],
    ids=["rtsp", "sip"],
)
def test_options_of_rtsp_and_sip_are_no_http(stream: bytes, name: tuple[str, str], cut: int) -> None:
    result = read(frames.pcap(every(MS, [*opening(to=554), *segments(cut, of=stream, to=554)])))
    assert (names_of(result), result.malformed) == ([name], 0)


def test_a_short_first_segment_of_a_server_is_not_opaque() -> None:
    noise = random.Random(5).randbytes(300)
    result = all_ways(down(b"PASS" + noise[:2], to=9000), down(noise, seq=5007, to=9000), to=9000)
    assert list(result.protocols) == []


def test_a_first_payload_whose_start_came_late_can_be_opaque() -> None:
    noise = random.Random(6).randbytes(300)
    late, early = segments(200, of=noise, to=9000)[::-1]
    result = read(frames.pcap(every(MS, [*opening(to=9000), late, early])))
    assert [row.fact.protocol for row in result.protocols] == ["opaque"]


@pytest.mark.parametrize("first", [b"hello", random.Random(7).randbytes(60)], ids=["short", "noise"])
def test_a_hello_of_quic_behind_another_datagram(first: bytes) -> None:
    packets = [
        frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(50000, 443, data)))
        for data in (first, first, quic_datagram("behind.example"))
    ]
    for sizes in BATCHES:
        assert names_of(read(frames.pcap(every(MS, packets)), sizes=sizes)) == [
            ("behind.example", "quic_sni")
        ]
