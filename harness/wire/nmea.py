"""NMEA 0183 sentences -> which device says what kind of thing, and positions in clear.

``$``, talker and type, fields, ``*`` and two hexadecimal digits of the XOR of all between, line end (NMEA 0183 §5.3). Receivers send
them to RTK services (NTRIP), cameras and ground stations pass them on.

Random octets pass with less than 2^-40: mark, five or more octets of an alphabet of 36, a comma, the checksum and its mark.

Blind spots: sentences without checksum are not taken; of proprietary ones (``$P...``) and AIS (``!``) only the kind is told.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.positions import Position, position

LAYER: Final = "nmea"
MAX_SENTENCE_OCTETS: Final = 128
"""The standard allows 82; receivers with long decimals and proprietary sentences exceed it."""
MAX_SENTENCES: Final = 64
"""Read of one datagram or found in one piece."""

_FIELD: Final = rb"[ \"#%-)+\--}]"
"""Octets of a field: printable but for those that have a meaning of their own, so that no sentence is tried twice."""
_SENTENCE: Final = re.compile(
    rb"[$!]([A-Z][0-9A-Z]{3,9})((?:,%b{0,80}){1,40})\*([0-9A-Fa-f]{2})\r?\n" % _FIELD
)
_BEGINS: Final = re.compile(
    rb"[$!](?:[A-Z][0-9A-Z]{0,9}(?:(?:,%b{0,80}){1,40}(?:\*[0-9A-Fa-f]{0,2}\r?)?)?)?" % _FIELD
)
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""
_MARKS: Final = (b"$", b"!")
_POSITIONS: Final = {b"GGA": 2, b"GNS": 2, b"RMC": 3, b"GLL": 1}
"""Type of sentence -> which field, counted from the address, is latitude."""
_LATITUDE: Final = re.compile(rb"([0-9]{2})([0-9]{2})(?:\.([0-9]{1,9}))?")
_LONGITUDE: Final = re.compile(rb"([0-9]{3})([0-9]{2})(?:\.([0-9]{1,9}))?")


class NmeaSentence(NamedTuple):
    """One sentence whose checksum fits."""

    octets: int
    """With its line end."""
    address: str
    """Talker and type, such as ``GPGGA``."""
    position: Position | None


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream its first sentence needs.

    Returns:
        0 if this is no NMEA; more than ``len(data)`` if more is needed; else a sentence can be decoded now.
    """
    end = data.find(b"\n", 0, MAX_SENTENCE_OCTETS)
    if end >= 0:
        return 0 if isinstance(decode_sentence(data[: end + 1]), Malformed) else end + 1
    if len(data) >= MAX_SENTENCE_OCTETS or (data and _BEGINS.fullmatch(data) is None):
        return 0
    return len(data) + 1


def decode_sentence(data: bytes, start: int = 0) -> NmeaSentence | Malformed:
    """Read the sentence that begins at an offset; octets after it do no harm."""
    match = _SENTENCE.match(data, start, start + MAX_SENTENCE_OCTETS)
    if match is None:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    check = 0
    for octet in data[start + 1 : match.start(3) - 1]:
        check ^= octet
    if check != int(match[3], 16):
        return Malformed(Reason.BAD_VALUE, match.start(3), LAYER)
    address = match[1]
    fields = match[2].split(b",")
    return NmeaSentence(match.end() - start, address.decode("ascii"), _position(address, fields, start))


def decode_sentences(data: bytes) -> tuple[NmeaSentence, ...] | Malformed:
    """Read one whole datagram, which holds sentences and nothing else; at least one."""
    if not data.startswith(_MARKS):
        return _NOT_THIS
    found: list[NmeaSentence] = []
    at = 0
    while at < len(data) and len(found) < MAX_SENTENCES:
        sentence = decode_sentence(data, at)
        if isinstance(sentence, Malformed):
            return Malformed(Reason.NOT_THIS, sentence.offset, LAYER)
        found.append(sentence)
        at += sentence.octets
    return tuple(found)


def find_sentences(data: bytes, start: int = 0) -> tuple[NmeaSentence, ...]:
    """Find sentences among other octets, such as behind an NTRIP request."""
    found: list[NmeaSentence] = []
    for _ in range(MAX_SENTENCES):
        match = _SENTENCE.search(data, start)
        if match is None:
            break
        sentence = decode_sentence(data, match.start())
        if isinstance(sentence, Malformed):
            start = match.start() + 1
        else:
            found.append(sentence)
            start = match.end()
    return tuple(found)


def _position(address: bytes, fields: list[bytes], offset: int) -> Position | None:
    """The position that a sentence tells; the first field is empty, as the list begins with a comma."""
    at = _POSITIONS.get(address[-3:])
    if at is None or address.startswith(b"P") or len(fields) < at + 4:
        return None
    north, north_half, east, east_half = fields[at : at + 4]
    latitude, longitude = _e7(_LATITUDE, north), _e7(_LONGITUDE, east)
    if latitude is None or longitude is None or north_half not in b"NS" or east_half not in b"EW":
        return None
    return position(
        "receiver",
        address.decode("ascii"),
        offset,
        -latitude if north_half == b"S" else latitude,
        -longitude if east_half == b"W" else longitude,
    )


def _e7(form: re.Pattern[bytes], field: bytes) -> int | None:
    """Degrees and minutes as 10^-7 degrees, rounded; None where the field is empty or another form."""
    match = form.fullmatch(field)
    if match is None:
        return None
    degrees, minutes, decimals = match.groups()
    nano_minutes = int(minutes) * 10**9 + int((decimals or b"").ljust(9, b"0"))
    return int(degrees) * 10**7 + (nano_minutes + 3000) // 6000
