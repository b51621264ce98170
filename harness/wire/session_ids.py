"""The first octets of a TLS hello in, its legacy_session_id out.

A TLS 1.3 server repeats the client's in its ServerHello (RFC 8446 §4.1.3), so one that does had the ClientHello before it.

Blind spots: a hello that is split over records within its first 76 octets is not read; TLS 1.2 servers choose their own.
"""

from __future__ import annotations

from typing import Final

from harness.model.malformed import Malformed, Reason

HANDSHAKE: Final = 22
ALERT: Final = 21
"""Content types of records (RFC 8446 §5.1)."""
_LAYER: Final = "tls"
_KIND_AT: Final = 5
"""Behind the record's header (RFC 8446 §5.1)."""
_LENGTH_AT: Final = _KIND_AT + 4 + 2 + 32
"""Behind the handshake's header, version and random (RFC 8446 §4, §4.1.2)."""
_HELLOS: Final = (1, 2)
"""client_hello, server_hello (RFC 8446 §4)."""
_LONGEST: Final = 32
WANTED: Final = _LENGTH_AT + 1 + _LONGEST
"""Octets that are enough for every answer."""


def read_session_id(data: bytes) -> bytes | Malformed:
    r"""Session id of the ClientHello or ServerHello that the octets begin with.

    Returns:
        ``TRUNCATED`` where they end too early; otherwise more octets never change the result.

    >>> read_session_id(bytes([22, 3, 3, 0, 41, 2, 0, 0, 37, 3, 3]) + bytes(32) + bytes([2, 7, 8]))
    b'\x07\x08'
    """
    for at, allowed in ((0, (HANDSHAKE,)), (1, (3,)), (_KIND_AT, _HELLOS)):
        if at >= len(data):
            return Malformed(Reason.TRUNCATED, len(data), _LAYER)
        if data[at] not in allowed:
            return Malformed(Reason.NOT_THIS, at, _LAYER)
    if len(data) <= _LENGTH_AT:
        return Malformed(Reason.TRUNCATED, len(data), _LAYER)
    length = data[_LENGTH_AT]
    if length > _LONGEST:
        return Malformed(Reason.BAD_LENGTH, _LENGTH_AT, _LAYER)
    if len(data) <= _LENGTH_AT + length:
        return Malformed(Reason.TRUNCATED, len(data), _LAYER)
    return data[_LENGTH_AT + 1 : _LENGTH_AT + 1 + length]
