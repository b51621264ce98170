"""Borders become cells: rings across the antimeridian and around a pole, holes, rings without area, land without a code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from harness.model.sites import Site
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import floors_km
from harness.tables.country_cells import CountryCells
from scripts import build_country_cells
from scripts.country_distances import least_km
from scripts.country_places import by_code
from scripts.country_shapes import shapes, within_a_turn
from tests.support.topology import UNIT, write_packages


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_packages(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def borders(unpacked: dict[str, Path]) -> Path:
    return unpacked["countries"] / "countries-10m.json"


@pytest.fixture(scope="module")
def cells(unpacked: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> CountryCells:
    out = tmp_path_factory.mktemp("cells")
    build_country_cells.build(unpacked, out)
    return read_country_cells(out)[0]


def count(cells: CountryCells, code: str) -> int:
    number = cells.codes.index(code)
    return int(np.append(cells.starts, len(cells.directions))[number + 1] - cells.starts[number])


def floor_km(cells: CountryCells, code: str, place: tuple[float, float]) -> float:
    return float(floors_km(cells, Site(*place, 0))[cells.codes.index(code)])


def test_a_ring_across_the_antimeridian_does_not_go_around_the_world(
    borders: Path, cells: CountryCells
) -> None:
    (fiji,) = shapes(borders)["FJ"]
    assert fiji.area == pytest.approx(2 * UNIT * 4 * UNIT)
    assert len(list(within_a_turn(fiji))) == 2
    for longitude in (179.5, 180, -180, -179.5):
        assert floor_km(cells, "FJ", (-16.5, longitude)) == 0
    assert floor_km(cells, "FJ", (-16.5, 0)) > 15_000
    assert count(cells, "FJ") == 10 * 6 + 2  # four by eight, those that touch, and two places


def test_a_ring_around_a_pole_is_closed_along_it(borders: Path, cells: CountryCells) -> None:
    (south,) = shapes(borders)["AQ"]
    assert south.bounds == (-180, -90, 180, -75)
    assert floor_km(cells, "AQ", (-90, 0)) == 0
    assert all(floor_km(cells, "AQ", (-80, longitude)) == 0 for longitude in range(-180, 181, 30))


def test_a_hole_belongs_to_the_enclave_and_its_edge_to_both(borders: Path, cells: CountryCells) -> None:
    (around,) = shapes(borders)["ZA"]
    assert around.area == pytest.approx(10 * 10 - 2 * 2)
    assert floor_km(cells, "LS", (-28, 28)) == 0
    assert count(cells, "LS") == 10 * 10
    assert (
        count(cells, "ZA") == 42 * 42 - 6 * 6 + 1
    )  # all that touch but those within the hole, and an airport


def test_a_ring_without_area_is_a_line(borders: Path, cells: CountryCells) -> None:
    (islet,) = shapes(borders)["MV"]
    assert isinstance(islet, shapely.LineString)
    assert floor_km(cells, "MV", (4, 73.25)) == 0


def test_land_without_a_code_counts_for_all_who_claim_it(borders: Path, cells: CountryCells) -> None:
    assert {code: len(found) for code, found in shapes(borders).items() if code in ("RS", "XK")} == {
        "RS": 2,
        "XK": 1,
    }
    assert floor_km(cells, "RS", (42.5, 20.5)) == 0
    owned = shapes(borders, only_own_codes=True)
    assert (len(owned["RS"]), "XK" in owned) == (1, False)


def test_places_are_cells_at_the_edges_of_the_map_too(cells: CountryCells) -> None:
    for code, place in (
        ("FJ", (-10, 180)),
        ("FJ", (-10, -180)),
        ("AQ", (-90, 77)),
        ("RS", (90, 20)),
        ("ZA", (-46.9, 37.9)),
    ):
        assert floor_km(cells, code, place) == 0
    assert set(by_code([("GF", -52.3, 4.9)])) == {"FR"}


def test_the_same_borders_give_the_same_bytes(unpacked: dict[str, Path], tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        build_country_cells.build(unpacked, tmp_path / name)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert set(one) == {"country-cells.json", "country-cells.parquet"}


@pytest.mark.parametrize("place", [(0.0, 0.0), (50.0, 8.0), (-16.5, -170.0), (80.0, 120.0), (-16.5, 179.9)])
def test_the_least_distance_is_that_to_the_nearest_of_all_points(
    borders: Path, place: tuple[float, float]
) -> None:
    for parts in shapes(borders).values():
        edges = [shapely.get_coordinates(shapely.segmentize(part, 0.05)) for part in parts]
        every = (
            min(Geodesic.WGS84.Inverse(*place, y, x)["s12"] for x, y in np.concatenate(edges)[::3]) / 1_000
        )
        found = least_km(parts, place)
        assert found <= every
        assert found == 0 or every - found < 10
