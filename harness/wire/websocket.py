"""A whole HTTP/1 request head -> what it asks of a WebSocket (RFC 6455 §4.1, §4.2.1).

Blind spots: that the server agreed is in its own stream. WebSocket over HTTP/2 (RFC 8441). What the frames behind it carry. The
handshakes before version 7 of the draft, which have no or several keys, are ``Malformed``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import Origin, shown, uri_origin
from harness.wire.http import LAYER, MAX_HEAD_OCTETS, MAX_LINES, HttpRequest, decode_host

MAX_PROTOCOLS: Final = 16
MAX_TEXT_OCTETS: Final = 256
"""Octets of a subprotocol's name or a version that are shown."""

_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
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


def head_end(data: bytes) -> int | None:
    """Say where the request head at the start of a stream ends; None = not within these octets."""
    match = _BLANK_LINE.search(data, 0, MAX_HEAD_OCTETS)
    return None if match is None else match.end()


def decode_upgrade(data: bytes) -> Upgrade | Malformed | None:
    """Read what a request asks of a WebSocket.

    Args:
        data: TCP payload from the start to the end of the head (``head_end``) at least; more octets change nothing.

    Returns:
        None where the request is no such; ``Malformed`` where it is and lacks what is required, or the head is not whole.
    """
    request = decode_host(data)
    if isinstance(request, Malformed):
        return request
    end = head_end(data)
    if end is None:
        long = len(data) >= MAX_HEAD_OCTETS
        return Malformed(
            Reason.TOO_LONG if long else Reason.TRUNCATED, min(len(data), MAX_HEAD_OCTETS), LAYER
        )
    fields: dict[bytes, list[bytes]] = {}
    for name, value in _fields(data[:end]):
        fields.setdefault(name, []).append(value)
    if b"websocket" not in _tokens(fields, b"upgrade"):
        return None
    keys = fields.get(b"sec-websocket-key", [])
    if request.method != "GET" or b"upgrade" not in _tokens(fields, b"connection"):
        return Malformed(Reason.BAD_VALUE, end, LAYER)
    if len(keys) != 1 or not _KEY.fullmatch(keys[0]):
        return Malformed(Reason.BAD_VALUE, end, LAYER)
    protocols = _list(fields, b"sec-websocket-protocol")[:MAX_PROTOCOLS]
    versions = fields.get(b"sec-websocket-version")
    return Upgrade(
        request,
        uri_origin((fields.get(b"origin") or [b""])[0]),
        tuple(shown(protocol, MAX_TEXT_OCTETS) for protocol in protocols),
        shown(versions[0], MAX_TEXT_OCTETS) if versions else None,
    )


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Header fields behind the request line, names in lower case; lines that continue another are left out."""
    for line in head.split(b"\n", MAX_LINES)[1:MAX_LINES]:
        name, colon, value = line.partition(b":")
        if colon and name[:1] not in (b" ", b"\t"):
            yield name.lower(), value.strip(b" \t\r")


def _list(fields: dict[bytes, list[bytes]], name: bytes) -> list[bytes]:
    """Elements of a field that is a list (RFC 9110 §5.6.1)."""
    elements = [element.strip(b" \t") for value in fields.get(name, ()) for element in value.split(b",")]
    return [element for element in elements if element]


def _tokens(fields: dict[bytes, list[bytes]], name: bytes) -> set[bytes]:
    return {element.lower() for element in _list(fields, name)}
