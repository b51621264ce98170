"""Octets -> two protobuf fields in a row that are a planted position as integers (protobuf encoding, "Message Structure").

Each field is a tag of wire type 0 and field number 1 to 15, and a varint of degrees x 10^7 or x 10^6, plain or zigzag. A walk from
the start of a message would need to know where messages start; here every place is tried, which finds them
at any depth and behind any framing. Fields of floats and fixed numbers are found by ``number_pairs``: their tag is
one octet between the two.

Chance: below 1e-14 an octet for 100 m; it grows with the square of the radius.

Blind spots: latitude and longitude with another field between them; field numbers above 15.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.content.boxes import Box
from harness.content.pairs import MAX_PAIRS, Pair

_SCALES: Final = ((7, 1e7), (6, 1e6))
_LONGEST: Final = 5
"""Octets of a varint below 2^35."""
_NEGATIVE_OCTETS: Final = 10
_NEGATIVE_END: Final = b"\xff\xff\xff\xff\x01"
"""Octets 6 to 10 of a negative number near zero, which is sent as 64 bits."""


class VarintForm(NamedTuple):
    """One way to write one planted position."""

    name: str
    scale: float
    zigzag: bool
    box: Box
    chance: float
    """That a pair begins at one place of random octets."""


def varint_forms(box: Box) -> tuple[VarintForm, ...]:
    """All ways to write a position."""
    return tuple(
        VarintForm(f"protobuf-{word}e{power}", scale, zigzag, box, _chance(box, scale))
        for power, scale in _SCALES
        for word, zigzag in (("int", False), ("sint", True))
    )


def _chance(box: Box, scale: float) -> float:
    """An upper bound: tags are right in 15 of 256 octets, each number that fits is one of 256^n codes of n octets."""
    share = 2.0
    for low, high in ((box.south, box.north), (box.west, box.east)):
        nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high)) * scale
        shortest = max(1, math.ceil(math.log2(nearest + 1) / 7))
        share *= 15 / 256 * ((high - low) * scale + 1) / 256.0**shortest
    return min(1.0, share)


class Varints(NamedTuple):
    """Every varint that follows a tag, by place."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    """Behind its last octet."""
    values: NDArray[np.int64]
    """As plain numbers, signed."""


def read_varints(data: bytes) -> Varints:
    """Read every tag of wire type 0 and the varint behind it, of two to five octets or negative."""
    octets = np.frombuffer(data, dtype=np.uint8)
    tags = np.flatnonzero((octets >= 8) & (octets < 0x80) & (octets & 7 == 0)).astype(np.int64)
    starts = tags[tags + 1 < len(octets)] + 1
    more = octets >= 0x80
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    values = np.zeros(len(starts), dtype=np.int64)
    for at in range(_LONGEST):
        inside = starts + at < len(octets)
        starts, values = starts[inside], values[inside]
        values = values | (octets[starts + at].astype(np.int64) & 0x7F) << (7 * at)
        ends = ~more[starts + at]
        if at:
            found.append((starts[ends], starts[ends] + at + 1, values[ends]))
        starts, values = starts[~ends], values[~ends]
    keep = [data[s + _LONGEST : s + _NEGATIVE_OCTETS] == _NEGATIVE_END for s in starts.tolist()]
    kept = np.array(keep, dtype=np.bool_)
    found.append((starts[kept], starts[kept] + _NEGATIVE_OCTETS, values[kept] - (1 << 35)))
    joined = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return Varints(joined[0][order], joined[1][order], joined[2][order])


def find_varint_pairs(
    varints: Varints, forms: tuple[VarintForm, ...]
) -> Iterator[tuple[VarintForm, list[Pair]]]:
    """Find the pairs of each form; forms without any are left out."""
    if len(varints.starts) < 2:
        return
    # The next field's value begins behind this one's end and a tag.
    following = np.searchsorted(varints.starts, varints.ends + 1)
    known = following < len(varints.starts)
    first = np.flatnonzero(known)
    second = following[first]
    touching = varints.starts[second] == varints.ends[first] + 1
    first, second = first[touching], second[touching]
    for form in forms:
        one, two = (_degrees(varints.values[side], form) for side in (first, second))
        box = form.box
        fits = _fits(one, box.south, box.north) & _fits(two, box.west, box.east)
        fits |= _fits(two, box.south, box.north) & _fits(one, box.west, box.east)
        pairs: list[Pair] = []
        for at in np.flatnonzero(fits).tolist()[:MAX_PAIRS]:
            if box.near(one[at], two[at]) or box.near(two[at], one[at]):
                start = int(varints.starts[first[at]])
                pairs.append(Pair(start, int(varints.ends[second[at]]) - start))
        if pairs:
            yield form, pairs


def _degrees(values: NDArray[np.int64], form: VarintForm) -> NDArray[np.float64]:
    numbers = (values >> 1) ^ -(values & 1) if form.zigzag else values
    return numbers / form.scale


def _fits(degrees: NDArray[np.float64], low: float, high: float) -> NDArray[np.bool_]:
    return (degrees >= low) & (degrees <= high)
