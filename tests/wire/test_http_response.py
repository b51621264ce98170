"""HTTP/1 responses: framing, limits, and the standard library's client as a second opinion."""

from __future__ import annotations

import gzip
import zlib
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.http_response import (
    MAX_CHUNKS,
    MAX_MESSAGE_OCTETS,
    MAX_PLAIN_OCTETS,
    Framing,
    HttpResponse,
    decode_response,
    plain_body,
    wanted,
)
from tests.support.text_messages import (
    HTTP_CHUNKED,
    HTTP_JSON,
    JSON_BODY,
    KEEPALIVE,
    RTSP_ANSWER,
    SIP_OK,
    sized,
)

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def response(data: bytes, *, closed: bool = False) -> HttpResponse:
    decoded = decode_response(data, closed=closed)
    assert isinstance(decoded, HttpResponse)
    return decoded


def test_a_body_of_told_length() -> None:
    length = len(JSON_BODY)
    expected = HttpResponse(200, "application/json", None, Framing.LENGTH, length, JSON_BODY, True)
    assert response(HTTP_JSON) == response(HTTP_JSON + b"HTTP/1.1 404") == expected
    assert wanted(HTTP_JSON + b"more") == len(HTTP_JSON)


def test_a_body_in_chunks() -> None:
    body = b"Wikipedia in \r\n\r\nchunks."
    assert response(HTTP_CHUNKED) == HttpResponse(200, "text/plain", None, Framing.CHUNKED, None, body, True)
    assert response(HTTP_CHUNKED + HTTP_JSON) == response(HTTP_CHUNKED)


class _Socket:
    """What the standard library's response reads from."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, mode: str) -> BytesIO:
        assert mode == "rb"
        return BytesIO(self.data)


def of_the_standard_library(data: bytes) -> tuple[int, bytes] | None:
    socket: Any = _Socket(data)
    other = HTTPResponse(socket)
    try:
        other.begin()
        return other.status, other.read()
    except HTTPException:
        return None


BODIES = st.binary(max_size=200)
PIECES = st.lists(st.binary(min_size=1, max_size=40), max_size=8)


@given(BODIES, PIECES, st.sampled_from((200, 204, 304, 404, 500)), st.integers(0, 2))
def test_the_standard_library_reads_the_same(
    body: bytes, pieces: list[bytes], status: int, form: int
) -> None:
    head = b"HTTP/1.1 %d x\r\nServer: a\r\n" % status
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    data = (
        head + b"Content-Length: %d\r\n\r\n" % len(body) + body,
        head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks,
        head + b"\r\n" + body,
    )[form]
    if form == 1 and status in (204, 304):
        return  # it reads chunks where RFC 9112 §6.3 says that there is no body
    decoded = response(data, closed=True)
    assert (decoded.status, decoded.body) == of_the_standard_library(data)
    assert decoded.complete


@given(
    st.one_of(PIECES.map(b"\r\n".join), BODIES),
    st.sampled_from((CHUNKED, OK, HTTP_CHUNKED[:90])),
)
def test_more_octets_change_nothing(tail: bytes, start: bytes) -> None:
    data = start + tail
    first = next((n for n in range(len(data) + 1) if 0 < wanted(data[:n]) <= n), None)
    if first is not None:
        assert {str(decode_response(data[:n])) for n in range(first, len(data) + 1)} == {
            str(decode_response(data))
        }


@pytest.mark.parametrize("data", [HTTP_JSON, HTTP_CHUNKED[:-2]])
def test_the_whole_message_is_wanted(data: bytes) -> None:
    for length in range(len(data)):
        assert length < wanted(data[:length]) <= len(data)
    assert wanted(data) == len(data)
    cut = response(data[:-3])
    assert not cut.complete
    assert response(data).body.startswith(cut.body)


@pytest.mark.parametrize(
    ("head", "framing", "length"),
    [
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", Framing.NONE, None),
        (b"HTTP/1.1 304 x\r\n\r\n", Framing.NONE, None),
        (b"HTTP/1.1 100 Continue\r\n\r\n", Framing.NONE, None),
        (OK + b"\r\n", Framing.CLOSE, None),
        (OK + b"Content-Length: x\r\n\r\n", Framing.CLOSE, None),
        (OK + b"Transfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\n", Framing.CLOSE, None),
        (OK + b"Transfer-Encoding: gzip, Chunked\r\nContent-Length: 1\r\n\r\n", Framing.CHUNKED, None),
        (OK + b"Content-Length: %d\r\n\r\n" % MAX_MESSAGE_OCTETS, Framing.LENGTH, MAX_MESSAGE_OCTETS),
    ],
)
def test_framing(head: bytes, framing: Framing, length: int | None) -> None:
    decoded = response(head)
    assert (decoded.framing, decoded.length) == (framing, length)
    assert decoded.complete == (framing is Framing.NONE)
    if framing is not Framing.CHUNKED:
        assert wanted(head) == len(head)
        assert response(head + b"body").body == b""


def test_a_body_that_ends_with_the_connection() -> None:
    data = OK + b"\r\n" + JSON_BODY
    assert response(data).body == b""
    assert response(data, closed=True).body == JSON_BODY
    assert response(data, closed=True).complete
    assert response(data + b"x" * MAX_MESSAGE_OCTETS, closed=True).body == b""


@pytest.mark.parametrize(
    "chunks",
    [
        b"x\r\n",
        b"\r\n",
        b"-1\r\n",
        b"1" * 300,
        b"4\r\nWikiXX",
        b"4\r\nWikipedia\r\n0\r\n",
        b"FFFFFFFF\r\n",
        b"4000\r\n",
        b"1\r\na\r\n" * MAX_CHUNKS + b"0\r\n",
    ],
)
def test_chunks_at_fault_or_too_many_give_no_body(chunks: bytes) -> None:
    decoded = response(CHUNKED + chunks)
    assert (decoded.body, decoded.complete) == (b"", False)
    assert wanted(CHUNKED + chunks) == len(CHUNKED)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 600 x\r\n\r\n",
        b"HTTP/1.1 20\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"\x16\x03\x03",
        RTSP_ANSWER,
        SIP_OK,
        KEEPALIVE,
    ],
)
def test_another_protocol(data: bytes) -> None:
    decoded = decode_response(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is Reason.NOT_THIS
    assert wanted(data) == 0


def coded(body: bytes, coding: str) -> HttpResponse:
    return response(sized(f"HTTP/1.1 200 OK\nContent-Encoding: {coding}\n", body))


def test_content_codings() -> None:
    assert plain_body(coded(gzip.compress(JSON_BODY), "GZIP")) == JSON_BODY
    assert plain_body(coded(zlib.compress(JSON_BODY), "deflate")) == JSON_BODY
    assert plain_body(coded(JSON_BODY, "identity")) == JSON_BODY
    assert plain_body(response(HTTP_JSON)) == JSON_BODY


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (JSON_BODY, "gzip", Reason.BAD_VALUE),
        (JSON_BODY, "br", Reason.BAD_VALUE),
        (gzip.compress(JSON_BODY, mtime=0)[:-9], "gzip", Reason.TRUNCATED),
        (gzip.compress(bytes(MAX_PLAIN_OCTETS + 1), mtime=0), "gzip", Reason.TOO_LONG),
    ],
)
def test_codings_at_fault(body: bytes, coding: str, reason: Reason) -> None:
    plain = plain_body(coded(body, coding))
    assert isinstance(plain, Malformed)
    assert plain.reason is reason
