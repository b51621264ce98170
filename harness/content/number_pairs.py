"""Octets -> pairs of binary numbers, side by side, that are a planted position.

Forms, each in both byte orders and both orders of the pair: IEEE 754 float and double in degrees and radians, and 32-bit
integers of degrees x 10^7 (MAVLink, ASTM F3411) and x 10^6, and radians x 10^7 (DJI DroneID). A few octets may stand between the two: a tag
of protobuf, a key of MessagePack or CBOR.

Every form of a number is an unsigned code in a range of codes; ranges of both numbers, the gaps and the orders give
the chance that random octets look so, which goes with the matches. For 100 m in the middle
latitudes it is 2e-10 an octet for integers x 10^7, 1e-12 for floats, 5e-14 for doubles; it grows with the square of the radius.

Blind spots: a pair with more between its numbers than allowed here; 16- and 24-bit numbers; offsets from an origin.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.content.boxes import Box
from harness.content.pairs import MAX_PAIRS, Pair

Codes = tuple[tuple[int, int], ...]
"""Ranges of unsigned codes, both ends included."""


class Number(NamedTuple):
    """How degrees become octets."""

    name: str
    octets: int
    code: str
    """Of ``struct``: f, d or i."""
    scale: float
    """Number for one degree."""
    most_gap: int
    """Octets that may stand between latitude and longitude: the more room, the rarer its codes must be."""


NUMBERS: Final = (
    Number("double", 8, "d", 1.0, 16),
    Number("double-radians", 8, "d", math.pi / 180, 16),
    Number("float", 4, "f", 1.0, 5),
    Number("float-radians", 4, "f", math.pi / 180, 5),
    Number("int32e7", 4, "i", 1e7, 2),
    Number("int32e6", 4, "i", 1e6, 2),
    Number("int32e7-radians", 4, "i", 1e7 * math.pi / 180, 2),
)
_ORDERS: Final = (("le", "<"), ("be", ">"))


class PairForm(NamedTuple):
    """One way to write one planted position."""

    honey: int
    """Index of the honey it stands for."""
    name: str
    number: Number
    order: str
    """Of ``struct``: < or >."""
    box: Box
    latitudes: Codes
    longitudes: Codes
    chance: float
    """That a pair begins at one place of random octets."""


def pair_forms(honey: int, box: Box) -> tuple[PairForm, ...]:
    """All ways to write a position."""
    return tuple(_form(honey, box, number, word, sign) for number in NUMBERS for word, sign in _ORDERS)


def _form(honey: int, box: Box, number: Number, word: str, sign: str) -> PairForm:
    latitudes = _codes(number, box.south, box.north)
    longitudes = _codes(number, box.west, box.east)
    places = 2 * (number.most_gap + 1)
    chance = places * _share(latitudes, number) * _share(longitudes, number)
    return PairForm(honey, f"{number.name}-{word}", number, sign, box, latitudes, longitudes, chance)


def _share(codes: Codes, number: Number) -> float:
    return sum(high - low + 1 for low, high in codes) / float(2 ** (8 * number.octets))


def _codes(number: Number, low: float, high: float) -> Codes:
    """Codes of all numbers in a range of degrees."""
    low, high = low * number.scale, high * number.scale
    if number.code == "i":
        low, high = max(math.ceil(low), -(2**31)), min(math.floor(high), 2**31 - 1)
    found: list[tuple[int, int]] = []
    if low < 0:
        ends = (_code(number, low), _code(number, min(high, -1.0 if number.code == "i" else -0.0)))
        found.append((min(ends), max(ends)))
    if high >= 0:
        found.append((_code(number, max(low, 0.0)), _code(number, high)))
    return tuple(found)


def _code(number: Number, value: float) -> int:
    """The octets of a number, as an unsigned one."""
    octets = struct.pack(f">{number.code}", int(value) if number.code == "i" else value)
    return int.from_bytes(octets, "big")


class PairForms:
    """All ways to write some positions, and a filter for the upper 16 bits of their latitudes."""

    __slots__ = ("_by_width", "_tables")

    def __init__(self, forms: Iterable[PairForm]) -> None:
        """Make ready."""
        self._by_width: dict[tuple[int, str], list[PairForm]] = {}
        self._tables: dict[tuple[int, str], NDArray[np.bool_]] = {}
        for form in forms:
            key = form.number.octets, form.order
            self._by_width.setdefault(key, []).append(form)
            table = self._tables.setdefault(key, np.zeros(1 << 16, dtype=np.bool_))
            shift = 8 * form.number.octets - 16
            for low, high in form.latitudes:
                table[low >> shift : (high >> shift) + 1] = True

    def find(self, data: bytes) -> Iterator[tuple[PairForm, list[Pair]]]:
        """Find the pairs of each form; forms without any are left out."""
        for (width, order), forms in self._by_width.items():
            if len(data) < 2 * width:
                continue
            upper = width - 2 if order == "<" else 0
            tops = np.ndarray(
                (len(data) - width + 1,), dtype=f"{order}u2", buffer=data, offset=upper, strides=(1,)
            )
            places = np.flatnonzero(self._tables[width, order][tops]).astype(np.int64)
            if not len(places):
                continue
            octets = np.frombuffer(data, dtype=np.uint8)
            codes = _codes_at(octets, places, width, order)
            for form in forms:
                latitudes = places[_within(codes, form.latitudes)]
                if len(latitudes) and (pairs := _beside(data, octets, latitudes, form)):
                    yield form, pairs


def _codes_at(
    octets: NDArray[np.uint8], places: NDArray[np.int64], width: int, order: str
) -> NDArray[np.unsignedinteger]:
    gathered = octets[places[:, None] + np.arange(width)].reshape(-1)
    found: NDArray[np.unsignedinteger] = gathered.view(f"{order}u{width}").astype(f"u{width}")
    return found


def _within(codes: NDArray[np.unsignedinteger], ranges: Codes) -> NDArray[np.bool_]:
    found = np.zeros(len(codes), dtype=np.bool_)
    kind = codes.dtype.type
    for low, high in ranges:
        found |= (codes - kind(low)) <= kind(high - low)  # what lies below wraps to above
    return found


def _beside(
    data: bytes, octets: NDArray[np.uint8], latitudes: NDArray[np.int64], form: PairForm
) -> list[Pair]:
    """Pairs of latitudes with a longitude before or behind; of one latitude the nearest."""
    width = form.number.octets
    found: dict[int, Pair] = {}
    for gap in range(form.number.most_gap + 1):
        for step in (width + gap, -width - gap):
            fits = (latitudes + step >= 0) & (latitudes + step <= len(octets) - width)
            ours, others = latitudes[fits], latitudes[fits] + step
            right = _within(_codes_at(octets, others, width, form.order), form.longitudes)
            for place, other in zip(ours[right].tolist(), others[right].tolist(), strict=True):
                if place not in found and _near(data, place, other, form):
                    found[place] = Pair(min(place, other), 2 * width + gap)
                if len(found) >= MAX_PAIRS:
                    return sorted(found.values())
    return sorted(found.values())


def _near(data: bytes, latitude: int, longitude: int, form: PairForm) -> bool:
    code = form.order + form.number.code
    scale = form.number.scale
    north, east = (struct.unpack_from(code, data, place)[0] / scale for place in (latitude, longitude))
    return form.box.near(north, east)
