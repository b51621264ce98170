"""Rebuild ``harness/geodata/country-cells``: ``python -m scripts.build_country_cells``.

The world in cells of a quarter of a degree, row by row from the south, and for each country the cells that it touches, as
runs. With ``--border-points FILE`` also 3,000 points of borders, which tests hold the cells against.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from harness.sources.geo_import.store import write_data_set
from scripts.country_shapes import shapes, within_a_turn
from scripts.geodata_packages import PACKAGES, obtain
from scripts.geodata_sources import DESCRIBED

CELL: Final = 0.25
COLUMNS, ROWS = int(360 / CELL), int(180 / CELL)
EMBEDDED = Path(__file__).resolve().parent.parent / "harness" / "geodata"
SOURCE: Final = "country-cells"
BORDER_POINTS: Final = 3_000


def main() -> None:
    """Fetch, verify, build, and say how large the file became."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--packages", type=Path, help="folder of archives; what is missing is fetched")
    arguments.add_argument("--out", type=Path, default=EMBEDDED)
    arguments.add_argument("--border-points", type=Path, help="CSV file to write")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = obtain(PACKAGES["countries"], given.packages or Path(temporary))
        found = shapes(folder / "countries-10m.json")
    build(found, given.out)
    print(f"{(given.out / f'{SOURCE}.parquet').stat().st_size:,} octets")
    if given.border_points:
        border_points(found).write_csv(given.border_points, float_precision=4)


def build(found: dict[str, list[BaseGeometry]], out: Path) -> None:
    """Write the cells of every country."""
    codes = sorted(found)
    tree = shapely.STRtree(_boxes())
    tables = [_runs(number, cells(tree, found[code])) for number, code in enumerate(codes)]
    pinned = PACKAGES["countries"]
    side_car = {
        "source": SOURCE,
        "version": pinned.version,
        "package": f"{pinned.client} {pinned.name}",
        "package_sha256": pinned.sha256,
        "built_by": "scripts/build_country_cells.py",
        "cell_degrees": CELL,
        "values": codes,
        **DESCRIBED[SOURCE],
    }
    frame = pl.concat(tables)
    write_data_set(out, frame, side_car, frame.height)


def _boxes() -> npt.NDArray[np.object_]:
    number = np.arange(COLUMNS * ROWS)
    west, south = number % COLUMNS * CELL - 180, number // COLUMNS * CELL - 90
    boxes: npt.NDArray[np.object_] = shapely.box(west, south, west + CELL, south + CELL)
    return boxes


def cells(tree: shapely.STRtree, parts: list[BaseGeometry]) -> npt.NDArray[np.int64]:
    """Numbers of the cells that some shapes touch, ascending."""
    turned = [copy for part in parts for copy in within_a_turn(part)]
    return np.unique(np.concatenate([tree.query(part, predicate="intersects") for part in turned]))


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
