"""Where a position was found: what every reader of positions gives."""

from __future__ import annotations

from typing import Final, NamedTuple

MAX_PAIRS: Final = 4_096
"""Positions of one form kept at most in one stretch."""


class Pair(NamedTuple):
    """Latitude and longitude with what stands between them."""

    offset: int
    octets: int
