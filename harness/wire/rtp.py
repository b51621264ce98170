"""Datagrams of RTP and RTCP -> the stream, and what its sender calls itself (RFC 3550 §5.1, §6).

Certainty: an RTP header has two fixed bits, so one datagram is a candidate and no more. Several of one direction are
certain where one source's numbers go on (``consistent``). One RTCP datagram is certain: its packets fill it to
the last octet, and the first is a report; random octets do so once in 10^7.

Blind spots: SRTP looks like RTP, which is all that is said here; SRTCP is encrypted behind its first 8 octets and is not
recognised. RTCP of reduced size (RFC 5506), which begins with no report. RTP in TCP.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.text import escaped

LAYER: Final = "rtp"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
MIN_PACKETS: Final = 4
"""Of one source, to be certain."""
MAX_DROPOUT: Final = 3000
"""Numbers that a source may go forward at once, and, below, back (RFC 3550 appendix A.1)."""
MAX_MISORDER: Final = 100
MAX_PAYLOAD_TYPES: Final = 3
"""Of one source: a codec, comfort noise, telephone events."""
MAX_RTCP_PACKETS: Final = 32
"""In one datagram."""

_HEADER: Final = 12
_VERSION: Final = 0x80
"""Version 2 in the two most significant bits."""
_PADDING: Final = 0x20
_EXTENSION: Final = 0x10
_RTCP_TYPES: Final = range(64, 96)
"""Payload types that would be read as RTCP (RFC 5761 §4)."""
_RTCP_KINDS: Final = range(192, 224)
"""RFC 5761 §4."""
SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
SOURCE_DESCRIPTION: Final = 202
_REPORT_WORDS: Final = {SENDER_REPORT: 6, RECEIVER_REPORT: 1}
"""Behind the first word, without report blocks (RFC 3550 §6.4)."""
_BLOCK_WORDS: Final = 6
_CNAME: Final = 1
_TOOL: Final = 6

_rtp = struct.Struct("!BBHII").unpack_from
_u16 = struct.Struct("!H").unpack_from


class RtpPacket(NamedTuple):
    """The header of one packet, if it is one."""

    payload_type: int
    """Below 96 as RFC 3551 §6 lists them, from there on as the session agreed."""
    marker: bool
    sequence: int
    timestamp: int
    source: int
    """SSRC."""
    payload_octets: int


class RtcpDatagram(NamedTuple):
    """Packets of RTCP in one datagram."""

    kinds: tuple[int, ...]
    """200 sender report, 201 receiver report, 202 source description, and others, in order."""
    source: int
    """SSRC of the sender."""
    cname: str | None
    """What the sender calls itself, commonly user@host; escaped."""
    tool: str | None
    """The sender's software, escaped."""


def decode_rtp(datagram: bytes) -> RtpPacket | Malformed:
    """Read a datagram that may be an RTP packet."""
    if len(datagram) < _HEADER or datagram[0] & 0xC0 != _VERSION or datagram[1] & 0x7F in _RTCP_TYPES:
        return _NOT_THIS
    flags, kind, sequence, timestamp, source = _rtp(datagram)
    at = _HEADER + 4 * (flags & 0x0F)
    if flags & _EXTENSION:
        if at + 4 > len(datagram):
            return Malformed(Reason.NOT_THIS, len(datagram), LAYER)
        at += 4 + 4 * _u16(datagram, at + 2)[0]
    octets = len(datagram) - at
    if flags & _PADDING:
        if not 0 < datagram[-1] <= octets:  # the last octet counts itself (RFC 3550 §5.1)
            return Malformed(Reason.NOT_THIS, len(datagram) - 1, LAYER)
        octets -= datagram[-1]
    if octets < 0:
        return Malformed(Reason.NOT_THIS, min(at, len(datagram)), LAYER)
    return RtpPacket(kind & 0x7F, kind >= 0x80, sequence, timestamp, source, octets)  # the marker bit


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams of one direction are RTP for certain.

    All must be RTP or RTCP, and one source must have at least ``MIN_PACKETS`` of them, whose numbers
    go on as RFC 3550 appendix A.1 lets them, on the whole forward, with few payload types. For random octets to
    do so is out of the question; another protocol with constant octets in the source's place must count where RTP does.

    Args:
        datagrams: In order of arrival; the first few of a flow will do.
    """
    sources: dict[int, list[RtpPacket]] = {}
    for datagram in datagrams:
        packet = decode_rtp(datagram)
        if isinstance(packet, RtpPacket):
            sources.setdefault(packet.source, []).append(packet)
        elif isinstance(decode_rtcp(datagram), Malformed):
            return False
    return any(_goes_on(packets) for packets in sources.values() if len(packets) >= MIN_PACKETS)


def _goes_on(packets: list[RtpPacket]) -> bool:
    """Check the numbers of one source; one that came twice, as when sent again, does not count."""
    steps = [(after.sequence - before.sequence) & 0xFFFF for before, after in pairwise(packets)]
    if any(MAX_DROPOUT <= step <= 0xFFFF - MAX_MISORDER for step in steps):
        return False
    moved = sum([step if step < MAX_DROPOUT else step - 0x10000 for step in steps])
    numbers = {packet.sequence for packet in packets}
    kinds = {packet.payload_type for packet in packets}
    return moved > 0 and len(numbers) >= MIN_PACKETS and len(kinds) <= MAX_PAYLOAD_TYPES


def decode_rtcp(datagram: bytes) -> RtcpDatagram | Malformed:
    """Read a datagram of RTCP packets, by the checks of RFC 3550 appendix A.2."""
    if len(datagram) < 8 or datagram[0] & 0xE0 != _VERSION or datagram[1] not in _REPORT_WORDS:
        return _NOT_THIS  # a first packet has no padding
    if _u16(datagram, 2)[0] < _REPORT_WORDS[datagram[1]] + _BLOCK_WORDS * (datagram[0] & 0x1F):
        return Malformed(Reason.NOT_THIS, 2, LAYER)
    kinds: list[int] = []
    texts: dict[int, str] = {}
    at = 0
    for _ in range(MAX_RTCP_PACKETS):
        if at == len(datagram):
            source = int.from_bytes(datagram[4:8], "big")
            return RtcpDatagram(tuple(kinds), source, texts.get(_CNAME), texts.get(_TOOL))
        if at + 4 > len(datagram) or datagram[at] & 0xC0 != _VERSION or datagram[at + 1] not in _RTCP_KINDS:
            return Malformed(Reason.NOT_THIS, at, LAYER)
        end = at + 4 + 4 * _u16(datagram, at + 2)[0]
        if end > len(datagram) or (datagram[at] & _PADDING and end < len(datagram)):
            return Malformed(Reason.NOT_THIS, at, LAYER)
        kinds.append(datagram[at + 1])
        if datagram[at + 1] == SOURCE_DESCRIPTION and datagram[at] & 0x1F:
            _read_items(datagram, at + 8, end, texts)  # of its first source
        at = end
    return Malformed(Reason.TOO_LONG, at, LAYER)


def _read_items(data: bytes, at: int, end: int, texts: dict[int, str]) -> None:
    """Read the texts of a source, up to the null octet or what breaks its length (RFC 3550 §6.5)."""
    while at + 2 <= end and data[at]:
        after = at + 2 + data[at + 1]
        if after > end:
            return
        if after > at + 2:
            texts.setdefault(data[at], escaped(data[at + 2 : after]))
        at = after
