"""Requests of HTTP/2: what curl sends, the RFC's header blocks in frames, and what tshark reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.http2 import MAX_REQUESTS, MAX_TEXT_OCTETS, Request, decode_request, decode_requests, wanted
from tests.support import frames, tshark
from tests.support.client_streams import HTTP2_POSTS
from tests.support.conversations import MS, every, opening, up
from tests.support.stream_messages import PREFACE, SETTINGS, frame
from tests.wire.test_header_blocks import HUFFMAN, PLAIN

START = PREFACE + SETTINGS
POST = Request(
    "POST", "http", "api.vendor.example", 8080, "/upload?n=1", "vendor-app/1.2", "application/json"
)  # fmt: skip
GET = Request("GET", "http", "www.example.com", None, "/", None, None)
GETS = (GET, GET, GET._replace(scheme="https", path="/index.html"))
END = 0x05


def literal(name: bytes, value: bytes) -> bytes:
    """A field that enters no table, short and without Huffman (RFC 7541 §6.2.2)."""
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


def request(block: bytes, stream: int = 1) -> bytes:
    return frame(1, block, flags=END, stream=stream)


def test_what_curl_sends() -> None:
    assert decode_requests(HTTP2_POSTS) == (POST,)
    need = wanted(HTTP2_POSTS)
    assert decode_request(HTTP2_POSTS[:need]) == POST
    for length in range(need):
        assert length < wanted(HTTP2_POSTS[:length]) <= need
        assert decode_request(HTTP2_POSTS[:length]) == Malformed(Reason.TRUNCATED, length, "http2")


@pytest.mark.parametrize("blocks", [PLAIN, HUFFMAN])
def test_later_requests_refer_to_earlier_ones(blocks: tuple[str, ...]) -> None:
    sent = [request(bytes.fromhex(block), 1 + 2 * at) for at, block in enumerate(blocks)]
    assert decode_requests(START + b"".join(sent)) == GETS
    assert decode_request(START + b"".join(sent)) == GET


def test_host_stands_in_for_authority_and_names_are_clean() -> None:
    block = b"\x82\x86\x84" + literal(b"host", b"A\x1b.Example:81") + literal(b"user-agent", b"a b")
    assert decode_request(START + request(block)) == GET._replace(
        host="a\\027.example", port=81, user_agent="a\\032b"
    )
    authority = literal(b":authority", b"b.example") + literal(b"host", b"a.example")
    assert decode_request(START + request(b"\x82\x86\x84" + authority)) == GET._replace(host="b.example")


def test_connect_has_no_path() -> None:
    block = literal(b":method", b"CONNECT") + literal(b":authority", b"a.example:443")
    assert decode_request(START + request(block)) == Request(
        "CONNECT", None, "a.example", 443, None, None, None
    )


def test_trailers_are_no_requests() -> None:
    data = START + request(b"\x82\x86\x84") + request(literal(b"grpc-status", b"0"))
    assert decode_requests(data) == (GET._replace(host=None),)


def test_long_texts_are_cut_and_requests_counted() -> None:
    path = literal(b":path", b"")[:-1] + b"\x7f\xd1\x0e" + b"/" * 2_000
    decoded = decode_request(START + request(b"\x82" + path))
    assert isinstance(decoded, Request)
    assert decoded.path == "/" * MAX_TEXT_OCTETS
    many = decode_requests(START + request(b"\x82\x86\x84") * (MAX_REQUESTS + 3))
    assert isinstance(many, tuple)
    assert len(many) == MAX_REQUESTS


def test_what_stands_before_a_fault_is_given() -> None:
    data = START + request(b"\x82\x86\x84")
    assert decode_requests(data + request(b"\xff" * 9) + request(b"\x82")) == (GET._replace(host=None),)
    assert decode_request(START + request(b"\xff" * 9)) == Malformed(
        Reason.BAD_VALUE, len(START) + 18, "http2"
    )
    assert decode_requests(START + request(literal(b"a", b"b"))) == Malformed(
        Reason.BAD_VALUE, len(START) + 14, "http2"
    )


def test_other_protocols() -> None:
    for data in (b"GET / HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n\r\nXX", b"\x16\3\1", b"PROPFIND / HTTP/1.1\r\n"):
        assert wanted(data) == 0
        assert decode_request(data) == Malformed(Reason.NOT_THIS, 0, "http2")
    assert wanted(PREFACE + request(b"\x82")) == len(PREFACE) + 10
    assert decode_request(PREFACE + request(b"\x82")) == Malformed(Reason.BAD_VALUE, len(PREFACE), "http2")


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize(
    "data",
    [HTTP2_POSTS, START + b"".join(request(bytes.fromhex(b), 1 + 2 * n) for n, b in enumerate(HUFFMAN))],
)
def test_tshark_reads_the_same(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "http2.pcap"
    path.write_bytes(frames.pcap(every(MS, [*opening(to=80), up(data, to=80)])))
    names = [
        f"http2.headers.{name}"
        for name in ("method", "scheme", "authority", "path", "user_agent", "content_type")
    ]
    (row,) = tshark.fields(path, names, "http2")
    found = decode_requests(data)
    assert isinstance(found, tuple)
    authorities = [f"{r.host}:{r.port}" if r.port else r.host for r in found]
    texts = [[r.method for r in found], [r.scheme for r in found], authorities, [r.path for r in found]]
    texts += [
        [r.user_agent for r in found if r.user_agent],
        [r.content_type for r in found if r.content_type],
    ]
    assert [row[name] for name in names] == texts
