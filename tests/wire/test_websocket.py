"""Opening handshakes of WebSocket, written out from RFC 6455."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Origin
from harness.wire.http import MAX_HEAD_OCTETS
from harness.wire.text_head import head_end
from harness.wire.websocket import Upgrade, decode_upgrade

EXAMPLE = (  # RFC 6455 §1.2
    b"GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\n"
    b"Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def upgrade(data: bytes) -> Upgrade:
    found = decode_upgrade(data)
    assert isinstance(found, Upgrade)
    return found


def test_the_example_of_the_rfc() -> None:
    found = upgrade(EXAMPLE)
    assert (found.request.host, found.request.target) == ("server.example.com", "/chat")
    assert found[1:] == (Origin("http", "example.com", None), ("chat", "superchat"), "13")
    assert upgrade(EXAMPLE + b"\x81\x85 frames") == found
    assert head_end(EXAMPLE + b"x") == len(EXAMPLE)


def test_a_head_that_is_not_whole() -> None:
    for length in range(len(EXAMPLE)):
        found = decode_upgrade(EXAMPLE[:length])
        assert isinstance(found, Malformed)
        assert found.reason is Reason.TRUNCATED
        assert found.offset == length
    long = decode_upgrade(EXAMPLE[:-2] + b"A: " + b"a" * MAX_HEAD_OCTETS)
    assert long == Malformed(Reason.TOO_LONG, MAX_HEAD_OCTETS, "http")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Connection: Upgrade", b"connection:keep-alive ,  upgrade"),
        (b"Upgrade: websocket", b"UPGRADE:\tWebSocket "),
        (b"\r\n", b"\n"),
        (
            b"Sec-WebSocket-Protocol: chat, superchat",
            b"Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: ,superchat",
        ),
    ],
)
def test_forms_that_say_the_same(old: bytes, new: bytes) -> None:
    assert upgrade(EXAMPLE.replace(old, new)) == upgrade(EXAMPLE)


def test_origin_protocols_and_version_may_be_missing_or_odd() -> None:
    short = EXAMPLE.replace(b"Origin: http://example.com\r\n", b"").replace(
        b"Sec-WebSocket-Version: 13\r\n", b""
    )
    assert upgrade(short)[1:] == (None, ("chat", "superchat"), None)
    odd = (
        EXAMPLE.replace(b"http://example.com", b"null")
        .replace(b": 13", b": 8")
        .replace(b"superchat", b"a\x1b")
    )
    assert upgrade(odd)[1:] == (None, ("chat", "a\\027"), "8")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"Upgrade: websocket\r\n", b""), (b"Upgrade: websocket", b"Upgrade: h2c"), (b"Upgrade: w", b"Accept: w"), (b"Upgrade: w", b" Upgrade: w")],
)  # fmt: skip
def test_requests_that_ask_for_something_else(old: bytes, new: bytes) -> None:
    assert decode_upgrade(EXAMPLE.replace(old, new)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"GET", b"POST"),
        (b"Connection: Upgrade", b"Connection: close"),
        (b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", b""),
        (b"dGhlIHNhbXBsZSBub25jZQ==", b"dGhlIHNhbXBsZSBub25jZQ"),
        (b"Origin: http://example.com", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    ],
)
def test_what_is_required_is_missing(old: bytes, new: bytes) -> None:
    found = decode_upgrade(EXAMPLE.replace(old, new))
    assert isinstance(found, Malformed)
    assert found.reason is Reason.BAD_VALUE


def test_another_protocol() -> None:
    assert decode_upgrade(b"HTTP/1.1 101 Switching Protocols\r\n\r\n") == Malformed(
        Reason.NOT_THIS, 0, "http"
    )
