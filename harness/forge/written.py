# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Values of a situation in the forms that applications write them in.

Base64: RFC 4648; percent-encoding: RFC 3986 §2.1; escapes of JSON: RFC 8259 §7; geohash: G. Niemeyer, 2008; NMEA 0183 GGA.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from harness.forge.marked import Mark, Marked, joined, paired

Values = dict[str, dict[str, Any]]
"""Of a situation, by id."""
Template = list[Any]
"""Texts, and mappings of ``value`` and ``form``."""
E7 = 10_000_000
_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"
_GEOHASH_LETTERS = 10
"""Within half a metre."""


def written(template: Template, values: Values) -> Marked:
    """A text with its values."""
    parts = [
        Marked(part.encode()) if isinstance(part, str) else one(values[part["value"]], part["form"])
        for part in template
    ]
    return paired(joined(parts))


def one(value: dict[str, Any], form: str) -> Marked:
    """One value in one form."""
    if value["position"] is not None:
        octets, chain, half = _position(value["position"], form)
    else:
        octets, chain = _text(value["value"], form)
        half = None
    return Marked(octets, (Mark(value["id"], chain, 0, len(octets), half),))


def _text(text: str, form: str) -> tuple[bytes, tuple[str, ...]]:
    octets = text.encode()
    if form in ("md5", "sha1", "sha256"):
        digest = hashlib.new(form, octets, usedforsecurity=False).hexdigest()
        return digest.encode(), ("hex", form)
    match form:
        case "base64":
            return base64.b64encode(octets), ("base64", "plain")
        case "hex":
            return octets.hex().encode(), ("hex", "plain")
        case "url":
            return percent(octets), ("url", "plain")
        case "json":
            return "".join(f"\\u{ord(letter):04x}" for letter in text).encode(), ("json", "plain")
        case "utf16":
            return text.encode("utf-16-le"), ("utf-16",)
    return octets, ("plain",)


def percent(octets: bytes) -> bytes:
    """Percent-encoding of all that is neither letter nor digit."""
    return b"".join(bytes([octet]) if bytes([octet]).isalnum() else b"%%%02X" % octet for octet in octets)


def _position(position: list[float], form: str) -> tuple[bytes, tuple[str, ...], str | None]:
    latitude, longitude = position
    degrees = {"latitude": latitude, "longitude": longitude}
    if form in degrees:
        return f"{degrees[form]:.7f}".encode(), ("decimal",), form
    if form.removesuffix("_e7") in degrees:
        half = form.removesuffix("_e7")
        return str(round(degrees[half] * E7)).encode(), ("integer-e7",), half
    match form:
        case "dms":
            return f"{_dms(latitude, 'NS')} {_dms(longitude, 'EW')}".encode(), ("dms",), None
        case "geohash":
            return geohash(latitude, longitude).encode(), ("geohash",), None
        case "nmea":
            return gga(latitude, longitude), ("nmea",), None
    return f"{latitude:.6f},{longitude:.6f}".encode(), ("decimal",), None


def _dms(degrees: float, letters: str) -> str:
    hundredths = round(abs(degrees) * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return f"{whole}°{minutes:02d}'{seconds / 100:05.2f}\"{letters[degrees < 0]}"


def geohash(latitude: float, longitude: float) -> str:
    """Ten letters; bits of longitude and latitude in turn, longitude first.

    >>> geohash(57.64911, 10.40744)
    'u4pruydqqv'
    """
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    number = 0
    for bit in range(5 * _GEOHASH_LETTERS):
        span, value = ranges[bit % 2], (longitude, latitude)[bit % 2]
        middle = sum(span) / 2
        span[value < middle] = middle
        number = number << 1 | (value >= middle)
    return "".join(_GEOHASH[number >> shift & 31] for shift in range(5 * _GEOHASH_LETTERS - 5, -1, -5))


def gga(latitude: float, longitude: float) -> bytes:
    """A sentence of a receiver with its checksum, as it is sent to an NTRIP caster."""
    north, south = _minutes(latitude, 2), "NS"[latitude < 0]
    east, west = _minutes(longitude, 3), "EW"[longitude < 0]
    text = f"GPGGA,101112.00,{north},{south},{east},{west},1,08,0.9,12.0,M,0.0,M,,"
    check = 0
    for octet in text.encode():
        check ^= octet
    return f"${text}*{check:02X}\r\n".encode()


def _minutes(degrees: float, digits: int) -> str:
    """Degrees and minutes without anything between, ddmm.mmmm."""
    whole, rest = divmod(round(abs(degrees) * 600_000), 600_000)
    return f"{whole:0{digits}d}{rest / 10_000:07.4f}"
