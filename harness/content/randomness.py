"""Octets -> which stretches of them look random.

Measure: the index of coincidence (W. F. Friedman, 1922) times 256, which is 1 for uniform octets, 4 for hex text,
4 for base64 text, above 10 for words. Unlike entropy it does not depend on the number of octets.

Blind spots: what is compressed well looks as random as what is encrypted; that it could be unpacked must be known
from elsewhere. Encrypted text in base64 or hex is seen only once decoded.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK_OCTETS: Final = 1_024
LEAST_OCTETS: Final = 64
"""Of fewer nothing can be said: 64 random octets have 8 pairs alike, give or take 3."""
_MOST: Final = 2.2
"""Of 100,000 stretches of 64 random octets 1 in 50 has more; of 1,024 none. Text has more than 3.5."""


def index_of_coincidence(octets: NDArray[np.uint8]) -> float:
    """How much more often two octets are alike than in uniform ones; infinite below two octets."""
    count = len(octets)
    if count < 2:
        return float("inf")
    counts = np.bincount(octets, minlength=256).astype(np.float64)
    return float((counts * (counts - 1)).sum() * 256 / (count * (count - 1)))


def looks_random(data: bytes) -> bool:
    """Whether octets look random as a whole; never for fewer than 64.

    >>> looks_random(b"All work and no play makes Jack a dull boy, say the words of the proverb.")
    False
    """
    return len(data) >= LEAST_OCTETS and index_of_coincidence(np.frombuffer(data, dtype=np.uint8)) < _MOST


def random_blocks(data: bytes) -> NDArray[np.bool_]:
    """For each block of 1,024 octets whether it looks random; a shorter last one too, as above."""
    full = len(data) // BLOCK_OCTETS
    octets = np.frombuffer(data, dtype=np.uint8)
    found = np.zeros(-(-len(data) // BLOCK_OCTETS), dtype=np.bool_)
    if full:
        blocks = octets[: full * BLOCK_OCTETS].reshape(full, BLOCK_OCTETS)
        for first in range(0, full, 1_024):  # a megabyte at a time
            part = blocks[first : first + 1_024].astype(np.int64)
            part += np.arange(len(part))[:, None] * 256
            counts = np.bincount(part.ravel(), minlength=len(part) * 256).reshape(len(part), 256)
            pairs = (counts * (counts - 1)).sum(axis=1)
            found[first : first + len(part)] = pairs * 256 < _MOST * BLOCK_OCTETS * (BLOCK_OCTETS - 1)
    if len(data) > full * BLOCK_OCTETS:
        found[full] = looks_random(data[full * BLOCK_OCTETS :])
    return found
