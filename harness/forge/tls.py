# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""TLS 1.3 as far as it stands in clear: hellos, and records of the right sizes with random octets (RFC 8446)."""

from __future__ import annotations

import struct
from random import Random

X25519 = 0x001D
FINISHED_OCTETS = 4 + 32 + 1 + 16
"""Finished message, content type and tag of TLS_AES_128_GCM_SHA256."""
SEALING_OCTETS = 1 + 16
"""Content type and tag, on top of the plaintext of a record (§5.2)."""
RECORD_HEADER = 5
CERTIFICATE_OCTETS = 560
"""What a server with one small ECDSA certificate seals behind its hello: certificate, its proof, Finished."""
CHANGE_CIPHER_SPEC = b"\x14\x03\x03\x00\x01\x01"


def _sized(body: bytes) -> bytes:
    return struct.pack(">H", len(body)) + body


def _extension(kind: int, body: bytes) -> bytes:
    return struct.pack(">H", kind) + _sized(body)


def _handshake(kind: int, body: bytes) -> bytes:
    message = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + _sized(message)


def record(octets: int, random: Random) -> bytes:
    """A record of application data with so many sealed octets."""
    return b"\x17\x03\x03" + _sized(random.randbytes(octets))


def client_hello(name: str | None, random: Random) -> bytes:
    """ClientHello in one record (§4.1.2), with the name where there is one."""
    extensions = [_extension(0, _sized(b"\0" + _sized(name.encode())))] if name is not None else []
    extensions += [
        _extension(23, b""),
        _extension(10, _sized(struct.pack(">HH", X25519, 0x0017))),
        _extension(13, _sized(bytes.fromhex("0403080404010503080505010806"))),
        _extension(16, _sized(b"\x02h2\x08http/1.1")),
        _extension(43, b"\x04\x03\x04\x03\x03"),
        _extension(51, _sized(struct.pack(">H", X25519) + _sized(random.randbytes(32)))),
        _extension(45, b"\x01\x01"),
    ]
    suites = bytes.fromhex("130113021303c02bc02fc02cc030")
    body = b"\x03\x03" + random.randbytes(32) + b"\x20" + random.randbytes(32)
    return _handshake(1, body + _sized(suites) + b"\x01\x00" + _sized(b"".join(extensions)))


def session_of(hello: bytes) -> bytes:
    """Session id that a server echoes (§4.1.3)."""
    return hello[44:76]


def server_hello(session: bytes, random: Random) -> bytes:
    """ServerHello and the compatibility record behind it (§4.1.3, appendix D.4)."""
    share = struct.pack(">H", X25519) + _sized(random.randbytes(32))
    extensions = _extension(43, b"\x03\x04") + _extension(51, share)
    body = b"\x03\x03" + random.randbytes(32) + b"\x20" + session + b"\x13\x01\x00" + _sized(extensions)
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x03" + _sized(message) + CHANGE_CIPHER_SPEC


def finished(random: Random) -> bytes:
    """Client's last handshake octets: the compatibility record, and Finished."""
    return CHANGE_CIPHER_SPEC + record(FINISHED_OCTETS, random)
