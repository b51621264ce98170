"""One datagram of IKE, or several of ESP in UDP -> that it is one, and what the sender of the first messages calls itself.

IKEv2: RFC 7296 §3.1. IKEv1: RFC 2408 §3.1. On port 4500 an IKE message stands behind four zero octets, where ESP has its
SPI, which is never 0 (RFC 3948 §2). Only the first two messages of IKEv2 are in clear; a gateway may send
its client on to another in the second (RFC 5685).

Certainty: one datagram of IKE; its header has its length, and random octets pass once in 10^14. ESP has nothing fixed:
one datagram is a candidate, several of one direction are certain where one association's numbers go on.

Blind spots: who is who is encrypted. ESP on its own, without UDP, is told by the IP header. IKE over TCP (RFC 8229).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.addresses import address_text
from harness.wire.text import PLAIN, escaped, host_text

LAYER: Final = "ike"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
MIN_PACKETS: Final = 4
"""Of ESP, to be certain."""
MAX_STEP: Final = 1024
"""Packets of ESP that may be missing between two others."""
MAX_PAYLOADS: Final = 32
"""Looked at in one message."""
MAX_TEXT_OCTETS: Final = 64

_MARKER: Final = b"\0\0\0\0"
_HEADER: Final = 28
_PAYLOAD_HEADER: Final = 4
_SA_INIT: Final = 34
_EXCHANGES: Final = {
    2: frozenset((*range(34, 40), 43, 44)),  # RFC 7296 §3.1, RFC 5723, RFC 9242, RFC 9370
    1: frozenset((1, 2, 3, 4, 5, 32, 33)),  # RFC 2408 §3.1, RFC 2409
}
"""By major version."""
_VERSION_AT: Final = 17
_VERSIONS: Final = frozenset((0x10, 0x20))
"""Major and minor; the minor one is 0 (RFC 7296 §2.5, RFC 2408 §3.1)."""
_FLAGS: Final = {2: 0x38, 1: 0x07}
"""Initiator, Version, Response; Encryption, Commit, Authentication only."""
_INITIATOR: Final = 0x08
_VENDOR_ID: Final = {2: 43, 1: 13}
_NOTIFY: Final = 41
_PAYLOADS: Final = frozenset((0, *range(33, 55)))
"""Of IKEv2: from the security association to the encrypted fragment (RFC 7383)."""
_V1_PAYLOADS: Final = frozenset((*range(21), *range(128, 256)))
_REDIRECTS: Final = frozenset((16407, 16408))
"""REDIRECT, REDIRECTED_FROM (RFC 5685 §5)."""
_FQDN: Final = 3
_MIN_VENDOR_TEXT: Final = 4
_MIN_ESP_OCTETS: Final = 8 + 12
"""Header, and the least that is encrypted and signed."""
_RESERVED_SPI: Final = 256
"""RFC 4303 §2.1: 1 to 255 are reserved."""

_ike = struct.Struct("!8s8sBBBBII").unpack_from
_two_u32 = struct.Struct("!II").unpack_from


class IkeMessage(NamedTuple):
    """The header of one message, and what its payloads tell in clear."""

    version: int
    """1 or 2."""
    exchange: int
    """IKEv2: 34 IKE_SA_INIT, 35 IKE_AUTH, 36 CREATE_CHILD_SA, 37 INFORMATIONAL. IKEv1: 2 main, 4 aggressive, 5, 32."""
    marked: bool
    """Behind the four zero octets of port 4500."""
    vendors: tuple[str, ...]
    """Vendor IDs that are text, escaped; digests are left out."""
    gateway: str | None
    """Name or address that a client is sent on to, or comes from."""
    from_client: bool | None
    """Whether the side speaks that began; None where IKEv1 does not tell."""


class EspPacket(NamedTuple):
    """A packet of ESP in UDP, if it is one."""

    spi: int
    sequence: int


def decode_ike(datagram: bytes) -> IkeMessage | Malformed:
    """Read a datagram that is one message, to its last octet."""
    marked = datagram[:4] == _MARKER
    start = len(_MARKER) if marked else 0
    if len(datagram) < start + _HEADER or datagram[start + _VERSION_AT] not in _VERSIONS:
        return _NOT_THIS
    spi, peer_spi, following, version, exchange, flags, _, octets = _ike(datagram, start)
    major = version >> 4
    if exchange not in _EXCHANGES[major] or octets != len(datagram) - start:
        return _NOT_THIS
    known = _PAYLOADS if major == 2 else _V1_PAYLOADS
    if not any(spi) or flags & ~_FLAGS[major] or following not in known:
        return _NOT_THIS
    vendors: list[str] = []
    gateway = None
    if exchange == _SA_INIT or (major == 1 and not flags & 1):  # the rest is encrypted
        for kind, content in _payloads(datagram, start + _HEADER, following):
            if kind == _VENDOR_ID[major] and (text := _vendor(content)):
                vendors.append(text)
            elif kind == _NOTIFY and major == 2:
                gateway = gateway or _gateway(content)
    return IkeMessage(
        major, exchange, marked, tuple(vendors), gateway, _speaker(major, flags, first=not any(peer_spi))
    )


def _payloads(data: bytes, at: int, kind: int) -> list[tuple[int, bytes]]:
    """Payloads in their order, as far as they keep to their lengths (RFC 7296 §3.2)."""
    found: list[tuple[int, bytes]] = []
    while kind and at + _PAYLOAD_HEADER <= len(data) and len(found) < MAX_PAYLOADS:
        end = at + (data[at + 2] << 8 | data[at + 3])
        if not at + _PAYLOAD_HEADER <= end <= len(data):
            break
        found.append((kind, data[at + _PAYLOAD_HEADER : end]))
        kind, at = data[at], end
    return found


def _vendor(content: bytes) -> str | None:
    """Give a vendor ID that is all text."""
    if len(content) < _MIN_VENDOR_TEXT or content.translate(None, PLAIN + b" "):
        return None
    return escaped(content[:MAX_TEXT_OCTETS])


def _gateway(content: bytes) -> str | None:
    """Read a redirect's gateway: its kind, length and identity (RFC 5685 §5.1, §5.2)."""
    if len(content) < 6 or int.from_bytes(content[2:4], "big") not in _REDIRECTS:
        return None
    identity = content[6 : 6 + content[5]]
    if content[4] == _FQDN:
        return host_text(identity) or None
    return address_text(identity)


def _speaker(major: int, flags: int, *, first: bool) -> bool | None:
    """Tell whether the initiator speaks: IKEv2 has a flag; of IKEv1 only the first message tells."""
    if major == 1:
        return True if first else None
    return bool(flags & _INITIATOR)


def decode_esp(datagram: bytes) -> EspPacket | Malformed:
    """Read a datagram that may be ESP."""
    if len(datagram) < _MIN_ESP_OCTETS or len(datagram) % 4:  # padded (RFC 4303 §2.4)
        return _NOT_THIS
    spi, sequence = _two_u32(datagram)
    if spi < _RESERVED_SPI or not sequence:  # RFC 4303 §3.3.3: the first packet has 1
        return _NOT_THIS
    return EspPacket(spi, sequence)


def is_keepalive(datagram: bytes) -> bool:
    """Say whether a datagram is a NAT keepalive (RFC 3948 §2.3); only on a flow of IKE or ESP does it mean so."""
    return datagram == b"\xff"


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams of one direction are ESP for certain.

    All must be ESP, IKE or keepalives, and the numbers of one association must rise, over ``MIN_PACKETS``
    at least. Random octets do so once in 10^30; another protocol with a constant in the SPI's place must count behind it.

    Args:
        datagrams: In order of arrival; reordered ones make it False.
    """
    numbers: dict[int, list[int]] = {}
    for datagram in datagrams:
        packet = decode_esp(datagram)
        if isinstance(packet, EspPacket):
            numbers.setdefault(packet.spi, []).append(packet.sequence)
        elif not is_keepalive(datagram) and isinstance(decode_ike(datagram), Malformed):
            return False
    return any(
        len(seen) >= MIN_PACKETS and all(0 < after - before <= MAX_STEP for before, after in pairwise(seen))
        for seen in numbers.values()
    )
