"""Cells of countries -> one point in each country, to draw what is known to be in it and no better."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from harness.tables.country_cells import CountryCells

Point = tuple[float, float]
"""Longitude and latitude in degrees."""


def country_points(cells: CountryCells) -> Mapping[str, Point]:
    """The middle of the country's cell that is nearest to the mean of all its cells, so that the point lies in the country.

    Args:
        cells: Of each country; a cell is a quarter of a degree.

    Returns:
        By ISO 3166-1 code, in the order of the cells.
    """
    ends = [*cells.starts[1:], len(cells.directions)]
    return {
        code: _middle(cells.directions[begin:end])
        for code, begin, end in zip(cells.codes, cells.starts, ends, strict=True)
    }


def _middle(directions: np.ndarray) -> Point:
    nearest = directions[int(np.argmax(directions @ directions.mean(axis=0)))]
    x, y, z = map(float, nearest)
    return round(math.degrees(math.atan2(y, x)), 3), round(math.degrees(math.asin(z)), 3)
