"""Natural Earth's countries (world-atlas, TopoJSON) in, shapes by ISO 3166-1 code out.

Longitudes of a ring are made continuous, so that one that crosses the antimeridian does not go back around the world; a
ring around a pole is closed along the pole. Territories without a code of their own count for every country that claims or
administers them: where a server may be is never narrowed by a border that is disputed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from iso3166 import countries_by_numeric
from shapely.geometry.base import BaseGeometry

from harness.model.territories import PART_OF

Points = npt.NDArray[np.float64]
"""Longitude and latitude, degrees."""

WITHOUT_CODE: Final = {
    "Akrotiri": ("CY", "GB"),
    "Baikonur": ("KZ", "RU"),
    "Bajo Nuevo Bank": ("CO", "US"),
    "Clipperton I.": ("FR",),
    "Coral Sea Is.": ("AU",),
    "Cyprus U.N. Buffer Zone": ("CY",),
    "Dhekelia": ("CY", "GB"),
    "Indian Ocean Ter.": ("AU", "CC", "CX"),
    "Kosovo": ("RS", "XK"),
    "N. Cyprus": ("CY", "TR"),
    "Scarborough Reef": ("CN", "PH", "TW"),
    "Serranilla Bank": ("CO", "US"),
    "Siachen Glacier": ("CN", "IN", "PK"),
    "Somaliland": ("SO",),
    "Spratly Is.": ("BN", "CN", "MY", "PH", "TW", "VN"),
    "USNB Guantanamo Bay": ("CU", "US"),
}
"""Natural Earth's entities that ISO 3166-1 has no code for."""
_FEWEST_OF_A_RING: Final = 4


def shapes(path: Path, *, only_own_codes: bool = False) -> dict[str, list[BaseGeometry]]:
    """Read ``countries-10m.json``.

    Args:
        path: The file.
        only_own_codes: Leave out territories without a code of their own.

    Returns:
        Code to polygons, and lines where a ring has no area. Longitudes may go past 180.
    """
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, move = (np.array(topology["transform"][part]) for part in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]
    found: dict[str, list[BaseGeometry]] = {}
    for entity in topology["objects"]["countries"]["geometries"]:
        parts = [entity["arcs"]] if entity["type"] == "Polygon" else entity["arcs"]
        if only_own_codes and entity.get("id") is None:
            continue
        polygons = [_polygon([_ring(arcs, ring) for ring in rings]) for rings in parts]
        for code in _codes(entity):
            found.setdefault(code, []).extend(polygons)
    return found | {code: found[whole] for code, whole in PART_OF.items() if whole in found}


def _codes(entity: dict[str, Any]) -> Sequence[str]:
    name, number = entity["properties"]["name"], entity.get("id")
    return WITHOUT_CODE[name] if number is None else (countries_by_numeric[number].alpha2,)


def _ring(arcs: Sequence[Points], numbers: Sequence[int]) -> Points:
    """Put arcs together; a number below zero is an arc taken backwards (TopoJSON §2.1.4)."""
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _polygon(rings: Sequence[Points]) -> BaseGeometry:
    shell, *holes = [_continuous(ring) for ring in rings]
    if len(shell) < _FEWEST_OF_A_RING:
        return shapely.LineString(shell)
    return shapely.make_valid(shapely.Polygon(shell, holes))


def _continuous(ring: Points) -> Points:
    """A ring whose neighbours are never half a world apart."""
    longitudes = np.unwrap(ring[:, 0], period=360)
    points = np.column_stack([longitudes, ring[:, 1]])
    if abs(longitudes[-1] - longitudes[0]) < 180:
        return points
    pole = 90.0 if ring[:, 1].mean() > 0 else -90.0
    return np.vstack([points, [longitudes[-1], pole], [longitudes[0], pole], points[:1]])


def within_a_turn(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    """The shape where it is, and a turn to either side where it reaches past the antimeridian."""
    yield shape
    west, _, east, _ = shape.bounds
    if east > 180:
        yield _turned(shape, -360)
    if west < -180:
        yield _turned(shape, 360)


def _turned(shape: BaseGeometry, degrees: float) -> BaseGeometry:
    return shapely.transform(shape, lambda points: points + np.array([degrees, 0]))
