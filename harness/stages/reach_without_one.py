"""Discs of several networks -> countries within reach of all, and of all but any one: as ``reach.common``, in one pass.

A cell stays possible unless discs of two networks leave it out, which is the same as putting the discs together once for each
network that is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from harness.stages.reach import CELL_KM, EARTH_KM, STRETCH, Disc
from harness.tables.country_cells import CountryCells, direction
from harness.tables.geodata import Array


def common_without_one(
    cells: CountryCells, discs: Sequence[tuple[str, Disc]]
) -> tuple[frozenset[str], frozenset[str]]:
    """Countries that all discs reach, and those that all discs reach whichever one network is left out.

    Args:
        cells: Which part of the world each country is.
        discs: Each with its network; none leaves everything possible.
    """
    networks: dict[str, list[Disc]] = {}
    for network, disc in sorted(discs, key=lambda one: one[1].radius_km + one[1].site.error_km):
        networks.setdefault(network, []).append(disc)
    left = np.arange(len(cells.directions))
    missed = np.zeros(len(left), dtype=np.int8)
    for several in networks.values():
        missed = missed + ~_reached(cells.directions[left], several)
        left, missed = left[missed < 2], missed[missed < 2]
    return _countries(cells, left[missed == 0]), _countries(cells, left)


def _reached(directions: Array, discs: Sequence[Disc]) -> Array:
    """Which cells all discs of one network reach."""
    reached: Array = np.ones(len(directions), dtype=bool)
    for disc in discs:
        angle = (disc.radius_km + disc.site.error_km + CELL_KM) * STRETCH / EARTH_KM
        if angle < math.pi:
            reached &= directions @ direction(disc.site.latitude, disc.site.longitude) >= math.cos(angle)
    return reached


def _countries(cells: CountryCells, left: Array) -> frozenset[str]:
    numbers = np.unique(np.searchsorted(cells.starts, left, side="right") - 1)
    return frozenset(cells.codes[number] for number in numbers)
