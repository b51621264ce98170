"""The messages that carry names: DNS exchange and TLS hellos, as real clients send them.

Same number in, same bytes out. Names are in example domains (RFC 2606 §3).
"""

from __future__ import annotations

import hashlib
import struct
from functools import cache

A, AAAA, IN = 1, 28, 1
X25519, X25519MLKEM768 = 0x001D, 0x11EC
X25519_OCTETS, MLKEM_SHARE_OCTETS = 32, 1216
_SERVICES = ("api", "telemetry", "cdn", "firmware", "auth", "maps", "live", "log")
_DOMAINS = ("example.com", "example.net", "example.org", "eu.example.com")


@cache
def server_name(server: int) -> str:
    """Name of a server by its number; lengths vary as they do in life.

    >>> server_name(10)
    'n10.cdn.example.org'
    """
    return f"n{server}.{_SERVICES[server % 8]}.{_DOMAINS[server % 4]}"


def _labels(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns_query(number: int, name: str, *, ipv6: bool) -> bytes:
    """Recursive query for A or AAAA (RFC 1035 §4.1)."""
    header = struct.pack(">HHHHHH", number & 0xFFFF, 0x0100, 1, 0, 0, 0)
    return header + _labels(name) + struct.pack(">HH", AAAA if ipv6 else A, IN)


def dns_answer(number: int, name: str, address: bytes) -> bytes:
    """Answer to ``dns_query`` with one record, its owner a pointer to the question."""
    kind = AAAA if len(address) == 16 else A
    header = struct.pack(">HHHHHH", number & 0xFFFF, 0x8180, 1, 1, 0, 0)
    record = struct.pack(">HHHIH", 0xC00C, kind, IN, 300, len(address)) + address
    return header + _labels(name) + struct.pack(">HH", kind, IN) + record


def _extension(kind: int, body: bytes) -> bytes:
    return struct.pack(">HH", kind, len(body)) + body


def _sized(body: bytes) -> bytes:
    return struct.pack(">H", len(body)) + body


def _server_name_extension(name: str) -> bytes:
    return _extension(0, _sized(b"\0" + _sized(name.encode())))


def _key_share_extension(seed: bytes, *, large: bool) -> bytes:
    """X25519 alone, or with the hybrid share that makes a hello larger than a segment."""
    noise = hashlib.shake_128(seed).digest(MLKEM_SHARE_OCTETS + X25519_OCTETS)
    shares = struct.pack(">HH", X25519MLKEM768, MLKEM_SHARE_OCTETS) + noise[X25519_OCTETS:] if large else b""
    shares += struct.pack(">HH", X25519, X25519_OCTETS) + noise[:X25519_OCTETS]
    return _extension(51, _sized(shares))


def _handshake_record(kind: int, body: bytes) -> bytes:
    message = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + _sized(message)


def client_hello(number: int, name: str, *, large: bool) -> bytes:
    """ClientHello of TLS 1.3 in one record (RFC 8446 §4.1.2).

    A large one fills more than one segment; every second large one has its server name
    behind the key share, so that the name itself lies in the second segment.
    """
    seed = number.to_bytes(8, "big")
    random = hashlib.sha256(seed).digest()
    name_first = not large or number % 8 < 4
    share = _key_share_extension(seed, large=large)
    sni = _server_name_extension(name)
    extensions = b"".join(
        (
            _extension(23, b""),
            _extension(43, b"\x04\x03\x04\x03\x03"),
            sni if name_first else share,
            _extension(10, _sized(struct.pack(">HHH", X25519MLKEM768, X25519, 0x0017))),
            _extension(13, _sized(bytes.fromhex("0403080404010503080505010806"))),
            _extension(16, _sized(b"\x02h2\x08http/1.1")),
            share if name_first else sni,
            _extension(45, b"\x01\x01"),
        )
    )
    suites = bytes.fromhex("130113021303c02bc02fc02cc030")
    body = b"\x03\x03" + random + b"\x20" + random + _sized(suites) + b"\x01\x00" + _sized(extensions)
    return _handshake_record(1, body)


def server_hello(number: int) -> bytes:
    """ServerHello of TLS 1.3, the compatibility ChangeCipherSpec and one encrypted record."""
    seed = number.to_bytes(8, "big")
    random = hashlib.sha256(b"server" + seed).digest()
    share = struct.pack(">HH", X25519, X25519_OCTETS) + random
    extensions = _extension(43, b"\x03\x04") + _extension(51, share)
    session = b"\x20" + hashlib.sha256(seed).digest()
    body = b"\x03\x03" + random + session + b"\x13\x01\x00" + _sized(extensions)
    encrypted = b"\x17\x03\x03" + _sized(hashlib.shake_128(seed).digest(1000))
    return _handshake_record(2, body) + b"\x14\x03\x03\x00\x01\x01" + encrypted
