"""The target of an HTTP request and the authority it was sent to -> parts of its URL, safe to store and show (RFC 9112 §3.2, RFC 3986 §3).

A query may hold personal data: only its size is told.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.wire.text import escaped, host_text

MAX_PATH: Final = 2_048
"""Characters of a path that are kept."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_AUTHORITY: Final = re.compile(rb"(?:[^@]*@)?(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_ABSOLUTE: Final = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_MAX_PORT: Final = 65_535


class Target(NamedTuple):
    """Parts of a URL; None where it has none."""

    scheme: str | None
    host: str | None
    """In the form that names are compared in; may be an address."""
    port: int | None
    """That of the URL, else of its scheme."""
    path: str | None
    query_octets: int | None


def read_target(method: str, target: bytes, authority: bytes | None, scheme: str | None) -> Target:
    """Take a request target apart.

    Args:
        method: Of the request: CONNECT has an authority in place of a path.
        target: As sent: origin-form, absolute-form, authority-form or ``*``.
        authority: Host line or ``:authority``; an absolute target's own goes before (RFC 9112 §3.2.2).
        scheme: Known otherwise: by ``:scheme``, or by what carried the request.

    >>> read_target("GET", b"/a?b=c", b"Api.example:8443", "https")
    Target(scheme='https', host='api.example', port=8443, path='/a', query_octets=3)
    """
    if method == "CONNECT" and not target.startswith(b"/"):
        host, port = _authority(target or authority)
        return Target(scheme, host, port, None, None)
    match = _ABSOLUTE.fullmatch(target)
    if match is not None:
        scheme, authority, target = match[1].decode("ascii").lower(), match[2], match[3] or b"/"
    host, port = _authority(authority)
    path, mark, query = target.partition(b"#")[0].partition(b"?")
    return Target(
        scheme,
        host,
        _DEFAULT_PORTS.get(scheme or "") if port is None else port,
        escaped(path)[:MAX_PATH] or None,
        len(query) if mark else None,
    )


def _authority(authority: bytes | None) -> tuple[str | None, int | None]:
    """Host and port; what does not have that form is taken as a host whole."""
    if not authority:
        return None, None
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return host_text(authority), None
    host, port = match.groups()
    number = int(port) if port else None
    return host_text(host.strip(b"[]")) or None, number if number is None or number <= _MAX_PORT else None
