"""Builders of datagrams, written from the specifications and sharing nothing with the decoders."""

from __future__ import annotations

import struct
from ipaddress import ip_address
from zlib import crc32

from tests.support.wire_messages import vector


def dtls_record(
    kind: int, content: bytes, *, version: int = 0xFEFD, epoch: int = 0, number: int = 0
) -> bytes:
    """RFC 6347 §4.1."""
    return bytes([kind]) + struct.pack("!HHHI", version, epoch, 0, number) + vector(content, 2)


def fragment(
    kind: int, body: bytes, start: int = 0, octets: int | None = None, *, sequence: int = 0
) -> bytes:
    """A part of a handshake message (RFC 6347 §4.2.2)."""
    part = body[start:] if octets is None else body[start : start + octets]
    head = bytes([kind]) + len(body).to_bytes(3, "big") + sequence.to_bytes(2, "big")
    return head + start.to_bytes(3, "big") + vector(part, 3)


def dtls_hello(message: bytes, *sizes: int, cookie: bytes = b"") -> list[bytes]:
    """A ClientHello of TLS with a cookie put in, in datagrams of the sizes given, the rest in one more."""
    session_end = 4 + 34 + 1 + message[4 + 34]
    body = message[4:session_end] + vector(cookie, 1) + message[session_end:]
    datagrams: list[bytes] = []
    at = 0
    for size in (*sizes, len(body)):
        if at < len(body):
            datagrams.append(dtls_record(22, fragment(1, body, at, size), number=len(datagrams)))
        at += size
    return datagrams


COOKIE = 0x2112A442


def attribute(kind: int, value: bytes) -> bytes:
    """RFC 8489 §14."""
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def plain_address(address: str, port: int) -> bytes:
    """RFC 8489 §14.1."""
    ip = ip_address(address)
    return struct.pack("!BBH", 0, 1 if ip.version == 4 else 2, port) + ip.packed


def xor_address(address: str, port: int, transaction: bytes = bytes(12)) -> bytes:
    """RFC 8489 §14.2."""
    ip = ip_address(address)
    mask = int.from_bytes((struct.pack("!I", COOKIE) + transaction)[: len(ip.packed)], "big")
    mixed = (int(ip) ^ mask).to_bytes(len(ip.packed), "big")
    return struct.pack("!BBH", 0, 1 if ip.version == 4 else 2, port ^ COOKIE >> 16) + mixed


def stun(word: int, *attributes: bytes, transaction: bytes = bytes(12), fingerprint: bool = False) -> bytes:
    """A message of the type given as its two octets (RFC 8489 §5)."""
    body = b"".join(attributes)
    octets = len(body) + 8 * fingerprint
    message = struct.pack("!HHI", word, octets, COOKIE) + transaction + body
    if fingerprint:
        message += attribute(0x8028, struct.pack("!I", crc32(message) ^ 0x5354554E))
    return message


def ntp(
    first: int, stratum: int = 0, reference: bytes = bytes(4), *, poll: int = 6, precision: int = -20,
    delay: int = 0, dispersion: int = 0, sent: int = 0xE8E7_0000_1234_5678, tail: bytes = b"",
) -> bytes:  # fmt: skip
    """RFC 5905 §7.3; the first octet holds leap indicator, version and mode."""
    head = struct.pack("!BBbbiI4s", first, stratum, poll, precision, delay, dispersion, reference)
    return head + struct.pack("!QQQQ", 0, 0, 0, sent) + tail


def rtp(
    sequence: int, *, kind: int = 96, source: int = 0x1234ABCD, flags: int = 0x80, body: bytes = bytes(20),
) -> bytes:  # fmt: skip
    """RFC 3550 §5.1."""
    return struct.pack("!BBHII", flags, kind, sequence & 0xFFFF, sequence * 3000 & 0xFFFFFFFF, source) + body


def rtcp(kind: int, count: int, body: bytes) -> bytes:
    """RFC 3550 §6.4."""
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def sdes(source: int, **items: bytes) -> bytes:
    """A source description with one chunk (RFC 3550 §6.5)."""
    kinds = {"cname": 1, "name": 2, "tool": 6}
    texts = b"".join(bytes([kinds[name]]) + vector(text, 1) for name, text in items.items()) + b"\0"
    return rtcp(202, 1, struct.pack("!I", source) + texts + bytes(-len(texts) % 4))


def ike(
    exchange: int, *payloads: tuple[int, bytes], flags: int = 0x08, version: int = 0x20, peer: bytes = bytes(8),
) -> bytes:  # fmt: skip
    """RFC 7296 §3.1 and §3.2: payloads of the types given."""
    kinds = [kind for kind, _ in payloads] + [0]
    body = b"".join(
        bytes([following, 0]) + struct.pack("!H", 4 + len(content)) + content
        for following, (_, content) in zip(kinds[1:], payloads, strict=True)
    )
    head = b"\x11\x22\x33\x44\x55\x66\x77\x88" + peer + bytes([kinds[0], version, exchange, flags])
    return head + struct.pack("!II", 0, 28 + len(body)) + body


def esp(spi: int, sequence: int, octets: int = 64) -> bytes:
    """RFC 4303 §2."""
    return struct.pack("!II", spi, sequence) + bytes(octets)


def wireguard(kind: int, octets: int, *, receiver: int = 7, counter: int = 0) -> bytes:
    """Type, reserved octets, receiver or sender index, and a counter where data have theirs."""
    head = struct.pack("<IIQ", kind, receiver, counter)
    return head + bytes(range(1, 256))[: octets - len(head)]
