"""Octets of an authority or a URI -> host and port (RFC 3986 §3); what several protocols on top of TCP carry.

Blind spots: what a URI says beyond scheme, host and port is not kept, because paths, queries and user names may
hold secrets; percent-encoding in a host is not undone.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.wire.text import escaped, host_text

MAX_PORT: Final = 65535
_AUTHORITY: Final = re.compile(rb"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_SCHEME: Final = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]{0,31})://")  # RFC 3986 §3.1
_AUTHORITY_END: Final = re.compile(rb"[/?#]")


class Origin(NamedTuple):
    """Where a URI points to."""

    scheme: str
    """In lower case."""
    host: str | None
    """In the form that names are compared in; None = empty."""
    port: int | None
    """None = not given: then it is the scheme's."""


def split_authority(authority: bytes) -> tuple[str | None, int | None]:
    """Split ``host:port``; what does not have that form is taken as a host whole.

    >>> split_authority(b"[2001:DB8::1]:443")
    ('2001:db8::1', 443)
    """
    match = _AUTHORITY.fullmatch(authority)
    if match is None or (match[2] and int(match[2]) > MAX_PORT):
        return host_text(authority), None
    host, port = match.groups()
    return host_text(host.strip(b"[]")) or None, int(port) if port else None


def uri_origin(uri: bytes) -> Origin | None:
    """Take scheme, host and port from a URI; None where it has no authority.

    >>> uri_origin(b"rtmp://user:word@Live.Example:1935/app")
    Origin(scheme='rtmp', host='live.example', port=1935)
    """
    match = _SCHEME.match(uri)
    if match is None:
        return None
    rest = _AUTHORITY_END.split(uri[match.end() :], maxsplit=1)[0]
    return Origin(match[1].decode("ascii").lower(), *split_authority(rest.rpartition(b"@")[2]))


def shown(octets: bytes, most: int) -> str:
    """Write octets as ``escaped`` does, the first ``most`` of them."""
    return escaped(octets[:most])
