"""Mutations of compressed captures: all five forms, cut, flipped, several streams, other things behind."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
from random import Random
from typing import Final

import lz4.frame

from tests.support.mutants.octets import BLIND, append, cut, flip_bits, repeat_chunk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMS: Final = {
    "gz": lambda octets: gzip.compress(octets, 1, mtime=0),
    "zst": lambda octets: zstd.compress(octets, 1),
    "xz": lambda octets: lzma.compress(octets, preset=0),
    "lz4": lz4.frame.compress,
    "bz2": lambda octets: bz2.compress(octets, 1),
}
"""Suffix -> how."""


def packed(chance: Random, octets: bytes) -> tuple[str, bytes]:
    """A file in one of the forms, most of the time damaged."""
    form = chance.choice(sorted(FORMS))
    half = chance.randrange(len(octets) + 1)
    whole = (
        FORMS[form](octets[:half]) + FORMS[form](octets[half:])
        if chance.random() < 0.3
        else FORMS[form](octets)
    )
    for _ in range(chance.choice((0, 1, 1, 2))):
        whole = chance.choice((cut, flip_bits, flip_bits, append, repeat_chunk, *BLIND))(chance, whole)
    if chance.random() < 0.05:
        other = chance.choice(sorted(FORMS))
        return other, FORMS[other](whole)
    return form, whole
