"""Octets of an authority or a URI -> user, host and port (RFC 3986 §3.2, RFC 9110 §7.2), whichever protocol carries them.

One reading of what is odd, for all of them:

* a user part is no part of a host: it goes up to the last ``@``, and what stands behind its colon, a password, is dropped;
* brackets hold an IPv6 address, given without them in its one spelling (RFC 5952); its zone says something to the
  sender alone (RFC 4007 §6) and is left out;
* one trailing dot of a name is left out;
* an empty port is none (RFC 3986 §3.2.3); nor is one that TCP and UDP do not have: 0 (RFC 6335 §6), or above 65535;
* what does not have the form (letters as port, colons without brackets, other things in brackets) is taken as a host whole.

Blind spots: what a URI says beyond this is not kept here, because paths and queries may hold secrets; percent-encoding in
a host is not undone.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.wire.addresses import canonical
from harness.wire.text import cut, host_text

MAX_PORT: Final = 65535
_AUTHORITY: Final = re.compile(rb"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::([0-9]*))?")
_URI: Final = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]{0,31})://([^/?#]*)", re.DOTALL)  # RFC 3986 §3.1, §3.2
_PORT_DIGITS: Final = 5


class Authority(NamedTuple):
    """Where a URI leads."""

    host: str | None
    """In the form that names are compared in; may be an address literal; None = empty."""
    port: int | None
    """None = not told, or no port."""
    user: str | None = None
    """User part without password, escaped and cut; None = none told."""


class Origin(NamedTuple):
    """Where a URI points to."""

    scheme: str
    """In lower case."""
    host: str | None
    """As of ``Authority``."""
    port: int | None
    """None = not given: then it is the scheme's."""


def read_authority(octets: bytes) -> Authority:
    """Read ``user:password@host:port``.

    >>> read_authority(b"pilot:secret@Live.Example:1935")
    Authority(host='live.example', port=1935, user='pilot')
    """
    user, at, _ = octets.rpartition(b"@")
    return Authority(*split_authority(octets), (cut(user.partition(b":")[0]) or None) if at else None)


def split_authority(octets: bytes) -> tuple[str | None, int | None]:
    """Read host and port alone.

    >>> split_authority(b"[2001:DB8::1]:443"), split_authority(b"a.example:99999")
    (('2001:db8::1', 443), ('a.example', None))
    """
    place = octets.rpartition(b"@")[2]
    match = _AUTHORITY.fullmatch(place)
    if match is None:
        return host_text(place), None
    literal, name, port = match.groups()
    if literal is None:
        return host_text(name) or None, _port(port)
    address = canonical(literal.partition(b"%")[0].decode("ascii", "replace"))
    if address is None or ":" not in address:
        return host_text(place), None
    return address, _port(port)


def split_uri(uri: bytes) -> tuple[str, bytes, bytes] | None:
    """Split a URI into its scheme in lower case, its authority, and all behind it; None where it has no authority."""
    match = _URI.match(uri)
    return None if match is None else (match[1].decode("ascii").lower(), match[2], uri[match.end() :])


def uri_origin(uri: bytes) -> Origin | None:
    """Take scheme, host and port from a URI; None where it has no authority.

    >>> uri_origin(b"rtmp://user:word@Live.Example:1935/app")
    Origin(scheme='rtmp', host='live.example', port=1935)
    """
    parts = split_uri(uri)
    return None if parts is None else Origin(parts[0], *split_authority(parts[1]))


def _port(digits: bytes | None) -> int | None:
    """Leading zeros change nothing; the rest is short before it becomes a number."""
    digits = (digits or b"").lstrip(b"0")
    number = int(digits) if 0 < len(digits) <= _PORT_DIGITS else 0
    return number if 0 < number <= MAX_PORT else None
