"""Short conversations of the mixed traffic: the name that each is for, and the TLS hello that tells it."""

from __future__ import annotations

import struct
from typing import Final

_AGAIN: Final = 500
"""Names that come again."""
_OF_A_DOMAIN: Final = 20
"""Of these."""


def name_of(number: int) -> str:
    """The name of a short conversation: of even ones it comes again, twenty under each domain, of odd ones never.

    >>> name_of(0), name_of(2), name_of(1_000), name_of(7)
    ('h0.d0.example', 'h1.d1.example', 'h0.d0.example', 'h7.once.example')
    """
    again = number // 2 % _AGAIN
    return (
        f"h{number}.once.example" if number % 2 else f"h{again}.d{again % (_AGAIN // _OF_A_DOMAIN)}.example"
    )


def hello(name: str) -> bytes:
    """A TLS 1.2 ClientHello that names a server (RFC 5246 §7.4.1.2, RFC 6066 §3)."""
    host = name.encode()
    entry = b"\0" + struct.pack("!H", len(host)) + host
    names = struct.pack("!HHH", 0, len(entry) + 2, len(entry)) + entry
    body = (
        b"\x03\x03"
        + bytes(32)
        + b"\0"
        + b"\0\x02\xc0\x2f"
        + b"\x01\0"
        + struct.pack("!H", len(names))
        + names
    )
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack("!H", len(message)) + message
