"""A whole HTTP/1 request head -> what it asks of a WebSocket (RFC 6455 §4.1, §4.2.1).

Blind spots: that the server agreed is in its own stream. WebSocket over HTTP/2 (RFC 8441). What the frames behind it carry. The
handshakes before version 7 of the draft, which have no or several keys, are ``Malformed``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Origin, uri_origin
from harness.wire.http import LAYER, HttpRequest, decode_host
from harness.wire.text import cut
from harness.wire.text_head import TextHead, read_head

MAX_PROTOCOLS: Final = 16
_KEY: Final = re.compile(rb"[A-Za-z0-9+/]{21}[AQgw]==")  # 16 octets in base64


class Upgrade(NamedTuple):
    """What a client asks for."""

    request: HttpRequest
    """Target and Host."""
    origin: Origin | None
    """The page that asks, as a browser says; None = not sent, opaque (``null``), or no URI."""
    protocols: tuple[str, ...]
    """Subprotocols offered, in order; escaped, cut to ``MAX_TEXT_OCTETS``."""
    version: str | None
    """13 in RFC 6455; None = not sent."""


def decode_upgrade(data: bytes) -> Upgrade | Malformed | None:
    """Read what a request asks of a WebSocket.

    Args:
        data: TCP payload from the start to the end of the head at least; more octets change nothing.

    Returns:
        As ``upgrade_of``; ``Malformed`` too where this is no request, or its head is not whole.
    """
    request = decode_host(data)
    if isinstance(request, Malformed):
        return request
    head = read_head(data, LAYER)
    return head if isinstance(head, Malformed) else upgrade_of(request, head)


def upgrade_of(request: HttpRequest, head: TextHead) -> Upgrade | Malformed | None:
    """Take what a request asks of a WebSocket from its whole head.

    Returns:
        None where the request is no such; ``Malformed`` where it is and lacks what is required.
    """
    if b"websocket" not in _tokens(head, b"upgrade"):
        return None
    keys = head.every(b"sec-websocket-key")
    if request.method != "GET" or b"upgrade" not in _tokens(head, b"connection"):
        return Malformed(Reason.BAD_VALUE, head.end, LAYER)
    if len(keys) != 1 or not _KEY.fullmatch(keys[0]):
        return Malformed(Reason.BAD_VALUE, head.end, LAYER)
    version = head.first(b"sec-websocket-version")
    return Upgrade(
        request,
        uri_origin(head.first(b"origin") or b""),
        tuple(cut(protocol) for protocol in _list(head, b"sec-websocket-protocol")[:MAX_PROTOCOLS]),
        None if version is None else cut(version),
    )


def _list(head: TextHead, name: bytes) -> list[bytes]:
    """Elements of a field that is a list (RFC 9110 §5.6.1)."""
    elements = [element.strip(b" \t") for value in head.every(name) for element in value.split(b",")]
    return [element for element in elements if element]


def _tokens(head: TextHead, name: bytes) -> set[bytes]:
    return {element.lower() for element in _list(head, name)}
