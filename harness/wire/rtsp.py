"""The start of an RTSP connection -> its first message: method and URI, or status, and the programs told (RFC 2326, RFC 7826).

Both directions are told by the start line: a request is mostly the client's (a server too may send some: REDIRECT,
GET_PARAMETER, OPTIONS), a response is the answer. Recognition takes ``RTSP/`` and a digit at the right end of the first
line: for random octets below 2^-60.

Blind spots: the first message of a direction only; media behind it on the same connection (RFC 2326 §10.12). Of a URI the query is left out, which may hold a password, and the
user part. RTSP inside HTTP (POST and GET of base64) looks like HTTP. Relative request URIs, which no version allows,
are another protocol here.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed
from harness.wire.authority import split_authority, split_uri
from harness.wire.text import cut
from harness.wire.text_head import TextHead, head_wanted, method_fault, recognised_head, target_fault

LAYER: Final = "rtsp"
METHODS: Final = frozenset(
    b"OPTIONS DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT "  # RFC 2326 §10
    b"RECORD PLAY_NOTIFY".split()  # RFC 2326 §10.11, RFC 7826 §13.5
)
_STARTS: Final = frozenset((method + b" ")[:4] for method in (*METHODS, b"RTSP"))
"""Four octets rule out nearly everything else before anything is built."""
_SCHEMES: Final = (b"rtsp://", b"rtsps://", b"rtspu://")
_ANY: Final = b"* "
_VERSION: Final = re.compile(rb"RTSP/[12]\.[0-9]")
_STATUS: Final = re.compile(rb"RTSP/[12]\.[0-9] ([1-5][0-9]{2})(?: .*)?", re.DOTALL)
_STATUS_START: Final = b"RTSP/"
_REALM: Final = re.compile(rb'\brealm="([^"]{0,256})"', re.IGNORECASE)


class RtspMessage(NamedTuple):
    """The head of one request or response."""

    method: str | None
    """None = a response."""
    status: int | None
    """None = a request."""
    host: str | None
    """Host of the request URI, in the form that names are compared in; None = ``*``, a response, or none told."""
    port: int | None
    """None = not told: 554, or 322 for rtsps."""
    path: str | None
    """Path of the URI, escaped, case kept, cut; None = as host."""
    user_agent: str | None
    """As sent, escaped and cut; None = not sent."""
    server: str | None
    """Likewise."""
    realm: str | None
    """Realm of a challenge, where cameras put their model or serial number; likewise."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the message needs.

    Returns:
        0 if this is no RTSP; ``len(data) + 1`` if more is needed; else it can be decoded now, be it to ``Malformed``.
    """
    if len(data) > 3 and data[:4] not in _STARTS:
        return 0
    return head_wanted(data, _read(data))


def decode_rtsp(data: bytes) -> RtspMessage | Malformed:
    """Read the request or response at the start of a direction.

    Args:
        data: TCP payload from the start; what follows the head is not looked at.
    """
    head = _read(data)
    if isinstance(head, Malformed):
        return head
    answer = _STATUS.fullmatch(head.start_line)
    method, _, target = (b"", b"", b"") if answer else head.start_line.partition(b" ")
    host, port, path = _location(target.partition(b" ")[0])
    challenge = _REALM.search(head.first(b"www-authenticate") or b"")
    return RtspMessage(
        method.decode("ascii") or None,
        int(answer[1]) if answer else None,
        host,
        port,
        path,
        _text(head, b"user-agent"),
        _text(head, b"server"),
        None if challenge is None else cut(challenge[1]),
    )


def _read(data: bytes) -> TextHead | Malformed:
    """Recognise the start line as far as it is there, then read the head."""
    if data[: len(_STATUS_START)] == _STATUS_START[: len(data)]:
        return recognised_head(data, LAYER, None, _STATUS.fullmatch)
    fault = method_fault(data, METHODS, LAYER) or target_fault(data, (*_SCHEMES, _ANY), LAYER)
    return recognised_head(data, LAYER, fault, _is_request)


def _is_request(line: bytes) -> bool:
    """Say whether a whole first line is a request line; method and target were looked at before."""
    parts = line.split(b" ")
    return len(parts) == 3 and bool(parts[1]) and _VERSION.fullmatch(parts[2]) is not None


def _location(target: bytes) -> tuple[str | None, int | None, str | None]:
    """Host, port and path of a request URI."""
    parts = split_uri(target)
    if parts is None:
        return None, None, None
    return *split_authority(parts[1]), cut(re.split(rb"[?#]", parts[2], maxsplit=1)[0])


def _text(head: TextHead, name: bytes) -> str | None:
    value = head.first(name)
    return cut(value) if value else None
