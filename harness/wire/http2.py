"""The client's octets of an HTTP/2 connection with prior knowledge -> its requests (RFC 9113 §3.3, §8.3.1).

Certain from the preface, 24 octets that no other protocol begins with. Frames behind it are in
``harness.wire.http2_frames``.

Blind spots: HTTP/2 in TLS, which a key is needed for. After an upgrade from HTTP/1 (``h2c``, RFC 7540 §3.2) the preface does not stand at the start of the
stream. Trailers look like requests without a method and are left out. Only the first ``MAX_OCTETS`` octets.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import split_authority
from harness.wire.http2_frames import LAYER, MAX_OCTETS, PREFACE, Block, read_blocks
from harness.wire.text import cut

MAX_REQUESTS: Final = 16
"""Requests that are given of one stream."""
MAX_TEXT_OCTETS: Final = 1024
"""Octets of a path, a program's name or a type of content that are shown."""

_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)


class Request(NamedTuple):
    """One request. Texts are escaped and cut to ``MAX_TEXT_OCTETS``."""

    method: str
    scheme: str | None
    """None = CONNECT (§8.5), as is ``path``."""
    host: str | None
    """From ``:authority``, or from ``host`` where there is none; in the form that names are compared in. None = neither."""
    port: int | None
    """None = not given."""
    path: str | None
    """With its query."""
    user_agent: str | None
    """None = not sent."""
    content_type: str | None
    """None = not sent."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the client's stream the first request needs.

    Returns:
        0 if this is not HTTP/2; more than ``len(data)`` if more is needed, a lower bound; else
        it can be decoded now, be it to ``Malformed``.
    """
    if not PREFACE.startswith(data[: len(PREFACE)]):
        return 0
    found = next(read_blocks(data))
    if isinstance(found, int):
        return found
    if isinstance(found, Block):
        return found.end
    return 0 if found.reason is Reason.NOT_THIS else min(len(data), MAX_OCTETS)


def decode_request(data: bytes) -> Request | Malformed:
    """Read the first request of a client's stream.

    Args:
        data: TCP payload from the start, the preface included.
    """
    found = _requests(data, 1)
    return found if isinstance(found, Malformed) else found[0]


def decode_requests(data: bytes) -> tuple[Request, ...] | Malformed:
    """Read the requests of a client's stream, as far as it goes.

    Args:
        data: As for ``decode_request``; may be cut short anywhere behind the first request.

    Returns:
        One at least, at most ``MAX_REQUESTS``, in the stream's order; more octets only add to them. Those before a fault;
        ``Malformed`` where that is none.
    """
    return _requests(data, MAX_REQUESTS)


def _requests(data: bytes, most: int) -> tuple[Request, ...] | Malformed:
    if not PREFACE.startswith(data[: len(PREFACE)]):
        return _NOT_THIS
    found: list[Request] = []
    blocks = None
    fault = Malformed(Reason.TRUNCATED, len(data), LAYER)
    for block in read_blocks(data):
        if not isinstance(block, Block):
            fault = block if isinstance(block, Malformed) else fault
            break
        if blocks is None:
            from harness.wire.header_blocks import HeaderBlocks  # noqa: PLC0415 - decision 0104

            blocks = HeaderBlocks()
        fields = blocks.fields(block.octets)
        request = None if fields is None else _request(fields)
        if request is None and (fields is None or not found):
            fault = Malformed(Reason.BAD_VALUE, block.end, LAYER)
            break
        if request is not None:
            found.append(request)
        if len(found) == most:
            break
    return tuple(found) or fault


def _request(fields: list[tuple[bytes, bytes]]) -> Request | None:
    """Take what is kept of a request; None where it has no method."""
    values: dict[bytes, bytes] = {}
    for name, value in fields:
        values.setdefault(name, value)
    method = _text(values, b":method")
    if method is None:
        return None
    authority = values.get(b":authority") or values.get(b"host")
    host, port = split_authority(authority) if authority else (None, None)
    return Request(
        method,
        _text(values, b":scheme"),
        host,
        port,
        _text(values, b":path"),
        _text(values, b"user-agent"),
        _text(values, b"content-type"),
    )


def _text(values: dict[bytes, bytes], name: bytes) -> str | None:
    value = values.get(name)
    return None if value is None else cut(value, MAX_TEXT_OCTETS)
