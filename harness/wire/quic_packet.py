"""One QUIC packet with a long header -> what stands in clear, and of a client's Initial the frames inside.

RFC 9000 §17.2, RFC 9001 §5, RFC 9369 §3. Initial packets are sealed with keys that anybody can derive
from the version and the connection id that the client chose first. What the tag of the seal does not confirm is not believed, so a
packet that was cut short tells nothing.

Read are versions 1 and 2 and drafts 27 to 34. Blind spots: other versions; packet numbers that are
sent shortened, which the few packets before the end of a hello have no need of.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final, NamedTuple

from harness.model.malformed import Malformed, Reason

if TYPE_CHECKING:
    from harness.wire.aes import Aead, Block

LAYER: Final = "quic"
INITIAL: Final = 0
"""Kinds of packets, numbered as in version 1 (RFC 9000 §17.2); version 2 counts from another start."""
RETRY: Final = 3
_LONG_AND_FIXED: Final = 0xC0
_MAX_ID_OCTETS: Final = 20
"""RFC 9000 §17.2: longer connection ids are of other versions."""
_NUMBER_OCTETS: Final = 4
"""The sample is taken as if the packet number were this long (RFC 9001 §5.4.2)."""
_SAMPLE_OCTETS: Final = 16
_RESERVED: Final = 0x0C


def _label(octets: int, name: bytes) -> bytes:
    """What HKDF-Expand hashes for one block of output: HkdfLabel (RFC 8446 §7.1), then the block's number."""
    label = b"tls13 " + name
    return octets.to_bytes(2, "big") + bytes([len(label)]) + label + b"\x00\x01"


_CLIENT_IN: Final = _label(32, b"client in")


class Version(NamedTuple):
    """What versions differ in."""

    salt: bytes
    initial: int
    """Type bits of an Initial packet."""
    key: bytes
    iv: bytes
    hp: bytes


def _version(salt: str, initial: int = 0, prefix: bytes = b"quic") -> Version:
    labels = (_label(octets, prefix + name) for octets, name in ((16, b" key"), (12, b" iv"), (16, b" hp")))
    return Version(bytes.fromhex(salt), initial, *labels)


_DRAFT_27: Final = _version("c3eef712c72ebb5a11a7d2432bb46365bef9f502")
_DRAFT_29: Final = _version("afbfec289993d24c9e9786f19c6111e04390a899")
_ONE: Final = _version("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
_TWO: Final = _version("0dede3def700a6db819381be6e269dcbf9bd2ed9", 1, b"quicv2")
_DRAFT: Final = 0xFF000000
VERSIONS: Final[dict[int, Version]] = {
    1: _ONE,
    0x6B3343CF: _TWO,
    **{_DRAFT + number: _DRAFT_27 for number in (27, 28)},
    **{_DRAFT + number: _DRAFT_29 for number in (29, 30, 31, 32)},
    **{_DRAFT + number: _ONE for number in (33, 34)},
}
"""RFC 9001 §5.2 and its drafts, RFC 9369 §3.3.1."""


class Packet(NamedTuple):
    """A packet's long header, and where the packet lies in its datagram."""

    version: int
    kind: int
    destination: bytes
    """Destination connection id."""
    start: int
    number: int
    """Where the protected packet number begins."""
    end: int


class Keys(NamedTuple):
    """What opens the packets of one sender."""

    cipher: Aead
    iv: int
    mask: Block


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer (RFC 9000 §16) and the place behind it.

    Raises:
        IndexError: The octets end before it does.
    """
    first = data[at]
    if first < 0x40:
        return first, at + 1
    size = 1 << (first >> 6)
    octets = data[at : at + size]
    if len(octets) < size:
        raise IndexError(at)
    return int.from_bytes(octets, "big") & ((1 << (8 * size - 2)) - 1), at + size


def read_packet(data: bytes, start: int = 0) -> Packet | Malformed:
    """Read the long header at ``start`` of a datagram.

    Returns:
        ``NOT_THIS`` for short headers, Retry, version negotiation and versions that are not read: nothing
        can be said of what follows in the datagram either. ``TRUNCATED`` where the packet is not there as a whole.
    """
    try:
        return _read_packet(data, start)
    except IndexError:  # read past the end: the only way it can be raised
        return Malformed(Reason.TRUNCATED, len(data), LAYER)


def _read_packet(data: bytes, start: int) -> Packet | Malformed:
    first, at = data[start], start + 5
    if first & _LONG_AND_FIXED != _LONG_AND_FIXED:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    destination_octets = data[at]
    version = int.from_bytes(data[start + 1 : at], "big")
    known = VERSIONS.get(version)
    kind = RETRY if known is None else (first >> 4) - known.initial & 3
    if kind == RETRY:
        return Malformed(Reason.NOT_THIS, start + 1, LAYER)
    source_at = at + 1 + destination_octets
    after = source_at + 1 + data[source_at]
    if destination_octets > _MAX_ID_OCTETS or data[source_at] > _MAX_ID_OCTETS:
        return Malformed(Reason.BAD_LENGTH, at, LAYER)
    if kind == INITIAL:
        token_octets, after = varint(data, after)
        after += token_octets
    length, number = varint(data, after)
    if length < _NUMBER_OCTETS + _SAMPLE_OCTETS:
        return Malformed(Reason.BAD_LENGTH, after, LAYER)
    if number + length > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return Packet(version, kind, data[at + 1 : source_at], start, number, number + length)


def client_keys(version: int, destination: bytes) -> Keys:
    """Keys of a client's Initial packets (RFC 9001 §5.2).

    Args:
        version: One of ``VERSIONS``.
        destination: Connection id that the client chose first, or that a Retry gave it.
    """
    from harness.wire import aes  # noqa: PLC0415 - see there

    known = VERSIONS[version]
    common = hmac.digest(known.salt, destination, "sha256")
    secret = hmac.digest(common, _CLIENT_IN, "sha256")
    key = hmac.digest(secret, known.key, "sha256")[:16]
    iv = hmac.digest(secret, known.iv, "sha256")[:12]
    hp = hmac.digest(secret, known.hp, "sha256")[:16]
    return Keys(aes.Aead(key), int.from_bytes(iv, "big"), aes.block_cipher(hp))


def open_packet(data: bytes, packet: Packet, keys: Keys) -> bytes | Malformed:
    """Remove header protection and open an Initial packet (RFC 9001 §5.3, §5.4).

    Returns:
        Its frames; ``BAD_VALUE`` where these are not its keys.
    """
    from harness.wire import aes  # noqa: PLC0415 - see there

    number = packet.number
    sample = number + _NUMBER_OCTETS
    mask = keys.mask(data[sample : sample + _SAMPLE_OCTETS])
    first = data[packet.start] ^ (mask[0] & 0x0F)
    after = number + (first & 3) + 1
    octets = after - number
    shown = int.from_bytes(data[number:after], "big") ^ int.from_bytes(mask[1 : 1 + octets], "big")
    header = bytes([first]) + data[packet.start + 1 : number] + shown.to_bytes(octets, "big")
    nonce = (keys.iv ^ shown).to_bytes(12, "big")
    frames = aes.opened(keys.cipher, nonce, data[after : packet.end], header)
    if frames is None or first & _RESERVED:  # RFC 9000 §17.2: reserved bits are zero under the seal
        return Malformed(Reason.BAD_VALUE, packet.start, LAYER)
    return frames
