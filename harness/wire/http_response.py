"""The start of the server's direction of an HTTP/1 connection -> its first response, with a small body (RFC 9112).

Recognition takes ``HTTP/1.``, a digit and a status code: for random octets below 2^-80.

Blind spots: the first response only; one to HEAD or CONNECT has the fields of a body and no body (RFC 9112 §6.3), which
only the request tells: what follows is then taken for it. A body that is too long to be held, that ends with the
connection (unless the caller says that it ended) or whose chunks are at fault is not given. Trailers are not read.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.request_url import media_type
from harness.wire.text_head import MAX_HEAD_OCTETS, TextHead, head_wanted, number_of, read_head, start_line

LAYER: Final = "http"
MAX_MESSAGE_OCTETS: Final = MAX_HEAD_OCTETS
"""Octets of head and body together for the body to be given."""
MAX_CHUNKS: Final = 32
"""Chunks of a body; they are walked again whenever more comes."""
MAX_PLAIN_OCTETS: Final = 65_536
"""Octets that a compressed body may become."""
_STATUS: Final = re.compile(rb"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: .*)?", re.DOTALL)
_VERSION: Final = b"HTTP/1."
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,256})?\r?\n")
_CHUNK_LINE: Final = 288
"""Octets within which the line of a chunk's size must end."""
_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_NO_BODY: Final = frozenset((204, 304))


class Framing(StrEnum):
    """What says where the body ends (RFC 9112 §6.3)."""

    NONE = "none"
    """There is no body."""
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"
    """The end of the connection."""


class HttpResponse(NamedTuple):
    """One response."""

    status: int
    content_type: str | None
    """Media type without parameters, lower case, escaped and cut; None = not sent."""
    content_encoding: str | None
    """Likewise."""
    framing: Framing
    length: int | None
    """Octets of the body on the wire as the head tells; None = it does not."""
    body: bytes
    """Octets as far as they are there, without chunks' lines, still encoded; empty also where none is given."""
    complete: bool
    """Whether ``body`` is the whole body."""


class _Body(NamedTuple):
    """The body's octets and where it ends."""

    octets: bytes
    end: int
    """Offset behind it; more than there is = a lower bound; that of the head's end where no body is given."""
    complete: bool


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the response needs.

    Returns:
        0 if this is no HTTP/1 response; more than ``len(data)``, a lower bound, if more is needed; else it can be
        decoded now, be it to ``Malformed``. The whole message where its length is known and it is short, else the head.
    """
    if data[:2] not in (b"HT", b"H", b""):
        return 0
    head = _read(data)
    if isinstance(head, Malformed):
        return head_wanted(data, head)
    return _read_body(data, head, closed=False).end


def decode_response(data: bytes, *, closed: bool = False) -> HttpResponse | Malformed:
    """Read the response at the start of a stream.

    Args:
        data: TCP payload from the start; what follows the message is not looked at.
        closed: Whether the server ended the stream behind ``data``.
    """
    head = _read(data)
    if isinstance(head, Malformed):
        return head
    body = _read_body(data, head, closed=closed)
    framing, length = _framing(head)
    return HttpResponse(
        _status(head),
        media_type(head.first(b"content-type")),
        media_type(head.first(b"content-encoding")),
        framing,
        length,
        body.octets,
        body.complete,
    )


def plain_body(response: HttpResponse) -> bytes | Malformed:
    """Undo the content coding of a body (RFC 9110 §8.4.1), within ``MAX_PLAIN_OCTETS``.

    Returns:
        The body as it is without coding. BAD_VALUE for codings other than gzip and deflate, or octets that are not in
        them, TRUNCATED or TOO_LONG where they end early or become too many.
    """
    if response.content_encoding in (None, "identity", ""):
        return response.body
    if response.content_encoding not in ("gzip", "x-gzip", "deflate"):
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        plain = inflater.decompress(response.body, MAX_PLAIN_OCTETS + 1)
    except zlib.error:
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    if len(plain) > MAX_PLAIN_OCTETS:
        return Malformed(Reason.TOO_LONG, len(response.body), LAYER)
    return plain if inflater.eof else Malformed(Reason.TRUNCATED, len(response.body), LAYER)


def _read(data: bytes) -> TextHead | Malformed:
    """Recognise the status line as far as it is there, then read the head."""
    if data[: len(_VERSION)] != _VERSION[: len(data)]:
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    line = start_line(data, LAYER)
    if isinstance(line, Malformed):
        return line
    if _STATUS.fullmatch(line) is None:
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    return read_head(data, LAYER)


def _status(head: TextHead) -> int:
    """Status code of a head that was recognised by it."""
    return int(head.start_line[9:12])


def _framing(head: TextHead) -> tuple[Framing, int | None]:
    """Say what ends the body, in the order of RFC 9112 §6.3; a length that is no number counts as none."""
    status = _status(head)
    if status < 200 or status in _NO_BODY:
        return Framing.NONE, None
    coding = head.first(b"transfer-encoding")
    if coding is not None:
        chunked = coding.rpartition(b",")[2].strip().lower() == b"chunked"
        return (Framing.CHUNKED if chunked else Framing.CLOSE), None
    length = number_of(head.first(b"content-length"))
    return (Framing.CLOSE if length is None else Framing.LENGTH), length


def _read_body(data: bytes, head: TextHead, *, closed: bool) -> _Body:
    """Take the body as far as it is there, if it is short enough."""
    framing, length = _framing(head)
    start = head.end
    if framing is Framing.NONE:
        return _Body(b"", start, True)
    if framing is Framing.CHUNKED:
        return _dechunk(data, start)
    if framing is Framing.CLOSE:
        short = closed and len(data) <= MAX_MESSAGE_OCTETS
        return _Body(data[start:], len(data), True) if short else _Body(b"", start, False)
    end = start + (length or 0)
    if end > MAX_MESSAGE_OCTETS:
        return _Body(b"", start, False)
    return _Body(data[start:end], end, end <= len(data))


def _dechunk(data: bytes, start: int) -> _Body:
    """Join chunks (RFC 9112 §7.1); the last has no octets and is followed by trailers, which end with an empty line."""
    pieces: list[bytes] = []
    position = start
    for _ in range(MAX_CHUNKS):
        line = _CHUNK.match(data, position)
        if line is None:
            ends = (
                data.find(b"\n", position, position + _CHUNK_LINE) >= 0 or len(data) >= position + _CHUNK_LINE
            )
            return _not_given(start) if ends else _more(pieces, data)
        octets = int(line[1], 16)
        after = line.end() + octets
        if after + 2 > MAX_MESSAGE_OCTETS:
            return _not_given(start)
        pieces.append(data[line.end() : after])
        if not octets:
            return _Body(b"".join(pieces), line.end(), True)
        if after + 2 > len(data):
            return _more(pieces, data, after + 2)
        if data[after : after + 2] != b"\r\n":
            return _not_given(start)
        position = after + 2
    return _not_given(start)


def _more(pieces: list[bytes], data: bytes, end: int = 0) -> _Body:
    """Chunks go on behind what is there."""
    return _Body(b"".join(pieces), max(end, len(data) + 1), False)


def _not_given(start: int) -> _Body:
    return _Body(b"", start, False)
