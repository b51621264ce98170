"""The URL of a request, as a record tells it -> its parts, without what may hold personal data (RFC 3986 §3).

Of the query only the size is kept; user information and fragment are left out.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.wire.text import escaped, host_text

DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
MAX_TEXT: Final = 4_096
"""Octets kept of a path or of what a client calls itself; what is longer is cut."""


class RequestUrl(NamedTuple):
    """Parts of a URL; None where it has none."""

    scheme: str | None
    host: str | None
    port: int | None
    path: str | None
    query_octets: int | None


def read_url(url: bytes) -> RequestUrl:
    """Split an absolute URL, or a path alone.

    >>> read_url(b"https://me@Cloud.example:8443/a?b=c#d")
    RequestUrl(scheme='https', host='cloud.example', port=8443, path='/a', query_octets=3)
    """
    head, mark, rest = url.partition(b"://")
    if not mark or not head.replace(b"+", b"").replace(b"-", b"").isalnum():
        path, query_octets = split_path(url)
        return RequestUrl(None, None, None, path, query_octets)
    scheme = escaped(head.lower())
    cut = min(
        (at for at in (rest.find(b"/"), rest.find(b"?"), rest.find(b"#")) if at >= 0), default=len(rest)
    )
    host, port = split_authority(rest[:cut].rpartition(b"@")[2])
    path, query_octets = split_path(rest[cut:])
    return RequestUrl(scheme, host, DEFAULT_PORTS.get(scheme) if port is None else port, path, query_octets)


def split_path(target: bytes) -> tuple[str, int | None]:
    """Path, ``/`` where there is none, and octets of the query."""
    path, mark, query = target.partition(b"#")[0].partition(b"?")
    return short_text(path) or "/", len(query) if mark else None


def split_authority(authority: bytes) -> tuple[str | None, int | None]:
    """Host, spelled as names are, and port (RFC 3986 §3.2); without brackets around an IPv6 address.

    >>> split_authority(b"[2001:DB8::1]:443"), split_authority(b"a.example")
    (('2001:db8::1', 443), ('a.example', None))
    """
    if authority.startswith(b"["):
        host, _, rest = authority[1:].partition(b"]")
        port = rest.removeprefix(b":")
    else:
        host, _, port = authority.partition(b":")
    number = int(port) if port.isdigit() and len(port) <= 5 else None
    return host_text(host) or None, number if number is not None and number < 65_536 else None


def media_type(value: bytes | None) -> str | None:
    """Type of a body, lower case, without parameters (RFC 9110 §8.3.1).

    >>> media_type(b"Application/JSON; charset=utf-8")
    'application/json'
    """
    return None if value is None else short_text(value.partition(b";")[0].strip().lower()) or None


def http_version(text: bytes) -> str | None:
    """``HTTP/2.0``, ``h2`` and their like as ``2``; None where it is empty.

    >>> [http_version(text) for text in (b"HTTP/1.1", b"HTTP/2.0", b"h3", b"http/2.0+quic/46")]
    ['1.1', '2', '3', '2.0+quic/46']
    """
    number = text.lower().removeprefix(b"http/").removeprefix(b"h")
    return short_text(number.removesuffix(b".0") if number in (b"2.0", b"3.0") else number) or None


def short_text(octets: bytes) -> str:
    """Octets as text, cut where they are many."""
    return escaped(octets[:MAX_TEXT])
