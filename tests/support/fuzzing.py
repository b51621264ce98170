"""How many inputs each decoder gets, and how they come out of valid messages.

``make test`` gives each 10,000, ``make soak`` 1,000,000; HARNESS_FUZZ_INPUTS=N says another number for both.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from typing import Final

from harness.model.malformed import Malformed

SOAK: Final = os.environ.get("HARNESS_HYPOTHESIS") == "soak"
INPUTS: Final = int(os.environ.get("HARNESS_FUZZ_INPUTS", "1000000" if SOAK else "10000"))
"""Random and mutated inputs of each decoder."""
STEPPED_INPUTS: Final = 15_000 if SOAK else 1_500
"""Of laws that look at an input octet by octet."""
VALUES: Final = (
    0,
    1,
    2,
    3,
    5,
    10,
    13,
    0x16,
    0x1C,
    0x20,
    0x3A,
    0x3F,
    0x40,
    0x7F,
    0x80,
    0xC0,
    0xC1,
    0xFE,
    0xFF,
)
"""Octets that mean something to one of the formats."""
_KEPT: Final = (0, 0, 1, 3, 5, 12, 14, 40)
"""Octets of a valid beginning in front of noise."""


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A few octets changed, removed or put in, and sometimes the end cut off."""
    data = bytearray(seed)
    changes = chance.choice((2, 2, 4))  # lengths often stay, so that faults lie deep inside
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        change = chance.randrange(changes)
        if change == 0 and place < len(data):
            data[place] = chance.choice(VALUES)
        elif change == 1 and place < len(data):
            data[place] = chance.randrange(256)
        elif change == 2:
            data[place:place] = bytes(chance.choice(VALUES) for _ in range(chance.randint(1, 3)))
        else:
            del data[place : place + chance.randint(1, 3)]
    return bytes(data[: chance.randrange(len(data) + 1)]) if data and chance.random() < 0.2 else bytes(data)


def inputs(seeds: Sequence[bytes], name: str, count: int = INPUTS) -> Iterator[bytes]:
    """Two thirds mutated seeds, one third noise, a part of it behind a valid beginning; the same for the same name."""
    chance = random.Random(name)
    for number in range(count):
        seed = chance.choice(seeds)
        if number % 3:
            yield mutated(seed, chance)
        else:
            yield seed[: chance.choice(_KEPT)] + chance.randbytes(chance.randint(0, 80))


def objection(found: object, octets: int) -> str | None:
    """Say what is wrong with what a decoder gave for so many octets; None = nothing."""
    if isinstance(found, Malformed):
        return None if 0 <= found.offset <= octets else "an offset outside"
    if isinstance(found, str):
        return None if all(" " <= character <= "~" for character in found) else "a text that is not clean"
    if isinstance(found, (tuple, list)):
        return next((said for part in found if (said := objection(part, octets)) is not None), None)
    return None
