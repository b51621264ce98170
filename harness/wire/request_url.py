"""What a request asks for -> the parts of its URL, without what may hold personal data (RFC 9112 §3.2, RFC 3986 §3); and what its fields say.

Of the query only the size is kept; user information and fragment are left out.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.wire.authority import split_authority, split_uri
from harness.wire.text import cut

DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
MAX_TEXT: Final = 4_096
"""Octets kept of a path or of what a client calls itself; what is longer is cut."""


class RequestUrl(NamedTuple):
    """Parts of a URL; None where it has none."""

    scheme: str | None
    host: str | None
    """In the form that names are compared in; may be an address."""
    port: int | None
    """That of the URL, else of its scheme."""
    path: str | None
    query_octets: int | None


def read_url(url: bytes) -> RequestUrl:
    """Split an absolute URL, or a path alone.

    >>> read_url(b"https://me@Cloud.example:8443/a?b=c#d")
    RequestUrl(scheme='https', host='cloud.example', port=8443, path='/a', query_octets=3)
    """
    return read_target("GET", url, None, None)


def read_target(method: str, target: bytes, authority: bytes | None, scheme: str | None) -> RequestUrl:
    """Take the target of a request apart.

    Args:
        method: Of the request: CONNECT has an authority in place of a path.
        target: As sent: origin-form, absolute-form, authority-form or ``*``.
        authority: Host line or ``:authority``; an absolute target's own goes before (RFC 9112 §3.2.2).
        scheme: Known otherwise: by ``:scheme``, or by what carried the request.

    >>> read_target("GET", b"/a?b=c", b"Api.example:8443", "https")
    RequestUrl(scheme='https', host='api.example', port=8443, path='/a', query_octets=3)
    """
    if method == "CONNECT" and not target.startswith(b"/"):
        return RequestUrl(scheme, *split_authority(target or authority or b""), None, None)
    parts = split_uri(target)
    if parts is not None:
        scheme, authority, target = parts[0], parts[1], parts[2] or b"/"
    host, port = split_authority(authority or b"")
    path, query_octets = split_path(target) if target else (None, None)
    return RequestUrl(
        scheme, host, DEFAULT_PORTS.get(scheme or "") if port is None else port, path, query_octets
    )


def split_path(target: bytes) -> tuple[str, int | None]:
    """Path, ``/`` where there is none, and octets of the query."""
    path, mark, query = target.partition(b"#")[0].partition(b"?")
    return short_text(path) or "/", len(query) if mark else None


def media_type(value: bytes | None) -> str | None:
    """Type of a body, lower case, without parameters (RFC 9110 §8.3.1); None where none is told.

    >>> media_type(b"Application/JSON; charset=utf-8")
    'application/json'
    """
    return None if value is None else cut(value.partition(b";")[0].strip().lower()) or None


def http_version(text: bytes) -> str | None:
    """``HTTP/2.0``, ``h2`` and their like as ``2``; None where it is empty.

    >>> [http_version(text) for text in (b"HTTP/1.1", b"HTTP/2.0", b"h3", b"http/2.0+quic/46")]
    ['1.1', '2', '3', '2.0+quic/46']
    """
    number = text.lower().removeprefix(b"http/").removeprefix(b"h")
    return short_text(number.removesuffix(b".0") if number in (b"2.0", b"3.0") else number) or None


def short_text(octets: bytes) -> str:
    """Octets as text, cut where they are many."""
    return cut(octets, MAX_TEXT)
