"""Messages of STUN and TURN, over UDP and TCP -> who is asked, and which ends stand behind a relay (RFC 8489, RFC 8656).

A TURN client names the peers that its relay shall reach in XOR-PEER-ADDRESS: these are the real ends of what then goes
to the relay. Each message carries a magic cookie (RFC 8489 §5), and its attributes fill it to its last octet.

Certainty: one message; random octets pass for one once in 10^16 as UDP payload, once in 10^12 at the start of a TCP stream.

Blind spots: RFC 3489, which has no cookie. STUN in TLS or DTLS. What goes to and from peers: in DATA attributes, and as ChannelData,
which has only four fixed bits (RFC 8656 §12.4).
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple
from zlib import crc32

from harness.model.malformed import Malformed, Reason
from harness.wire.addresses import SocketAddress, address_text
from harness.wire.text import escaped, host_text

LAYER: Final = "stun"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
COOKIE: Final = b"\x21\x12\xa4\x42"
MAX_ATTRIBUTES: Final = 64
"""Read of one message; clients send below twenty."""
MAX_PEERS: Final = 16
"""Kept of one message; a CreatePermission request may name several (RFC 8656 §10.1)."""
MAX_TEXT_OCTETS: Final = 128
"""Kept of a text. RFC 8489 §14.9 and §14.14 allow 128 characters."""

REQUEST: Final = 0
INDICATION: Final = 1
SUCCESS: Final = 2
ERROR: Final = 3
BINDING: Final = 0x001
_TURN_METHODS: Final = frozenset((0x003, 0x004, 0x006, 0x007, 0x008, 0x009))
"""Allocate, Refresh, Send, Data, CreatePermission, ChannelBind (RFC 8656 §17)."""
_DATA_METHOD: Final = 0x007
"""A Data indication, which only servers send (RFC 8656 §11.5)."""
_HEADER: Final = 20
_ATTRIBUTE_HEADER: Final = 4
_MAX_FIRST_OCTET: Final = 3
"""Two bits are zero (RFC 8489 §5), and four of a method below 0x100, as all are that were given out (§18.1)."""
_FINGERPRINT_XOR: Final = 0x5354554E
_FINGERPRINT_END: Final = 8
_FAMILY_OCTETS: Final = {1: 4, 2: 16}
_MAPPED_ADDRESS: Final = 0x0001
_USERNAME: Final = 0x0006
_MESSAGE_INTEGRITY: Final = 0x0008
_ERROR_CODE: Final = 0x0009
_CHANNEL_NUMBER: Final = 0x000C
_XOR_PEER_ADDRESS: Final = 0x0012
_REALM: Final = 0x0014
_XOR_RELAYED_ADDRESS: Final = 0x0016
_MESSAGE_INTEGRITY_SHA256: Final = 0x001C
_USERHASH: Final = 0x001E
_XOR_MAPPED_ADDRESS: Final = 0x0020
_ALTERNATE_DOMAIN: Final = 0x8003
_SOFTWARE: Final = 0x8022
_ALTERNATE_SERVER: Final = 0x8023
_FINGERPRINT: Final = 0x8028
_ICE: Final = frozenset((0x0024, 0x0025, 0x8029, 0x802A))
"""PRIORITY, USE-CANDIDATE, ICE-CONTROLLED, ICE-CONTROLLING (RFC 8445 §16.1)."""

_u16 = struct.Struct("!H").unpack_from
_two_u16 = struct.Struct("!HH").unpack_from
Attributes = dict[int, list[bytes]]
"""Values by type, in order."""


class StunMessage(NamedTuple):
    """One message."""

    method: int
    """Binding is 1; those of TURN are Allocate 3, Refresh 4, Send 6, Data 7, CreatePermission 8, ChannelBind 9."""
    kind: int
    """0 request, 1 indication, 2 success response, 3 error response (RFC 8489 §5)."""
    software: str | None
    """What the sender calls itself, escaped."""
    realm: str | None
    """Domain of the server's users, in the form of host names."""
    user: bool
    """Whether a user name or its hash is there; what it is, is not kept."""
    ice: bool
    """Whether attributes of ICE are there: then both sides send requests."""
    mapped: SocketAddress | None
    """Where the server saw the client's request come from."""
    peers: tuple[SocketAddress, ...]
    """Ends that the relay shall reach, or that it was reached from."""
    relayed: SocketAddress | None
    """The client's own end at the relay."""
    alternate_server: SocketAddress | None
    """Where the client is sent instead."""
    alternate_domain: str | None
    """And the name of that server (RFC 8489 §14.16)."""
    channel: int | None
    """Number that stands for the peer from now on."""
    error: int | None
    """Code of an error response, such as 401."""
    fingerprint: bool | None
    """Whether the checksum over the message is right; None = none sent."""

    @property
    def turn(self) -> bool:
        """The method is one of a relay's."""
        return self.method in _TURN_METHODS

    @property
    def from_client(self) -> bool | None:
        """Who speaks; None where both sides may say this."""
        if self.ice:
            return None
        if self.kind == INDICATION:
            return self.method != _DATA_METHOD if self.turn else None
        return self.kind == REQUEST


def wanted(data: bytes) -> int:
    """Say how many octets from the start of a TCP stream the first message needs (RFC 8489 §6.2.2).

    Returns:
        0 if this is no STUN message, certain after 8 octets; more than ``len(data)`` if more is needed, a lower bound.
    """
    if data and data[0] > _MAX_FIRST_OCTET:
        return 0
    if not COOKIE.startswith(data[4:8]) or (len(data) > 3 and data[3] & 3):  # length, a multiple of 4
        return 0
    if len(data) < _HEADER:
        return _HEADER
    octets: int = _HEADER + _u16(data, 2)[0]
    return octets


def decode_stun(data: bytes) -> StunMessage | Malformed:
    """Read the message at the start of a stream; more octets after it do no harm."""
    need = wanted(data)
    if not need:
        return _NOT_THIS
    if need > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    found = _attributes(data, need)
    return found if isinstance(found, Malformed) else _message(data, found)


def decode_stun_datagram(datagram: bytes) -> StunMessage | Malformed:
    """Read a datagram that is one message, to its last octet."""
    if datagram[4:8] != COOKIE:
        return _NOT_THIS
    need = wanted(datagram)
    if 0 < need < len(datagram):
        return Malformed(Reason.NOT_THIS, 2, LAYER)
    return decode_stun(datagram)


def _attributes(data: bytes, end: int) -> Attributes | Malformed:
    """Walk the attributes; what stands behind an integrity check does not count (RFC 8489 §14.5), but for the fingerprint.

    The fingerprint's value becomes one octet: whether it is right (RFC 8489 §14.7).
    """
    found: Attributes = {}
    at = _HEADER
    sealed = False
    for _ in range(MAX_ATTRIBUTES):
        if at == end:
            return found
        if at + _ATTRIBUTE_HEADER > end:
            return Malformed(Reason.BAD_LENGTH, at, LAYER)
        kind, octets = _two_u16(data, at)
        start = at + _ATTRIBUTE_HEADER
        if start + octets > end:
            return Malformed(Reason.BAD_LENGTH, at, LAYER)
        value = data[start : start + octets]
        if kind == _FINGERPRINT:
            if at != end - _FINGERPRINT_END:  # it comes last (RFC 8489 §14.7)
                return Malformed(Reason.BAD_VALUE, at, LAYER)
            right = int.from_bytes(value, "big") == crc32(data[:at]) ^ _FINGERPRINT_XOR
            found[kind] = [bytes((right,))]
        elif not sealed:
            found.setdefault(kind, []).append(value)
        sealed |= kind in (_MESSAGE_INTEGRITY, _MESSAGE_INTEGRITY_SHA256)
        at = start + (octets + 3 & ~3)  # RFC 8489 §14: padded to four octets
    return Malformed(Reason.TOO_LONG, at, LAYER)


def _message(data: bytes, found: Attributes) -> StunMessage:
    word: int = _u16(data, 0)[0]
    xor = data[4:_HEADER]
    fingerprint = _first(found, _FINGERPRINT)
    error = _first(found, _ERROR_CODE)
    channel = _first(found, _CHANNEL_NUMBER)
    peers = [_address(value, xor) for value in found.get(_XOR_PEER_ADDRESS, [])[:MAX_PEERS]]
    return StunMessage(
        method=word & 0x000F | word >> 1 & 0x0070 | word >> 2 & 0x0F80,  # RFC 8489 §5, figure 3
        kind=word >> 4 & 1 | word >> 7 & 2,
        software=_text(_first(found, _SOFTWARE)),
        realm=_host(_first(found, _REALM)),
        user=_USERNAME in found or _USERHASH in found,
        ice=not _ICE.isdisjoint(found),
        mapped=_address(_first(found, _XOR_MAPPED_ADDRESS), xor)
        or _address(_first(found, _MAPPED_ADDRESS), bytes(16)),
        peers=tuple([peer for peer in peers if peer]),
        relayed=_address(_first(found, _XOR_RELAYED_ADDRESS), xor),
        alternate_server=_address(_first(found, _ALTERNATE_SERVER), bytes(16)),
        alternate_domain=_host(_first(found, _ALTERNATE_DOMAIN)),
        channel=_u16(channel, 0)[0] if channel and len(channel) == 4 else None,
        error=(error[2] & 7) * 100 + error[3] if error and len(error) >= 4 else None,  # RFC 8489 §14.8
        fingerprint=None if fingerprint is None else fingerprint == b"\x01",
    )


def _first(found: Attributes, kind: int) -> bytes | None:
    """Of repeated attributes the first counts (RFC 8489 §14)."""
    values = found.get(kind)
    return values[0] if values else None


def _address(value: bytes | None, xor: bytes) -> SocketAddress | None:
    """Read an address that was combined with the cookie and transaction id, or with zeros (RFC 8489 §14.1, §14.2)."""
    if value is None or len(value) < _ATTRIBUTE_HEADER or len(value) - 4 != _FAMILY_OCTETS.get(value[1]):
        return None
    octets = bytes([octet ^ mask for octet, mask in zip(value[4:], xor, strict=False)])
    text = address_text(octets)
    return None if text is None else SocketAddress(text, (value[2] ^ xor[0]) << 8 | value[3] ^ xor[1])


def _text(value: bytes | None) -> str | None:
    return escaped(value[:MAX_TEXT_OCTETS].rstrip(b"\0")) or None if value else None


def _host(value: bytes | None) -> str | None:
    return host_text(value[:MAX_TEXT_OCTETS].strip(b"\0")) or None if value else None
