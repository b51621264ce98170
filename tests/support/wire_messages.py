"""Builders of TLS hellos, written from the RFCs and sharing nothing with the decoders."""

from __future__ import annotations

from collections.abc import Sequence


def vector(content: bytes, length_octets: int) -> bytes:
    """A TLS vector: its length, then its content (RFC 8446 §3.4)."""
    return len(content).to_bytes(length_octets, "big") + content


def extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2, "big") + vector(content, 2)


def server_name(name: bytes) -> bytes:
    return extension(0, vector(b"\x00" + vector(name, 2), 2))


def alpn(*protocols: bytes) -> bytes:
    return extension(16, vector(b"".join(vector(protocol, 1) for protocol in protocols), 2))


def numbers(*values: int) -> bytes:
    """Values of two octets each."""
    return b"".join(value.to_bytes(2, "big") for value in values)


def hello(
    *extensions: bytes,
    session_id: bytes = b"",
    no_extensions: bool = False,
    suites: Sequence[int] = (0x1301, 0x1302),
    version: int = 0x0303,
) -> bytes:
    """A ClientHello handshake message (RFC 8446 §4.1.2)."""
    body = (
        numbers(version)
        + bytes(range(32))
        + vector(session_id, 1)
        + vector(numbers(*suites), 2)
        + b"\x01\x00"
    )
    if not no_extensions:
        body += vector(b"".join(extensions), 2)
    return b"\x01" + vector(body, 3)


def records(message: bytes, *sizes: int, version: int = 0x0301) -> bytes:
    """A handshake message in records of the sizes given, the rest in one more."""
    stream = b""
    for size in (*sizes, len(message)):
        fragment, message = message[:size], message[size:]
        if fragment:
            stream += b"\x16" + version.to_bytes(2, "big") + vector(fragment, 2)
    return stream
