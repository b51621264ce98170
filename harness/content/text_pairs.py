"""Octets -> texts that are a planted position: decimal degrees, degrees x 10^6 or 10^7, DMS, NMEA 0183.

Numbers are looked for by the whole degrees that the position allows, so a text costs little unless it holds some of them. They count
in pairs, latitude and longitude in any order within 96 octets of each other, whatever stands between: keys, separators, an altitude.
Decimal numbers need five decimals together (a zero at the end is commonly dropped: 48.1001, 11.5), and integers one digit before the six or seven, which the numbers of map tiles ({z}/{x}/{y})
have only where they are no degrees.

Chance: random octets do not look so (below 1e-20 an octet within 1 km). Tables of thousands of numbers of every size could.

Blind spots: integers of places within one degree of the equator or the prime meridian; numbers with a decimal comma
or an exponent; degrees and minutes without seconds, other than in NMEA.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from harness.content.boxes import Box
from harness.content.budget import NUMBER_WORK, Budget
from harness.content.layers import SEPARATOR
from harness.content.pairs import MAX_PAIRS, Pair

APART_OCTETS: Final = 96
_LEAST_DECIMALS: Final = 5
"""Of both numbers together."""
_NEIGHBOURS: Final = 4
_MOST_DEGREES: Final = 8
"""Whole degrees that are looked for; a circle that holds more of them is not planted."""
_MINUTES: Final = rb"\s{0,2}(?:\xc2?\xb0|deg|d|:)\s{0,2}(\d{1,2})\s{0,2}(?:'|\xe2\x80\xb2|m|:)\s{0,2}"
_SECONDS: Final = rb"(\d{1,2}(?:\.\d{1,9})?)\s{0,2}(?:\"|\xe2\x80\xb3|''|s)?\s{0,2}"
_NORTH_SOUTH, _EAST_WEST = b"NSns", b"EWew"
_NMEA: Final = rb"(\d{2}\.\d{2,9}),([NS]),(\d{3})(\d{2}\.\d{2,9}),([EW])"


class Number(NamedTuple):
    """A text that is a number of degrees."""

    start: int
    end: int
    degrees: float
    decimals: int
    """Of a decimal number; of all others as many as are needed."""


class Patterns(NamedTuple):
    """What the latitude or the longitude of one position looks like; every one begins with literals."""

    decimal: re.Pattern[bytes]
    integer: re.Pattern[bytes]
    dms: re.Pattern[bytes]
    letter: re.Pattern[bytes]
    """What may stand before it: of the other number's letters none."""


_Read = Callable[[bytes, Patterns], Iterator[Number]]


class TextForms(NamedTuple):
    """What one position looks like as text."""

    box: Box
    latitude: Patterns
    longitude: Patterns
    nmea: re.Pattern[bytes]


def text_forms(box: Box) -> TextForms:
    """Make ready the patterns of a position."""
    south = _whole(box.south, box.north)
    nmea = re.compile(_any_of([b"%02d" % degrees for degrees in south]) + _NMEA)
    return TextForms(
        box, _patterns(south, _NORTH_SOUTH), _patterns(_whole(box.west, box.east), _EAST_WEST), nmea
    )


def _whole(low: float, high: float) -> list[int]:
    """Whole degrees without sign that numbers of a range begin with."""
    degrees = range(math.floor(low), math.ceil(high) + 1)
    found = {abs(math.trunc(min(max(low, float(one)), high))) for one in degrees}
    return sorted(found)[:_MOST_DEGREES]


def _any_of(literals: list[bytes]) -> bytes:
    return b"(" + b"|".join(dict.fromkeys(literals)) + b")"


def _patterns(degrees: list[int], letters: bytes) -> Patterns:
    plain = _any_of([b"%d" % one for one in degrees])
    padded = _any_of([pad % one for one in degrees for pad in (b"%03d", b"%02d", b"%d")])
    return Patterns(
        re.compile(plain + rb"\.\d{1,20}"),
        re.compile(plain + rb"\d{6,7}(?!\d)"),
        re.compile(padded + _MINUTES + _SECONDS + b"([%s]?)" % letters),
        re.compile(rb"([%s])\s{0,2}\Z" % letters),
    )


def find_text_pairs(
    data: bytes, forms: TextForms, budget: Budget | None = None
) -> Iterator[tuple[str, list[Pair]]]:
    """Find the pairs of each form; forms without any are left out.

    Args:
        data: Any octets; a pair does not bridge what stands between joined runs.
        forms: From ``text_forms``.
        budget: Pays for each number read; None: what a body of these octets may cost.
    """
    budget = budget or Budget(len(data))
    decimal = _pairs(data, _decimals, forms, 1.0, budget)
    if decimal:
        yield "decimal", decimal
    for name, scale in (("integer-e6", 1e6), ("integer-e7", 1e7)):
        if pairs := _pairs(data, _integers, forms, scale, budget):
            yield name, pairs
    if pairs := _pairs(data, _dms, forms, 1.0, budget):
        yield "dms", pairs
    if pairs := _of_nmea(data, forms):
        yield "nmea", pairs


def _free(data: bytes, start: int) -> bool:
    """Whether no digit or point stands before a number."""
    return start == 0 or data[start - 1] not in b"0123456789."


def _decimals(data: bytes, patterns: Patterns) -> Iterator[Number]:
    return _signed(data, patterns.decimal)


def _integers(data: bytes, patterns: Patterns) -> Iterator[Number]:
    return _signed(data, patterns.integer)


def _signed(data: bytes, pattern: re.Pattern[bytes]) -> Iterator[Number]:
    for match in pattern.finditer(data):
        start, end = match.span()
        minus = start > 0 and data[start - 1] == ord("-")
        if _free(data, start - minus):
            value = float(match[0])
            point = match[0].find(b".")
            decimals = len(match[0]) - point - 1 if point >= 0 else _LEAST_DECIMALS
            yield Number(start - minus, end, -value if minus else value, decimals)


def _dms(data: bytes, patterns: Patterns) -> Iterator[Number]:
    for match in patterns.dms.finditer(data):
        degrees, minutes, seconds, behind = match.groups()
        before = None if behind else patterns.letter.search(data, max(0, match.start() - 3), match.start())
        start = match.start() if before is None else before.start()
        letter = (behind or (before[1] if before else b"")).upper()
        value = int(degrees) + int(minutes) / 60 + float(seconds) / 3600
        if _free(data, match.start()):
            minus = letter in (b"S", b"W") or (start > 0 and data[start - 1] == ord("-"))
            yield Number(start, match.end(), -value if minus else value, _LEAST_DECIMALS)


def _of_nmea(data: bytes, forms: TextForms) -> list[Pair]:
    """ddmm.mmmm,N,dddmm.mmmm,E as in GGA, RMC and GLL (NMEA 0183)."""
    found: list[Pair] = []
    for match in forms.nmea.finditer(data):
        north = int(match[1]) + float(match[2]) / 60
        east = int(match[4]) + float(match[5]) / 60
        if _free(data, match.start()) and forms.box.near(
            -north if match[3] == b"S" else north, -east if match[6] == b"W" else east
        ):
            found.append(Pair(match.start(), match.end() - match.start()))
    return found[:MAX_PAIRS]


class _Room(NamedTuple):
    """How far numbers are read, and who pays."""

    end: int
    """Where the last one begins at most."""
    budget: Budget

    def inside(
        self, numbers: Iterator[Number], low: float, high: float, most: int = MAX_PAIRS
    ) -> list[Number]:
        """Numbers of a range, the first ones."""
        found: list[Number] = []
        for number in numbers:
            if number.start > self.end or len(found) >= most:
                break
            if not self.budget.take(NUMBER_WORK):
                self.budget.give_up(self.end - number.start)
                break
            if low <= number.degrees <= high:
                found.append(number)
        return found


def _pairs(data: bytes, read: _Read, forms: TextForms, scale: float, budget: Budget) -> list[Pair]:
    """Latitudes, each with the nearest longitude that makes a position near enough."""
    box = forms.box
    room = _Room(len(data), budget)
    latitudes = room.inside(read(data, forms.latitude), box.south * scale, box.north * scale)
    if not latitudes:
        return []
    room = room._replace(end=latitudes[-1].end + APART_OCTETS)
    longitudes = room.inside(read(data, forms.longitude), box.west * scale, box.east * scale, most=len(data))
    starts = [number.start for number in longitudes]
    found: list[Pair] = []
    for latitude in latitudes:
        at = bisect_left(starts, latitude.start)
        for longitude in longitudes[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]:
            first, second = sorted((latitude, longitude))
            near = 0 <= second.start - first.end <= APART_OCTETS
            near = near and SEPARATOR not in data[first.end : second.start]
            exact = latitude.decimals + longitude.decimals >= _LEAST_DECIMALS
            if near and exact and box.near(latitude.degrees / scale, longitude.degrees / scale):
                found.append(Pair(first.start, second.end - first.start))
                break
    return found
