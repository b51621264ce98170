"""Embedded borders -> ``CountryCells``: cells of each country, from runs along parallels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from harness.model.sources import DataSource
from harness.sources.geo_files import EMBEDDED, parse, read_octets, read_side_car
from harness.tables.country_cells import CountryCells, direction

_SOURCE = "country-cells"
_CELL = 0.25
"""Degrees; ``scripts/build_country_cells.py`` writes the same."""
_IN_A_ROW = int(360 / _CELL)


def read_country_cells(folder: Path = EMBEDDED) -> tuple[CountryCells, DataSource]:
    """Read the cells of every country.

    Raises:
        ReferenceDataError: The file is missing, altered or of another form.
    """
    data_file = read_side_car(folder, _SOURCE)
    runs = parse(data_file, read_octets(data_file), ["code", "first", "count"])
    first, count = (runs[name].to_numpy().astype(np.int64) for name in ("first", "count"))
    ends = np.cumsum(count)
    cells = np.arange(count.sum()) + np.repeat(first - (ends - count), count)
    latitude = (cells // _IN_A_ROW + 0.5) * _CELL - 90
    longitude = (cells % _IN_A_ROW + 0.5) * _CELL - 180
    begins = np.flatnonzero(np.diff(runs["code"].to_numpy().astype(np.int64), prepend=-1))
    directions = np.asfortranarray(
        direction(latitude, longitude)
    )  # what is computed with x, y, z apart is twice as quick
    return CountryCells(data_file.values, directions, (ends - count)[begins]), data_file.source
