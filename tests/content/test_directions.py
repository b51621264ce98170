"""What a direction is, and that any split of it gives the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.content.directions import WINDOW_OCTETS, DatagramSearch, StreamSearch, is_tls, sealed_datagram
from harness.content.http1 import Given
from harness.model.content import Part, Seen, WhyUndecoded
from tests.support.conversations import client_hello, request
from tests.support.quic_vectors import CLIENT_INITIAL


def through(stream: bytes, cuts: list[int], start: int = 1) -> tuple[list[Given], StreamSearch]:
    search = StreamSearch(start)
    found: list[Given] = []
    ends = [*sorted(cuts), len(stream)]
    for number, (a, b) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        found += search.take(start + a, stream[a:b], Seen(number + 1, number), cut=False, last=False)
    return [*found, *search.finish()], search


STREAMS = (
    request("a.example") + request("b.example"),
    b"\x10\x0cMQTT and other octets that are no HTTP",
    b"CONNECT a.example:443 HTTP/1.1\r\n\r\n" + client_hello("a.example"),
    b"GET is no request, though it looks so\r\n\r\n" * 2,
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\nGET / HTTP/1.1\r\n\r\n",
    client_hello("a.example") + b"\x17\x03\x03\x00\x05abcde",
)


@given(st.sampled_from(STREAMS), st.lists(st.integers(0, 60), max_size=6))
def test_any_split_gives_the_same(stream: bytes, cuts: list[int]) -> None:
    found, search = through(stream, cuts)
    whole, once = through(stream, [])
    assert [one.body for one in found] == [one.body for one in whole]
    assert (search.sealed, search.sealed_octets) == (once.sealed, once.sealed_octets)


def test_what_they_are() -> None:
    found, _ = through(STREAMS[0], [])
    assert [one.body.part for one in found] == [Part.QUERY, Part.HEADER] * 2
    found, _ = through(STREAMS[1], [])
    assert [(one.body.part, one.body.data) for one in found] == [(Part.STREAM, STREAMS[1])]
    found, search = through(STREAMS[2], [])
    assert [one.body.part for one in found] == [Part.QUERY, Part.HEADER]
    assert (search.sealed, search.sealed_octets) == (WhyUndecoded.TLS, len(client_hello("a.example")))
    found, search = through(STREAMS[5], [])
    assert (found, search.sealed_octets) == ([], len(STREAMS[5]))


def test_each_octet_of_a_window_has_its_packet() -> None:
    (one,), _ = through(STREAMS[1], [5, 10])
    assert [one.marked.seen_at(at).packet for at in (4, 5, 9, 10)] == [1, 2, 2, 3]


def test_windows_overlap_and_a_gap_makes_them_incomplete() -> None:
    search = StreamSearch(0)
    data = b"\0abc" * (WINDOW_OCTETS // 4) + b"tail"
    (one,) = search.take(0, data, Seen(1, 0), cut=False, last=False)
    assert one.body.complete
    (rest,) = search.finish()
    assert rest.body.data == data[-4096:]
    search = StreamSearch(0)
    assert not list(search.take(0, b"\0begins here", Seen(1, 0), cut=False, last=False))
    assert not list(search.take(50, b"\0goes on", Seen(2, 0), cut=False, last=False))
    assert [(one.body.data, one.body.complete) for one in search.finish()] == [
        (b"\0begins here", False), (b"\0goes on", True),
    ]  # fmt: skip


def test_datagrams() -> None:
    search = DatagramSearch()
    assert not list(search.take(b"one", Seen(1, 0), cut=False))
    assert not list(search.take(b"two", Seen(2, 0), cut=True))
    (given,) = search.finish()
    assert (given.body.data, given.body.complete, given.marked.seen_at(3).packet) == (b"onetwo", False, 2)
    assert all(sealed_datagram(packet) is WhyUndecoded.QUIC for packet in CLIENT_INITIAL.values())
    assert sealed_datagram(bytes.fromhex("16fefd0000000000000000") + bytes(40)) is WhyUndecoded.TLS
    assert sealed_datagram(b"\xfd\x09\0\0\x01\x01\x01\x21\0\0") is None  # MAVLink 2
    assert sealed_datagram(b"") is None
    assert is_tls(client_hello("a.example"))
    assert not is_tls(b"\x16\x03")
