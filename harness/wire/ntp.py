"""One datagram of NTP or SNTP -> who speaks, and which clock stands behind a server (RFC 5905 §7.3).

A request and a response have the same header. Extensions (RFC 7822) and a message authentication code may follow.

Certainty: one datagram. Nothing in it is fixed, so every field is held to what clocks say: version, mode,
stratum, poll interval, precision, root delay and dispersion. Random octets of the right length pass once in 10^9.

Blind spots: control messages (modes 6 and 7). A reference below stratum 1 is the server's own server only where that
has an IPv4 address; for one with IPv6 it is a part of a digest (RFC 5905 §7.3) and looks like any address. Clients that
send nonsense in the fields above.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.addresses import address_text
from harness.wire.text import PLAIN, escaped

LAYER: Final = "ntp"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
CLIENT: Final = 3
SERVER: Final = 4
BROADCAST: Final = 5

_HEADER: Final = 48
_VERSIONS: Final = range(1, 5)
_MODES: Final = range(1, 6)
_MAX_STRATUM: Final = 16
"""Not synchronised (RFC 5905 §7.3, figure 11)."""
_POLLS: Final = range(-8, 25)
"""Powers of two, in seconds. RFC 5905 §7.2 has 4 to 17; clients poll faster, and slower."""
_PRECISIONS: Final = range(-32, 1)
"""Powers of two, in seconds: no clock is finer or coarser. 0 where the field is not used."""
_MAX_DELAY: Final = 16 << 16
"""MAXDISP of RFC 5905 §7.2, in units of 2^-16 s."""
_MAX_DISPERSION: Final = 256 << 16
_EARLY_VERSION: Final = 3
_MACS: Final = frozenset((0, 4, 20, 24))
"""Octets at the end: none, a crypto-NAK, key and digest of MD5 (RFC 5905 §7.3), of SHA-1 (RFC 7822 §3 and later use)."""
_MIN_EXTENSION: Final = 16
"""RFC 7822 §7.5."""
_SERVED: Final = frozenset((SERVER, BROADCAST))

_header = struct.Struct("!BBbbiI4s8s8s8s8s").unpack_from
_two_u16 = struct.Struct("!HH").unpack_from


class NtpMessage(NamedTuple):
    """The header of one message."""

    version: int
    mode: int
    """1 and 2 symmetric, 3 client, 4 server, 5 broadcast."""
    stratum: int
    """1 = has a clock of its own; 0 = not told, or a server's refusal; 16 = not synchronised."""
    reference: str | None
    """Below stratum 2 the kind of clock, such as GPS, or the code of a refusal, such as RATE; above, the address of the
    server's own server. None = empty, or a client's, to which it means nothing."""

    @property
    def from_client(self) -> bool | None:
        """Who speaks; None between equals."""
        if self.mode == CLIENT:
            return True
        return False if self.mode in _SERVED else None


def decode_ntp(datagram: bytes) -> NtpMessage | Malformed:
    """Read a datagram that is one message, to its last octet."""
    if len(datagram) < _HEADER or not datagram[0] & 0x38:
        return _NOT_THIS
    first, stratum, poll, precision, delay, dispersion, reference, *times = _header(datagram)
    version, mode = first >> 3 & 7, first & 7
    if version not in _VERSIONS or mode not in _MODES or stratum > _MAX_STRATUM:
        return _NOT_THIS
    if poll not in _POLLS or precision not in _PRECISIONS:
        return Malformed(Reason.NOT_THIS, 2, LAYER)
    if abs(delay) >= _MAX_DELAY or dispersion >= _MAX_DISPERSION:
        return Malformed(Reason.NOT_THIS, 4, LAYER)
    if mode in _SERVED and not any(times[3]):  # a server says when it sent this
        return Malformed(Reason.NOT_THIS, 40, LAYER)
    if not _tail_is_right(datagram, version):
        return Malformed(Reason.NOT_THIS, _HEADER, LAYER)
    return NtpMessage(version, mode, stratum, _reference(mode, stratum, reference))


def _tail_is_right(datagram: bytes, version: int) -> bool:
    """Check that extensions and authentication code fill the rest."""
    at = _HEADER
    while (left := len(datagram) - at) not in _MACS:
        if left < _MIN_EXTENSION or version <= _EARLY_VERSION:
            return False
        _, octets = _two_u16(datagram, at)
        if octets < _MIN_EXTENSION or octets % 4 or octets > left:
            return False
        at += octets
    return True


def _reference(mode: int, stratum: int, octets: bytes) -> str | None:
    """Text, left-justified and filled with zeros, below stratum 2; an address above."""
    if mode == CLIENT or octets == b"\0\0\0\0":
        return None
    if stratum > 1:
        return address_text(octets)
    text = octets.rstrip(b"\0")
    return escaped(text) if not text.translate(None, PLAIN) else None
