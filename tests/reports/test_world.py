"""The world to draw on: every country has a point inside its borders, outlines lie on the map, and NOTICE names the makers."""

from __future__ import annotations

import json
import re

import pytest

from harness.reports.projection import HEIGHT, WIDTH
from harness.reports.world import NO_CODE, world
from tests.support.repository import ROOT

CELLS = json.loads((ROOT / "harness/geodata/country-cells.json").read_text(encoding="utf-8"))["values"]


def test_every_country_that_anybody_lives_in_has_a_point() -> None:
    """Bouvet Island has neither people nor a border of its own in Natural Earth."""
    assert set(CELLS) - set(world().points) == {"BV"}
    assert set(world().outlines) <= set(world().points) | {NO_CODE}


@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"),
    [
        ("HK", 113.8, 22.1, 114.5, 22.6),
        ("MO", 113.5, 22.0, 113.7, 22.3),
        ("SG", 103.6, 1.1, 104.1, 1.5),
        ("CN", 73.5, 18.0, 135.1, 53.6),
        ("US", -125.0, 24.5, -66.9, 49.4),
        ("GF", -54.7, 2.0, -51.5, 6.0),
    ],
)
def test_points_lie_in_their_countries(
    code: str, west: float, south: float, east: float, north: float
) -> None:
    longitude, latitude = world().points[code]
    assert west < longitude < east
    assert south < latitude < north


def test_outlines_are_closed_paths_on_the_map() -> None:
    for code, path in world().outlines.items():
        assert re.fullmatch(r"(M[\d.]+ [\d.]+(l-?[\d.e-]+ -?[\d.e-]+)+z)+", path), code
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= HEIGHT + 0.1


def test_notice_names_who_made_it() -> None:
    notice = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())
    assert f"world.json ({world().about['package'].split(' sha256')[0]}" in notice
    assert world().about["attribution"] in notice
    assert f"Licence: {world().about['licence']}" in notice
