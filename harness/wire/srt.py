"""One datagram of an SRT handshake -> stream, host and software of the caller (draft-sharabayko-srt-01 §3.2.1).

A caller sends an induction, then a conclusion whose extensions tell the version of its software and the stream ID.
That is text in words of 32 bits, each written last octet first (§3.2.1.3). By the convention of Haivision's "SRT Access
Control" it is a list behind ``#!::`` with the keys r (resource), h (host) and u (user); else it is the name of the resource.

Certainty: one datagram; random octets pass once in 10^17. The first induction has the form of UDT, from which SRT
comes: one of version 4 may be of UDT.

Blind spots: data and other control packets, which have one fixed bit. Nested lists, ``#!:{``, are read as names.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.text import escaped, host_text

LAYER: Final = "srt"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
MAX_STREAM_ID_OCTETS: Final = 512
"""Haivision's documentation of SRTO_STREAMID."""
MAX_EXTENSIONS: Final = 16
MAX_KEYS: Final = 32
"""Read of one stream ID."""

INDUCTION: Final = 1
CONCLUSION: Final = 0xFFFFFFFF
_AGREEMENT: Final = 0xFFFFFFFE
_RENDEZVOUS: Final = 0
_KINDS: Final = frozenset((INDUCTION, CONCLUSION, _AGREEMENT, _RENDEZVOUS))
_REJECTIONS: Final = range(1000, 4000)
"""1000 by the library, 2000 predefined by servers, 3000 their own (SRT Access Control)."""
_PACKET: Final = b"\x80\x00\x00\x00"
"""A control packet of type 0."""
_HEADER: Final = 16
_WHOLE: Final = 64
"""Header and fixed part (§3.2.1, figure 5)."""
_VERSIONS: Final = frozenset((4, 5))
_PACKET_SIZES: Final = range(76, 65536)
"""Of a network's packets: from one header on."""
_HSREQ: Final = 1
_HSRSP: Final = 2
_KMREQ: Final = 3
_KMRSP: Final = 4
_SID: Final = 5
_EXTENSIONS: Final = range(1, 9)
"""§3.2.1, table 5: SRT_CMD_HSREQ to SRT_CMD_GROUP."""
_LIST: Final = b"#!::"

_fixed = struct.Struct("!IHHIIIIII").unpack_from
_two_u16 = struct.Struct("!HH").unpack_from


class SrtHandshake(NamedTuple):
    """One handshake packet."""

    version: int
    """4 in a caller's induction, else 5."""
    kind: int
    """1 induction, 0xFFFFFFFF conclusion, 0xFFFFFFFE agreement, 0 rendezvous, from 1000 on a refusal."""
    software: str | None
    """Version of the sender's SRT, such as 1.5.1."""
    resource: str | None
    """Name of the stream, escaped; may hold a key that lets one publish."""
    host: str | None
    """The h of the stream ID, in the form of host names."""
    user: bool
    """Whether the stream ID names a user; who it is, is not kept."""
    encrypted: bool
    """Whether the payload is announced to be encrypted."""
    from_client: bool | None
    """Whether the caller speaks; None where both sides may say this."""


def decode_srt(datagram: bytes) -> SrtHandshake | Malformed:
    """Read a datagram that is one handshake packet, to its last octet."""
    if datagram[:4] != _PACKET or len(datagram) < _WHOLE:
        return _NOT_THIS
    version, cipher, _, sequence, mtu, _, kind, _, _ = _fixed(datagram, _HEADER)
    if version not in _VERSIONS or sequence >> 31 or mtu not in _PACKET_SIZES:
        return Malformed(Reason.NOT_THIS, _HEADER, LAYER)
    if kind not in _KINDS and kind not in _REJECTIONS:
        return Malformed(Reason.NOT_THIS, 36, LAYER)
    found = _extensions(datagram)
    if isinstance(found, Malformed):
        return found
    stream = found.get(_SID)
    resource, host, user = (None, None, False) if stream is None else _stream_id(stream)
    return SrtHandshake(
        version,
        kind,
        _software(found.get(_HSREQ) or found.get(_HSRSP)),
        resource,
        host,
        user,
        bool(cipher) or _KMREQ in found or _KMRSP in found,
        _speaker(version, kind, found),
    )


def _extensions(datagram: bytes) -> dict[int, bytes] | Malformed:
    """Contents of the extensions by type; of repeated ones the first."""
    found: dict[int, bytes] = {}
    at = _WHOLE
    for _ in range(MAX_EXTENSIONS):
        if at == len(datagram):
            return found
        if at + 4 > len(datagram):
            return Malformed(Reason.NOT_THIS, at, LAYER)
        kind, words = _two_u16(datagram, at)
        end = at + 4 + 4 * words
        if kind not in _EXTENSIONS or end > len(datagram):
            return Malformed(Reason.NOT_THIS, at, LAYER)
        found.setdefault(kind, datagram[at + 4 : end])
        at = end
    return Malformed(Reason.TOO_LONG, at, LAYER)


def _software(extension: bytes | None) -> str | None:
    """Version in the first word, an octet for each part (§3.2.1.1)."""
    if extension is None or len(extension) < 4 or extension[0]:
        return None
    return ".".join([str(part) for part in extension[1:4]])


def _stream_id(words: bytes) -> tuple[str | None, str | None, bool]:
    """Read resource, host, and whether there is a user."""
    words = words[:MAX_STREAM_ID_OCTETS]
    text = b"".join([words[at : at + 4][::-1] for at in range(0, len(words), 4)]).rstrip(b"\0")
    if not text.startswith(_LIST):
        return escaped(text) or None, None, False
    keys: dict[bytes, bytes] = {}
    for item in text[len(_LIST) :].split(b",", MAX_KEYS)[:MAX_KEYS]:
        key, _, value = item.partition(b"=")
        keys.setdefault(key, value)
    resource, host = keys.get(b"r", b""), keys.get(b"h", b"")
    return escaped(resource) or None, host_text(host) or None, bool(keys.get(b"u"))


def _speaker(version: int, kind: int, found: dict[int, bytes]) -> bool | None:
    if kind == INDUCTION:
        return version == 4  # the listener answers with 5 (§4.3.1.1)
    if kind in _REJECTIONS:
        return False
    if kind == CONCLUSION and (_HSREQ in found) != (_HSRSP in found):
        return _HSREQ in found
    return None
