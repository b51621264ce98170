"""The first packet of OpenVPN, over UDP and TCP -> that it is one, and how its control channel is guarded.

Layout: "OpenVPN Wire Protocol" (draft-dekater-openvpn) and the protocol description of OpenVPN's own documentation. The
session begins with a hard reset: opcode, the sender's session id, then acknowledged packets and the packet's number, which
is 0. A guard puts a signature and a packet number before these (tls-auth), or encrypts them (tls-crypt; tls-crypt-v2 adds the
client's wrapped key). Over TCP each packet has its length before it.

Certainty: one packet. Its length fits one of the layouts, and what a layout fixes is there: random octets of a fitting
length pass once in 10^8 at worst (tls-crypt), once in 10^14 without a guard.

Blind spots: every other packet, of which only the opcode is fixed; static keys; resets of version 1; scrambling patches.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "openvpn"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
CLIENT_V2, SERVER_V2, CLIENT_V3 = 7, 8, 10
_FIRST: Final = {CLIENT_V2 << 3: CLIENT_V2, SERVER_V2 << 3: SERVER_V2, CLIENT_V3 << 3: CLIENT_V3}
"""Opcode in the upper five bits; the key id of a first packet is 0."""
_SESSION: Final = slice(1, 9)
_GUARD: Final = 9
"""Where a guard begins."""
_DIGESTS: Final = (16, 20, 28, 32, 48, 64)
"""Octets of a signature: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512."""
_REPLAY: Final = 8
"""Packet number and time."""
_MAX_NUMBER: Final = 255
"""Of a guard's packets: the first few of its sender."""
_EARLY_NUMBER: Final = 0x0F000000
"""Added by clients that can send their wrapped key again (OpenVPN 2.6)."""
_CLIENT_TAIL: Final = bytes(5)
"""Nothing acknowledged, packet 0."""
_SERVER_TAIL: Final = 17
"""Packet 0 acknowledged, the client's session id, packet 0."""
_CRYPT_DIGEST: Final = 32
_EARLY_FLAGS: Final = 6
"""Behind a server's reset to a client that can do so."""
_MAX_WRAPPED: Final = 1024
"""Octets of a wrapped key at most (OpenVPN's documentation of tls-crypt-v2)."""
_MIN_WRAPPED: Final = 290
"""Its digest, key and length."""
_MIN_OCTETS: Final = 14
_MAX_OCTETS: Final = _GUARD + _REPLAY + _CRYPT_DIGEST + len(_CLIENT_TAIL) + _MAX_WRAPPED
_LENGTH: Final = 2


class OpenvpnReset(NamedTuple):
    """A hard reset: the first packet of a side."""

    opcode: int
    """7 client, 8 server, 10 client with a wrapped key."""
    guard: str | None
    """``tls-auth``, ``tls-crypt`` or ``tls-crypt-v2``; None = none."""

    @property
    def from_client(self) -> bool:
        """Whether the client speaks."""
        return self.opcode != SERVER_V2


def decode_openvpn(packet: bytes) -> OpenvpnReset | Malformed:
    """Recognise a UDP payload, or a packet without its TCP length, that is one hard reset."""
    opcode = _FIRST.get(packet[0]) if packet else None
    if opcode is None or not _MIN_OCTETS <= len(packet) <= _MAX_OCTETS or not any(packet[_SESSION]):
        return _NOT_THIS
    if opcode == CLIENT_V3:
        found = _wrapped(packet)
    elif _tail_is_right(packet, _GUARD, opcode):
        return OpenvpnReset(opcode, None)
    else:
        found = _guarded(packet, opcode)
    return _NOT_THIS if found is None else OpenvpnReset(opcode, found)


def wanted(data: bytes) -> int:
    """Say how many octets from the start of a TCP stream the first packet needs.

    Returns:
        0 if this is no hard reset. Of random octets one in 5,000 passes until the packet is whole, then as above.
    """
    if not data:
        return _LENGTH + _MIN_OCTETS
    if len(data) < _LENGTH:
        return _LENGTH + _MIN_OCTETS if data[0] <= _MAX_OCTETS >> 8 else 0
    octets = data[0] << 8 | data[1]
    if not _MIN_OCTETS <= octets <= _MAX_OCTETS or (len(data) > _LENGTH and data[_LENGTH] not in _FIRST):
        return 0
    end = _LENGTH + octets
    if end <= len(data) and isinstance(decode_openvpn(data[_LENGTH:end]), Malformed):
        return 0
    return end


def decode_stream(data: bytes) -> OpenvpnReset | Malformed:
    """Read the packet at the start of a TCP stream; more octets after it do no harm."""
    need = wanted(data)
    if not need:
        return _NOT_THIS
    if need > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return decode_openvpn(data[_LENGTH:need])


def _tail_is_right(packet: bytes, at: int, opcode: int) -> bool:
    """Check what a layout fixes behind a guard, in clear."""
    tail = packet[at:]
    if opcode == CLIENT_V2:
        return tail == _CLIENT_TAIL
    # One packet acknowledged, number 0, then a session id and number 0.
    return (
        len(tail) == _SERVER_TAIL
        and tail[:5] == b"\1\0\0\0\0"
        and tail[13:] == b"\0\0\0\0"
        and any(tail[5:13])
    )


def _guarded(packet: bytes, opcode: int) -> str | None:
    """Tell the guard of a first packet that has one."""
    tail = _SERVER_TAIL if opcode == SERVER_V2 else len(_CLIENT_TAIL)
    crypt = _GUARD + _REPLAY + _CRYPT_DIGEST + tail
    for digest in _DIGESTS:
        at = _GUARD + digest
        right = len(packet) == at + _REPLAY + tail and _is_first_number(packet, at)
        if right and _tail_is_right(packet, at + _REPLAY, opcode):
            return "tls-auth"
    lengths = (crypt, crypt + _EARLY_FLAGS) if opcode == SERVER_V2 else (crypt,)
    return "tls-crypt" if len(packet) in lengths and _is_first_number(packet, _GUARD) else None


def _wrapped(packet: bytes) -> str | None:
    """Check a reset that ends with a wrapped key, and this with its own length."""
    octets = packet[-2] << 8 | packet[-1]
    fits = octets >= _MIN_WRAPPED and len(packet) == _MAX_OCTETS - _MAX_WRAPPED + octets
    return "tls-crypt-v2" if fits and _is_first_number(packet, _GUARD) else None


def _is_first_number(packet: bytes, at: int) -> bool:
    number = int.from_bytes(packet[at : at + 4], "big")
    return 0 < number & ~_EARLY_NUMBER <= _MAX_NUMBER
