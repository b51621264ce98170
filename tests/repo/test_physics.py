"""docs/physics.md against the numbers measured before it, and the engine against the distances in it."""

from __future__ import annotations

import re

import pytest

from harness.model.sites import Site
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import CELL_KM, STRETCH, beyond, floors_km, radius_km
from scripts.country_distances import CITIES, COUNTRIES, PAGE
from scripts.physics_power import SERVERS
from scripts.vantage_cities import VANTAGES

CELLS, _ = read_country_cells()
GOLDEN = {
    "Frankfurt": (5091, 9148, 9141, 9245, 5398, 0, 10247, 8460, 888, 1064, 204, 6535, 8260),
    "Ashburn": (9546, 13078, 13127, 12614, 0, 6284, 15519, 9822, 6186, 5202, 2744, 4058, 12267),
    "São Paulo": (14189, 18024, 17991, 18494, 6497, 9561, 15982, 17448, 10693, 9053, 4585, 0, 6266),
    "Singapore": (1789, 2549, 2526, 2922, 8472, 9808, 0, 3281, 5270, 11173, 10330, 14473, 8198),
    "Hong Kong": (26, 0, 63, 481, 5947, 8657, 2563, 927, 2698, 9774, 9113, 15311, 10251),
    "Tokyo": (1095, 2860, 2945, 2072, 3193, 8761, 5296, 0, 944, 9441, 9141, 14857, 13053),
}
"""Kilometres, WGS 84 geodesics to Natural Earth 10m, measured by other code than ours before this page was written; columns as COUNTRIES."""
SPEEDS = (149.896, 102.669, 99.931)
"""Kilometres of distance by millisecond of round trip: vacuum, silica, two thirds of c."""
NEARER = {
    ("Singapore", "CN"), ("Singapore", "TW"), ("São Paulo", "TW"), ("São Paulo", "US"), ("Hong Kong", "TW"), ("Frankfurt", "TW"),
    ("Ashburn", "TW"),
}  # fmt: skip
"""The Spratlys, reefs, Matsu, Pratas and Puerto Rico's airports count for the engine and not for the table."""


def section(name: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    return page.split(f"<!-- {name}: begin -->")[1].split(f"<!-- {name}: end -->")[0]


def rows(name: str, number: int = 0) -> dict[str, list[str]]:
    """Cells of a table of a section, by the first one of their row; the head is a row too."""
    table = section(name).strip().split("\n\n")[number]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {first: others for first, *others in cells if not first.startswith("---")}


def kilometres(name: str) -> dict[str, list[float]]:
    return {
        city: [float(cell.replace(",", "")) for cell in cells]
        for city, cells in rows(name).items()
        if city in GOLDEN
    }


def test_distances_are_those_measured_before() -> None:
    found = kilometres("distances")
    assert rows("distances")["km"] == list(COUNTRIES)
    assert list(found) == list(GOLDEN)
    for city, wanted in GOLDEN.items():
        assert found[city] == pytest.approx(wanted, rel=0.01), city


def test_round_trips_are_those_of_the_distances() -> None:
    found = rows("distances", 1)
    for city, wanted in GOLDEN.items():
        for cell, km in zip(found[city], wanted, strict=True):
            shown = [float(part) for part in cell.split(" / ")]
            assert shown == pytest.approx([km / speed for speed in SPEEDS], rel=0.01, abs=0.05), city


def test_the_engine_keeps_a_little_less_than_the_distance() -> None:
    """By its margins, and by what it cannot know: where in a cell the country is, and how the sphere errs there."""
    for city, exact in GOLDEN.items():
        place = next(place for name, place in VANTAGES.values() if name == city)
        floors = floors_km(CELLS, Site(*place, 0))
        for country, km in zip(COUNTRIES, exact, strict=True):
            floor = floors[CELLS.codes.index(country)]
            assert floor <= km + 0.5, (city, country)
            if (city, country) not in NEARER:
                assert floor >= km / STRETCH / 1.0045 - 2 * CELL_KM, (city, country)


@pytest.mark.parametrize(("city", "below_ms"), [("IAD", 62.8), ("FRA", 33.4), ("SIN", 8.5), ("TYO", 7.0)])
def test_round_trips_that_the_page_says_clear_china_do(city: str, below_ms: float) -> None:
    floors = floors_km(CELLS, Site(*VANTAGES[city][1], 0))
    assert "CN" in beyond(CELLS, floors, radius_km(int(below_ms * 1e6)))
    assert "CN" not in beyond(CELLS, floors, radius_km(int((below_ms + 0.1) * 1e6)))
    assert f"{below_ms} ms in {VANTAGES[city][0]}" in " ".join(PAGE.read_text(encoding="utf-8").split())


def test_no_server_is_cleared_of_the_country_that_it_is_in() -> None:
    found = rows("power")
    assert len(SERVERS) == 20
    for name, (own, _) in SERVERS.items():
        proven, fibre, left, alone = found[f"{name} ({own})"]
        codes = re.findall(r"\b[A-Z]{2}\b", left)
        assert own in codes or "countries" in left
        if own == "CN":
            assert (proven, fibre, alone) == ("none", "none", "none")
            assert "CN" in codes


def test_what_was_measured_with_six_vantage_points_holds() -> None:
    """Measured before, by other code: cleared of CN are Frankfurt, Dublin, Oregon, Singapore; confirmed are N. Virginia and Tokyo."""
    found = rows("power")
    of_six = {
        name: [set(cell.split(", ")) & set(CITIES) for cell in cells]
        for name, cells in found.items()
        if name != "server"
    }
    cleared = {name.partition(" (")[0] for name, cells in of_six.items() if cells[0]}
    assert {"Frankfurt", "Dublin", "Oregon", "Singapore"} <= cleared
    assert not cleared & {
        "Moscow",
        "Hong Kong",
        "Seoul",
        "Taipei",
        "Mumbai",
        "Sydney",
        "Beijing",
        "Shanghai",
        "Shenzhen",
    }
    assert of_six["Moscow (RU)"][1]
    confirmed = {name for name, cells in of_six.items() if cells[3]}
    assert {"N. Virginia (US)", "Tokyo (JP)"} <= confirmed
    assert {"Mumbai (IN)", "Sydney (AU)"} & confirmed == set()
