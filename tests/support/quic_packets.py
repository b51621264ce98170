"""Builders of QUIC packets, written from the RFCs and sharing nothing with the decoders: keys by the library's own HKDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from tests.support.wire_messages import hello, server_name, vector

V1, V2 = 1, 0x6B3343CF
_DRAFT_SALTS = {
    range(27, 29): "c3eef712c72ebb5a11a7d2432bb46365bef9f502",
    range(29, 33): "afbfec289993d24c9e9786f19c6111e04390a899",
    range(33, 35): "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
}
SALTS = {
    V1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
    V2: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
    **{0xFF000000 + draft: salt for drafts, salt in _DRAFT_SALTS.items() for draft in drafts},
}
"""Initial salts by version."""
CLIENT_ID, SERVER_ID = bytes.fromhex("8394c8f03e515708"), bytes.fromhex("f067a5502a4262b5")
PADDING, PING = b"\x00", b"\x01"
ACK = bytes.fromhex("0240640a01020001")  # largest 100, delay 10, one range more
ACK_ECN = bytes.fromhex("0300000000 01024003")
CLOSE = bytes.fromhex("1c0206056f68206e6f")  # error 2, frame type 6, "oh no"


def varint(value: int) -> bytes:
    """RFC 9000 §16, the shortest form."""
    for power, limit in enumerate((6, 14, 30, 62)):
        if value < 1 << limit:
            return (value | power << limit).to_bytes(1 << power, "big")
    raise ValueError(value)


def crypto(stream: bytes, start: int = 0, end: int | None = None) -> bytes:
    """A CRYPTO frame with a part of a stream."""
    part = stream[start:end]
    return b"\x06" + varint(start) + varint(len(part)) + part


def _expand(secret: bytes, label: bytes, octets: int) -> bytes:
    info = octets.to_bytes(2, "big") + vector(b"tls13 " + label, 1) + b"\x00"
    return HKDFExpand(SHA256(), octets, info).derive(secret)


def initial_secrets(
    version: int, destination: bytes, sender: bytes = b"client"
) -> tuple[bytes, bytes, bytes]:
    """Key, iv and header protection key of a sender's Initial packets."""
    extract = HMAC(bytes.fromhex(SALTS[version]), SHA256())
    extract.update(destination)
    secret = _expand(extract.finalize(), sender + b" in", 32)
    word = b"quicv2" if version == V2 else b"quic"
    return (
        _expand(secret, word + b" key", 16),
        _expand(secret, word + b" iv", 12),
        _expand(secret, word + b" hp", 16),
    )


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Everything of an Initial packet but its frames."""

    version: int = V1
    destination: bytes = CLIENT_ID
    key_id: bytes | None = None
    """Connection id that the keys come from, where that is another."""
    source: bytes = b""
    token: bytes = b""
    number: int = 0
    number_octets: int = 1
    kind: int = 0
    """As in version 1: 0 Initial, 1 0-RTT, 2 Handshake."""
    reserved: int = 0
    sender: bytes = b"client"


def initial(frames: bytes, shape: Shape = Shape(), *, padded: int = 0, **changes: Any) -> bytes:
    """A sealed packet; with ``padded``, of so many octets."""
    shape = replace(shape, **changes)
    bits = shape.kind + (shape.version == V2) & 3
    first = 0xC0 | bits << 4 | shape.reserved << 2 | shape.number_octets - 1
    number = shape.number.to_bytes(shape.number_octets, "big")
    head = bytes([first]) + shape.version.to_bytes(4, "big")
    head += vector(shape.destination, 1) + vector(shape.source, 1)
    head += varint(len(shape.token)) + shape.token if shape.kind == 0 else b""
    least = max(4 - shape.number_octets, 0)
    frames = frames.ljust(max(padded - len(head) - 2 - len(number) - 16, least), PADDING)
    length = len(number) + len(frames) + 16
    head += (0x4000 | length).to_bytes(2, "big") + number
    key, iv, hp = initial_secrets(shape.version, shape.key_id or shape.destination, shape.sender)
    nonce = (int.from_bytes(iv, "big") ^ shape.number).to_bytes(12, "big")
    packet = bytearray(head + AESGCM(key).encrypt(nonce, frames, head))
    at = len(head) - len(number)
    mask = Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(bytes(packet[at + 4 : at + 20]))
    packet[0] ^= mask[0] & 0x0F
    for place in range(shape.number_octets):
        packet[at + place] ^= mask[1 + place]
    return bytes(packet)


def quic_hello(name: str = "cloud.example", more: int = 0) -> bytes:
    """A ClientHello as QUIC carries it; ``more`` octets of another extension behind the name."""
    extra = (b"\x00\x33" + vector(bytes(more), 2),) if more else ()
    return hello(server_name(name.encode()), *extra)


def datagram(name: str = "cloud.example", **changes: Any) -> bytes:
    """A client's first datagram of the usual size."""
    return initial(crypto(quic_hello(name)), padded=1200, **changes)
