"""A URI as RTSP and SIP carry it -> its host, port, and what may be told of the rest (RFC 3986 §3, RFC 3261 §19.1).

What may be secret is left out: the password of the user part, and query, header and fragment parts.

Blind spots: percent-encoded octets stay as sent. A port above 65535 is no port.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.wire.text import escaped, host_text

MAX_TEXT_OCTETS: Final = 256
"""Octets kept of a free text, such as a user, a path or the name of a program."""
_AUTHORITY: Final = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[^:\[\]]{1,255})(?::([0-9]{0,5}))?")


class Authority(NamedTuple):
    """Where a URI leads."""

    host: str | None
    """In the form that names are compared in; may be an address literal; None = none told."""
    port: int | None
    """None = not told."""
    user: str | None
    """User part without password, escaped; None = none told."""


def read_authority(octets: bytes) -> Authority:
    """Split ``user:password@host:port``; the password is dropped."""
    user, at, rest = octets.rpartition(b"@")
    match = _AUTHORITY.fullmatch(rest)
    name = cut(user.partition(b":")[0]) if at else ""
    if match is None:
        return Authority(None, None, name or None)
    port = int(match[2]) if match[2] else None
    if port is not None and port > 0xFFFF:
        port = None
    return Authority(host_text(match[1].strip(b"[]")), port, name or None)


def cut(octets: bytes) -> str:
    """Escape the first ``MAX_TEXT_OCTETS`` of a free text."""
    return escaped(octets[:MAX_TEXT_OCTETS])
