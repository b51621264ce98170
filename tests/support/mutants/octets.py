"""Mutations that know nothing of formats: flipped bits, cuts, octets put in, moved or repeated."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

EDGES: Final = (0, 1, 2, 3, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1)
"""Values at which lengths, counts and offsets go wrong."""
MAGICS: Final = tuple(
    bytes.fromhex(text)
    for text in (
        "d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34", "0a0d0d0a",
        "1f8b0800", "28b52ffd", "fd377a58", "04224d18", "425a6839", "504b0304", "502a4d18", "00000000",
    )
)  # fmt: skip

Mutation = Callable[[Random, bytes], bytes]


def flip_bits(chance: Random, octets: bytes) -> bytes:
    """One to sixteen bits anywhere."""
    changed = bytearray(octets)
    for _ in range(chance.randint(1, 16) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def flip_near_the_start(chance: Random, octets: bytes) -> bytes:
    """Bits of the first 200 octets, where headers are."""
    return flip_bits(chance, octets[:200]) + octets[200:]


def cut(chance: Random, octets: bytes) -> bytes:
    """The start, up to any place."""
    return octets[: chance.randrange(len(octets) + 1)]


def cut_the_start(chance: Random, octets: bytes) -> bytes:
    """What stands behind the file header, under the same first four octets."""
    return octets[:4] + octets[chance.randrange(len(octets) + 1) :]


def drop(chance: Random, octets: bytes) -> bytes:
    """Some octets taken out."""
    start = chance.randrange(len(octets) + 1)
    return octets[:start] + octets[start + chance.randint(1, 64) :]


def put_in(chance: Random, octets: bytes) -> bytes:
    """Some octets put in."""
    start = chance.randrange(len(octets) + 1)
    return octets[:start] + chance.randbytes(chance.randint(1, 64)) + octets[start:]


def repeat_chunk(chance: Random, octets: bytes) -> bytes:
    """A stretch once more, behind itself or elsewhere."""
    start = chance.randrange(len(octets) + 1)
    chunk = octets[start : start + chance.randint(1, 4096)]
    place = chance.choice((start, chance.randrange(len(octets) + 1)))
    return octets[:place] + chunk * chance.randint(1, 4) + octets[place:]


def overwrite(chance: Random, octets: bytes) -> bytes:
    """A stretch of zeros, of ones, or of noise."""
    start, length = chance.randrange(len(octets) + 1), chance.randint(1, 64)
    fill = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))
    return octets[:start] + fill[: len(octets) - start] + octets[start + length :]


def append(chance: Random, octets: bytes) -> bytes:
    """Octets behind the end: zeros, noise, or the file once more."""
    more = chance.choice((bytes(chance.randint(1, 64)), chance.randbytes(chance.randint(1, 64)), octets))
    return octets + more


def another_magic(chance: Random, octets: bytes) -> bytes:
    """Another format's or byte order's first octets."""
    return chance.choice(MAGICS) + octets[4:]


def edge(chance: Random, octets: bytes) -> bytes:
    """A number of one, two, four or eight octets at its edges, at any place."""
    width, value = chance.choice((1, 2, 4, 4, 8)), chance.choice(EDGES)
    start = chance.randrange(max(len(octets) - width, 0) + 1)
    number = (value & (256**width - 1)).to_bytes(width, chance.choice(("big", "little")))
    return octets[:start] + number[: len(octets) - start] + octets[start + width :]


BLIND: Final[tuple[Mutation, ...]] = (
    flip_bits, flip_near_the_start, cut, cut_the_start, drop, put_in, repeat_chunk, overwrite, append,
    another_magic, edge,
)  # fmt: skip
