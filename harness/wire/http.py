"""The first octets of an HTTP/1 connection -> its first request's method, target and Host (RFC 9112).

Blind spots: only the first request of a connection. What a proxy is asked for
(CONNECT, absolute-form) is in ``target_host``; the peer is then the proxy, and
``host`` names what lies behind it. Empty lines before the request line
(RFC 9112 §2.2) make it unreadable here. A second Host line is ignored.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.authority import split_authority, uri_origin
from harness.wire.text import escaped
from harness.wire.text_head import method_fault

LAYER: Final = "http"
MAX_HEAD_OCTETS: Final = 16384
"""Octets of the stream looked at; servers commonly refuse heads above 8 to 16 KiB."""
MAX_LINES: Final = 256
"""Lines looked at for a Host line, and lines of its value; servers commonly refuse more than 100. A head is looked at
again whenever more of it comes: without a limit, one of tiny lines in tiny segments would take minutes."""

METHODS: Final = frozenset(
    b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH "  # RFC 9110 §9, RFC 5789
    b"PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH "  # RFC 4918, RFC 3253, RFC 5323
    b"SUBSCRIBE UNSUBSCRIBE NOTIFY M-SEARCH".split()  # UPnP Device Architecture
)
_OPTIONAL_SPACE: Final = b" \t"


class HttpRequest(NamedTuple):
    """The head of one request."""

    method: str
    target: str
    """As sent, escaped like names but case kept."""
    host: str | None
    """Host without port, in the form that names are compared in; None = no or empty Host."""
    host_raw: str | None
    """Host value as sent, trimmed and escaped; empty = sent empty, None = not sent."""
    port: int | None
    """Port of the Host line; None = not given."""
    target_host: str | None
    """Host in an absolute-form or CONNECT target; None = the target holds none."""


class Target(NamedTuple):
    """What a proxy is asked for."""

    scheme: str | None
    """Of an absolute-form target, in lower case; None = CONNECT, which asks for a tunnel."""
    host: str
    """In the form that names are compared in; may be an address literal."""
    port: int | None
    """None = not given: then it is the scheme's."""


class RequestHead(NamedTuple):
    """A request head as far as its Host line, as sent."""

    method: bytes
    """One of ``METHODS``."""
    target: bytes
    version: bytes
    """Behind ``HTTP/``."""
    host: bytes | None
    end: int
    """Octets that had to be seen; 0 = more could change or complete it."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the request needs.

    Returns:
        0 if this is no HTTP/1 request; ``len(data) + 1`` if more is needed; else it can be
        decoded now, be it to ``Malformed``.
    """
    head = read_request(data)
    if isinstance(head, Malformed):
        if head.reason is Reason.NOT_THIS:
            return 0
        return len(data) + 1 if head.reason is Reason.TRUNCATED else min(len(data), MAX_HEAD_OCTETS)
    return head.end or len(data) + 1


def decode_host(data: bytes) -> HttpRequest | Malformed:
    """Read the request at the start of a stream.

    Args:
        data: TCP payload from the start. May be cut short after the Host line.
    """
    head = read_request(data)
    return head if isinstance(head, Malformed) else request_of(head)


def request_of(head: RequestHead) -> HttpRequest:
    """Give what ``decode_host`` gives, of a head that was read."""
    host, port = (None, None) if head.host is None else split_authority(head.host)
    asked = target_of(head)
    return HttpRequest(
        head.method.decode("ascii"),
        escaped(head.target),
        host,
        None if head.host is None else escaped(head.host),
        port,
        None if asked is None else asked.host,
    )


def http_target(data: bytes) -> Target | Malformed | None:
    """Read what the request at the start of a stream asks a proxy for.

    Args:
        data: As for ``decode_host``; enough where ``wanted`` says so.

    Returns:
        None where the target holds no host: the request is for the peer itself.
    """
    head = read_request(data)
    return head if isinstance(head, Malformed) else target_of(head)


def read_request(data: bytes) -> RequestHead | Malformed:
    """Read up to the Host line and, if there is none, up to the blank line."""
    fault = method_fault(data, METHODS, LAYER)
    if fault is not None:
        return fault
    space = data.find(b" ")
    method = data[:space] if space >= 0 else data
    line_end = data.find(b"\n", space, MAX_HEAD_OCTETS)
    if line_end < 0:
        return _ran_out(data)
    target, _, version = data[space + 1 : line_end].removesuffix(b"\r").rpartition(b" ")
    if len(version) != 8 or not version.startswith(b"HTTP/1.") or not target:
        return Malformed(Reason.NOT_THIS, line_end, LAYER)
    found = _find_host(data, line_end + 1)
    if isinstance(found, Malformed):
        return found
    return RequestHead(method, target, version[5:], *found)


def _ran_out(data: bytes) -> Malformed:
    """Tell a head that is not all there yet from one that is too long to be held."""
    if len(data) >= MAX_HEAD_OCTETS:
        return Malformed(Reason.TOO_LONG, MAX_HEAD_OCTETS, LAYER)
    return Malformed(Reason.TRUNCATED, len(data), LAYER)


def _find_host(data: bytes, start: int) -> tuple[bytes | None, int] | Malformed:
    """Find the first Host line: its value and the octets seen for it; None at the blank line.

    The octet after the line is needed too: white space there continues the value
    (obs-fold, RFC 9112 §5.2). Where the bytes end before it, the line counts as whole.
    """
    for _ in range(MAX_LINES):
        line_end = data.find(b"\n", start, MAX_HEAD_OCTETS)
        if line_end < 0:
            return _ran_out(data)
        line = data[start:line_end]
        if line in (b"", b"\r"):
            return None, line_end + 1
        if line[:5].lower() == b"host:":
            return _unfold(data, line[5:], line_end + 1)
        start = line_end + 1
    return Malformed(Reason.TOO_LONG, start, LAYER)


def _unfold(data: bytes, value: bytes, start: int) -> tuple[bytes, int] | Malformed:
    """Join continuation lines to a value, each fold as one space."""
    value = _trim(value)
    for _ in range(MAX_LINES):
        if data[start : start + 1] not in (b" ", b"\t"):
            return value, start + 1 if start < len(data) else 0
        line_end = data.find(b"\n", start, MAX_HEAD_OCTETS)
        if line_end < 0:
            return _ran_out(data)
        value = (value + b" " + _trim(data[start:line_end])).strip(_OPTIONAL_SPACE)
        start = line_end + 1
    return Malformed(Reason.TOO_LONG, start, LAYER)


def _trim(value: bytes) -> bytes:
    """Remove the line's CR and optional white space (RFC 9110 §5.6.3)."""
    return value.removesuffix(b"\r").strip(_OPTIONAL_SPACE)


def target_of(head: RequestHead) -> Target | None:
    """Take what an absolute-form or authority-form target says (RFC 9112 §3.2.2, §3.2.3)."""
    if head.method == b"CONNECT":
        host, port = split_authority(head.target)
        return None if host is None else Target(None, host, port)
    origin = uri_origin(head.target)
    if origin is None or origin.host is None:
        return None
    return Target(origin.scheme, origin.host, origin.port)
