"""RTSP: messages of the two RFCs, and what is not RTSP."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.rtsp import RtspMessage, decode_rtsp, wanted
from harness.wire.text_head import MAX_HEAD_OCTETS
from tests.support.text_messages import (
    DESCRIBE,
    HTTP_CHUNKED,
    KEEPALIVE,
    PLAY_NOTIFY,
    RTSP_ANSWER,
    RTSP_CHALLENGE,
    SIP_OK,
)

NOTHING = RtspMessage(None, None, None, None, None, None, None, None)


def message(data: bytes) -> RtspMessage:
    decoded = decode_rtsp(data)
    assert isinstance(decoded, RtspMessage)
    return decoded


def test_requests_of_both_versions() -> None:
    assert message(DESCRIBE) == NOTHING._replace(
        method="DESCRIBE", host="server.example.com", path="/fizzle/foo"
    )
    assert message(PLAY_NOTIFY) == NOTHING._replace(
        method="PLAY_NOTIFY", host="example.com", path="/twister.3gp"
    )


def test_answers() -> None:
    assert message(RTSP_ANSWER) == NOTHING._replace(status=200, server="PhonyServer/1.0")
    assert message(RTSP_CHALLENGE) == NOTHING._replace(status=401, realm="Camera\\0321A2B3C")


@pytest.mark.parametrize(
    ("target", "host", "port", "path"),
    [
        (b"rtsp://192.0.2.1:554/11", "192.0.2.1", 554, "/11"),
        (b"RTSP://Cam.Example./Live", "cam.example", None, "/Live"),
        (b"rtsps://[2001:DB8::1]:322/a", "2001:db8::1", 322, "/a"),
        (b"rtsp://admin:secret@cam.example/live?password=secret#x", "cam.example", None, "/live"),
        (b"rtsp://cam.example", "cam.example", None, ""),
        (b"rtsp://cam.example:99999/", "cam.example", None, "/"),
        (b"rtsp://cam.example:554x/", "cam.example:554x", None, "/"),
        (b"*", None, None, None),
    ],
)
def test_request_uri(target: bytes, host: str | None, port: int | None, path: str | None) -> None:
    decoded = message(b"OPTIONS " + target + b" RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: made-up 1\r\n\r\n")
    assert decoded == NOTHING._replace(
        method="OPTIONS", host=host, port=port, path=path, user_agent="made-up\\0321"
    )
    assert "secret" not in str(decoded)


@pytest.mark.parametrize(
    "data",
    [
        b"OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n",
        b"OPTIONS sip:carol@chicago.com SIP/2.0\r\n\r\n",
        b"GET rtsp://a.example/ RTSP/1.0\r\n\r\n",
        b"PLAY /relative RTSP/1.0\r\n\r\n",
        b"PLAY rtsp://a.example/ RTSP/3.0\r\n\r\n",
        b"PLAY rtsp://a.example/ x RTSP/1.0\r\n\r\n",
        b"PLAY rtsp://a.example/\r\n\r\n",
        b"RTSP/1.0 999 x\r\n\r\n",
        b"RTSP/1.0\r\n\r\n",
        b"RTSP/\xff rtsp://a.example/ RTSP/1.0\r\n\r\n",
        b"$\x00\x00\x10",
        b"\x16\x03\x01",
        HTTP_CHUNKED,
        KEEPALIVE,
        SIP_OK,
    ],
)
def test_another_protocol(data: bytes) -> None:
    decoded = decode_rtsp(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is Reason.NOT_THIS
    assert wanted(data) == 0


@pytest.mark.parametrize("data", [DESCRIBE, RTSP_ANSWER, RTSP_CHALLENGE])
def test_the_head_is_wanted_and_no_more(data: bytes) -> None:
    for length in range(len(data)):
        decoded = decode_rtsp(data[:length])
        assert isinstance(decoded, Malformed)
        assert decoded.reason is Reason.TRUNCATED
        assert wanted(data[:length]) == length + 1
    assert wanted(data + b"$\0\0\x04abcd") == len(data)
    assert decode_rtsp(data + b"$\0\0\x04abcd") == message(data)


def test_bare_line_feeds_and_a_head_that_is_too_long() -> None:
    assert message(DESCRIBE.replace(b"\r\n", b"\n")) == message(DESCRIBE)
    long = DESCRIBE[:-2] + b"x: " + b"a" * MAX_HEAD_OCTETS
    decoded = decode_rtsp(long)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is Reason.TOO_LONG
    assert wanted(long) == MAX_HEAD_OCTETS
    assert wanted(b"PLAY rtsp://" + b"a" * MAX_HEAD_OCTETS) == 0
