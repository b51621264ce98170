"""HTTP/1 taken out of its frames, held against the standard library's client and server side."""

from __future__ import annotations

import gzip
import io
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.content.http1 import BODY_OCTETS, OVERLAP_OCTETS, Given, HttpReader, could_begin
from harness.model.content import Part, Seen

SEEN = Seen(7, 70)


def read(*pieces: bytes, complete: bool = True) -> tuple[list[Given], bytes]:
    reader = HttpReader()
    found: list[Given] = []
    other = b""
    for piece in pieces:
        for one in reader.take(piece, SEEN):
            if isinstance(one, Given):
                found.append(one)
            else:
                other += one
    return [*found, *reader.finish(complete=complete)], other


def bodies(*pieces: bytes) -> list[bytes]:
    return [one.body.data for one in read(*pieces)[0] if one.body.part is Part.BODY]


class _Pipe:
    """A socket that keeps what is sent to it."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: Any) -> None:
        self.sent += bytes(data)


def sent_by_the_client(**given: Any) -> bytes:
    pipe = _Pipe()
    connection = HTTPConnection("log.example")
    connection.sock = pipe
    connection.request("POST", "/upload?sn=1", **given)
    return pipe.sent


def test_request_of_the_standard_library() -> None:
    found, other = read(
        sent_by_the_client(body=b"abc" * 50, headers={"Content-Type": "text/x", "Content-Encoding": "gzip"})
    )
    assert [one.body.part for one in found] == [Part.QUERY, Part.HEADER, Part.BODY]
    assert found[0].body.data == b"/upload?sn=1"
    assert b"Host: log.example" in found[1].body.data
    assert found[2].body == (b"abc" * 50, "text/x", "gzip", True, Part.BODY)
    assert other == b""


def test_chunked_request_of_the_standard_library() -> None:
    data = sent_by_the_client(body=iter([b"abc", b"d" * 300, b"\r\n0\r\n"]), encode_chunked=True,
                              headers={"Transfer-Encoding": "chunked"})  # fmt: skip
    assert bodies(data) == [b"abc" + b"d" * 300 + b"\r\n0\r\n"]


class _Source:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.data)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.integers(1, 30))
def test_chunked_response_is_what_the_standard_library_reads(chunks: list[bytes], step: int) -> None:
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    data += b"".join(b"%x;a=b\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\nX: y\r\n\r\n"
    response = HTTPResponse(_Source(data))  # type: ignore[arg-type]
    response.begin()
    body = response.read()
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    assert b"".join(bodies(*pieces)) == body == b"".join(bodies(data, data)[:1])


def test_messages_one_behind_the_other() -> None:
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    assert bodies(ok + b"HTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n" + ok) == [b"abc", b"abc"]
    assert bodies(b"HTTP/1.1 100 Continue\r\n\r\n" + ok + b"HTTP/1.0 200 OK\r\n\r\nuntil the end") == [
        b"abc",
        b"until the end",
    ]


@given(st.data())
def test_any_split_gives_the_same(data: st.DataObject) -> None:
    stream = sent_by_the_client(body=b"x" * 90) + sent_by_the_client(body=gzip.compress(b"y" * 90))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [one.body for one in read(*pieces)[0]] == [one.body for one in read(stream)[0]]


def test_a_body_that_breaks_off_is_not_complete() -> None:
    (*_, body), _ = read(b"POST / HTTP/1.1\r\nContent-Length: 30\r\n\r\nhalf")
    assert (body.body.data, body.body.complete) == (b"half", False)


def test_tunnels_and_upgrades_are_handed_on() -> None:
    assert read(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n", b"\x16\x03\x01")[1] == b"\x16\x03\x01"
    assert read(b"HTTP/1.1 101 Switching\r\n\r\nframes")[1] == b"frames"
    assert read(b"GET / is no request\r\n\r\nrest")[1] == b"GET / is no request\r\n\r\nrest"


def test_long_bodies_are_given_in_pieces_that_overlap() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (3 * BODY_OCTETS)
    data = bytes(range(256)) * (3 * BODY_OCTETS // 256)
    step = 60_000
    given = bodies(head, *[data[at : at + step] for at in range(0, len(data), step)])
    assert len(given) >= 3
    whole = given[0]
    for piece in given[1:]:
        assert whole[-OVERLAP_OCTETS:] == piece[:OVERLAP_OCTETS]
        whole += piece[OVERLAP_OCTETS:]
    assert whole == data


def test_what_could_begin_a_message() -> None:
    assert all(could_begin(data) for data in (b"GET / H", b"HTTP/1.1 200", b"HT", b"POS", b"M-SEARCH * "))
    assert not any(could_begin(data) for data in (b"\x16\x03\x01", b"get / ", b"GARBAGE-GARBAGE-GARBAGE-"))
