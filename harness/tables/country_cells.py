"""CountryCells: which cells of a quarter of a degree each country touches, as directions from the centre of the Earth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from harness.tables.geodata import Array


@dataclass(frozen=True, slots=True, eq=False)
class CountryCells:
    """Cells of a quarter of a degree that each country touches, as directions from the centre of the Earth."""

    codes: tuple[str, ...]
    """ISO 3166-1 alpha-2, in the order of ``starts``."""
    directions: Array
    """float64, one row of x, y, z for each cell; those of a country are together."""
    starts: Array
    """First row of each country."""


NO_CELLS: Final = CountryCells((), np.empty((0, 3)), np.empty(0, np.int64))
"""Where nothing is measured."""


def direction(latitude: float | Array, longitude: float | Array) -> Array:
    """Unit vectors of places given in degrees."""
    up, along = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up)], axis=-1)
