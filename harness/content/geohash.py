"""Octets -> words that are the geohash of a planted position (G. Niemeyer, 2008: base 32, bits of longitude and latitude in turn).

A word counts from eight characters on, whose cell is 38 m by 19 m at most, and if the middle of its cell lies within the radius.

Chance: of words of eight random characters of the alphabet, the circle's share of the Earth's cells: 5e-9 for 1 km on the equator.
Ids of just these characters are common, so it is taken as if the body were full of such words.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.content.boxes import Box
from harness.content.pairs import MAX_PAIRS, Pair

ALPHABET: Final = b"0123456789bcdefghjkmnpqrstuvwxyz"
_VALUE: Final = {octet: value for value, octet in enumerate(ALPHABET)}
_REST: Final = rb"[0-9b-hjkmnp-z]{%d,%d}(?![0-9A-Za-z])"
_SHORTEST, _LONGEST = 8, 12
_LETTERS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class HashForms(NamedTuple):
    """What one position looks like."""

    box: Box
    pattern: re.Pattern[bytes]
    chance: float
    """For each octet of a body full of words."""


def hash_forms(box: Box) -> HashForms:
    """Make ready the pattern of a position: the first characters of the cells that its box touches."""
    length = _SHORTEST
    while length > 1 and _too_small(box, length):
        length -= 1
    corners = [(north, east) for north in (box.south, box.north) for east in (box.west, box.east)]
    starts = sorted({hash_of(north, (east + 180) % 360 - 180, length) for north, east in corners})
    pattern = re.compile(b"(?:" + b"|".join(starts) + b")" + _REST % (_SHORTEST - length, _LONGEST - length))
    share = (box.north - box.south) / 180 * min(1.0, (box.east - box.west) / 360)
    return HashForms(box, pattern, share / (_SHORTEST + 1))


def _too_small(box: Box, length: int) -> bool:
    """Whether cells of so many characters are smaller than the box: it could touch more than four."""
    bits = 5 * length
    high, wide = 180 / (1 << bits // 2), 360 / (1 << (bits + 1) // 2)
    return box.north - box.south > high or box.east - box.west > wide


def hash_of(latitude: float, longitude: float, length: int) -> bytes:
    """The cell that a position lies in.

    >>> hash_of(57.64911, 10.40744, 11)
    b'u4pruydqqvj'
    """
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    word = bytearray()
    for at in range(length):
        value = 0
        for bit in range(5):
            turn = (5 * at + bit) % 2
            middle = sum(ranges[turn]) / 2
            upper = (latitude if turn else longitude) >= middle
            ranges[turn][0 if upper else 1] = middle
            value = value * 2 + upper
        word.append(ALPHABET[value])
    return bytes(word)


def middle_of(word: bytes) -> tuple[float, float]:
    """Latitude and longitude of the middle of a cell.

    >>> "{:.3f} {:.3f}".format(*middle_of(b"u4pruydqqvj"))
    '57.649 10.407'
    """
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    turn = 0
    for octet in word:
        for bit in (16, 8, 4, 2, 1):
            span = ranges[turn]
            span[0 if _VALUE[octet] & bit else 1] = (span[0] + span[1]) / 2
            turn ^= 1
    (west, east), (south, north) = ranges
    return (south + north) / 2, (west + east) / 2


def find_words(data: bytes, forms: HashForms) -> list[Pair]:
    """Words whose cell's middle is near enough."""
    found: list[Pair] = []
    for match in forms.pattern.finditer(data):
        start, end = match.span()
        if start and data[start - 1] in _LETTERS:
            continue
        if len(found) < MAX_PAIRS and forms.box.near(*middle_of(match[0])):
            found.append(Pair(start, end - start))
    return found
