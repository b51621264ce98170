"""Least distance from cities to countries, and the round trips that exclude them: ``python -m scripts.country_distances``.

The least WGS 84 geodesic (Karney 2013, geographiclib) from a city to a country's polygons (Natural Earth, 1:10,000,000), those with
an ISO 3166-1 code of their own. Borders are cut into pieces of 0.01 degree; the sphere says which of them can be the nearest, the
geodesic is computed for those. ``--write`` puts both tables into docs/physics.md; ``--packages`` names a folder of archives.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from shapely.geometry.base import BaseGeometry

from harness.stages.reach import EARTH_KM, STRETCH
from harness.tables.country_cells import direction
from scripts.country_shapes import shapes
from scripts.geodata_packages import PACKAGES, obtain
from scripts.sections import with_section
from scripts.vantage_cities import VANTAGES, Place

COUNTRIES: Final = ("CN", "HK", "MO", "TW", "US", "DE", "SG", "JP", "RU", "IE", "NL", "BR", "ZA")
CITIES: Final = ("FRA", "IAD", "GRU", "SIN", "HKG", "TYO")
KM_PER_MS: Final = {"vacuum": 149.896, "silica": 102.669, "2/3 c": 99.931}
"""Distance by millisecond of round trip."""
PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "physics.md"
_PIECE: Final = 0.01
_NEARLY: Final = STRETCH * 1.005
"""Most that the sphere can misjudge which of two places is nearer: it stretches by 1.0057 at most and shrinks by 1.0045."""

Rows = Mapping[str, Sequence[float]]


def least_km(parts: Iterable[BaseGeometry], place: Place) -> float:
    """Least geodesic distance from a place to some shapes; 0 inside.

    >>> round(least_km([shapely.box(10, 0, 11, 1)], (0.5, 0.0)))
    1113
    """
    shapes_ = [one for shape in parts for one in shapely.get_parts(shape)]
    latitude, longitude = place
    turns = [shapely.Point(longitude + turn, latitude) for turn in (-360, 0, 360)]
    if any(shape.intersects(point) for shape in shapes_ for point in turns):
        return 0.0
    corners = np.concatenate([shapely.get_coordinates(_outline(shape)) for shape in shapes_])
    cosines = direction(corners[:, 1], corners[:, 0]) @ direction(latitude, longitude)
    on_sphere = np.arccos(np.clip(cosines, -1, 1)) * EARTH_KM
    near = corners[on_sphere <= on_sphere.min() * _NEARLY]
    thinned = near[:: max(1, len(near) // 2_000)]
    return float(min(Geodesic.WGS84.Inverse(latitude, longitude, y, x)["s12"] for x, y in thinned)) / 1_000


def _outline(shape: BaseGeometry) -> BaseGeometry:
    return shapely.segmentize(shapely.boundary(shape) if shape.area else shape, _PIECE)


def distances(borders: Mapping[str, Sequence[BaseGeometry]]) -> Rows:
    """Kilometres from each of ``CITIES`` to each of ``COUNTRIES``."""
    places = {code: VANTAGES[code][1] for code in CITIES}
    return {
        city: [least_km(borders[country], place) for country in COUNTRIES] for city, place in places.items()
    }


def tables(rows: Rows) -> str:
    """Both tables in Markdown: kilometres, and milliseconds for each speed."""
    km = {city: [f"{value:,.0f}" for value in row] for city, row in rows.items()}
    ms = {
        city: [" / ".join(f"{value / speed:.1f}" for speed in KM_PER_MS.values()) for value in row]
        for city, row in rows.items()
    }
    speeds = " / ".join(KM_PER_MS)
    return "\n".join([*table("km", km), "", *table(f"ms, {speeds}", ms)])


def table(head: str, rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Lines of a table with a row for each city and a column for each of ``COUNTRIES``."""
    yield f"| {head} | {' | '.join(COUNTRIES)} |"
    yield "|---" * (len(COUNTRIES) + 1) + "|"
    yield from (f"| {VANTAGES[city][0]} | {' | '.join(row)} |" for city, row in rows.items())


def main() -> None:
    """Fetch, verify, compute, and print or write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--packages", type=Path, help="folder of archives; what is missing is fetched")
    arguments.add_argument("--write", action="store_true", help="write the tables into docs/physics.md")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = obtain(PACKAGES["countries"], given.packages or Path(temporary))
        text = tables(distances(shapes(folder / "countries-10m.json", only_own_codes=True)))
    print(text)
    if given.write:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), "distances", text), encoding="utf-8")


if __name__ == "__main__":
    main()
