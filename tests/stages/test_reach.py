"""Distances and what they exclude, held against geodesics that geographiclib computes (Karney 2013) and real places."""

from __future__ import annotations

import csv
import math
from functools import cache

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from harness.model.sites import Site
from harness.model.territories import told_apart
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import (
    CELL_KM,
    EARTH_KM,
    SILICA_KM_PER_MS,
    STRETCH,
    VACUUM_KM_PER_MS,
    Disc,
    apart,
    between_km,
    beyond,
    common,
    farthest_km,
    floors_km,
    radius_km,
)
from harness.tables.country_cells import NO_CELLS
from tests.support.repository import ROOT

CELLS, _ = read_country_cells()
LIGHT_KM_PER_MS = 299.792458
"""SI."""
CITIES = {
    "Frankfurt": (50.11, 8.68), "Ashburn": (39.04, -77.49), "São Paulo": (-23.55, -46.63), "Singapore": (1.35, 103.82),
    "Hong Kong": (22.30, 114.17), "Suva": (-18.14, 178.44), "South Pole": (-90.0, 0.0), "McMurdo": (-77.85, 166.67),
}  # fmt: skip
METRE = 0.001

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
places = st.tuples(latitudes, longitudes)
errors = st.floats(0, 2_000)
sites = st.builds(Site, latitudes, longitudes, errors)
discs = st.builds(Disc, sites, st.floats(0, 25_000))


def geodesic_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1_000


def light_ns(km: float) -> int:
    """There and back in vacuum, in whole nanoseconds, less what a clock may leave out: slewed by 500 ppm, stamps cut to microseconds."""
    return int(2 * km / LIGHT_KM_PER_MS * 1e6 * (1 - 500e-6)) // 1_000 * 1_000 - 1_000


@cache
def border_points() -> tuple[tuple[str, float, float], ...]:
    """Corners of borders; where they are from: tests/data/README.md."""
    with (ROOT / "tests/data/border_points.csv").open() as file:
        return tuple(
            (row["code"], float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)
        )


def floor_km(code: str, place: tuple[float, float]) -> float:
    return float(floors_km(CELLS, Site(*place, 0))[CELLS.codes.index(code)])


def within(place: tuple[float, float], km: float) -> set[str]:
    """Countries that someone within so many kilometres can be in."""
    return set(CELLS.codes) - set(beyond(CELLS, floors_km(CELLS, Site(*place, 0)), km))


def test_speeds_are_those_of_light() -> None:
    assert pytest.approx(LIGHT_KM_PER_MS / 2) == VACUUM_KM_PER_MS
    assert pytest.approx(102.669, abs=0.001) == SILICA_KM_PER_MS


def test_the_stretch_is_that_of_the_ellipsoid() -> None:
    """By the radii of curvature of WGS 84: a = 6378.137 km, 1/f = 298.257223563."""
    flat = 1 / 298.257223563
    squared = flat * (2 - flat)
    at_equator, at_pole = 6378.137 * (1 - squared), 6378.137 / math.sqrt(1 - squared)
    assert EARTH_KM / at_equator < STRETCH < EARTH_KM / at_equator + 0.0001
    assert at_pole / EARTH_KM < STRETCH


def test_a_cell_is_no_larger_than_its_margin() -> None:
    corners = [
        geodesic_km((latitude, 0.125), (latitude + side, 0.0))
        for latitude in (0.125, 30.125, 60.125, 89.875)
        for side in (-0.125, 0.125)
    ]
    assert 19.5 < max(corners) < 19.8 < CELL_KM - 3


@given(places, places)
@example((0.0, 0.0), (0.5, 0.0))  # along the meridian at the equator, where the sphere is longest
@example((90.0, 0.0), (89.5, 0.0))  # at the pole, where it is shortest
@example((0.0, 0.0), (0.0, 180.0))
@example((0.0, 179.9), (0.0, -179.9))
def test_what_is_between_two_sites_encloses_the_geodesic(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    real = geodesic_km(one, other)
    assert between_km(Site(*one, 0), Site(*other, 0)) <= real + METRE
    assert farthest_km(Site(*one, 0), Site(*other, 0)) >= real - METRE


@given(places, places, errors, errors)
def test_errors_are_taken_off_and_added(
    one: tuple[float, float], other: tuple[float, float], first: float, second: float
) -> None:
    exact, known = (Site(*one, 0), Site(*other, 0)), (Site(*one, first), Site(*other, second))
    assert between_km(*known) == max(0.0, between_km(*exact) - first - second)
    assert farthest_km(*known) == farthest_km(*exact) + second


@given(st.floats(0, 20_037))
def test_light_never_outruns_the_radius(km: float) -> None:
    assert radius_km(light_ns(km)) >= km


@given(st.floats(0, 40_000))
def test_light_in_glass_never_outruns_the_radius_in_fibre(km: float) -> None:
    """Group index 1.4616 at 1550 nm: pure silica (Sellmeier's equation with Malitson's coefficients, 1965)."""
    assert radius_km(int(2 * km * 1.4616 / LIGHT_KM_PER_MS * 1e6), SILICA_KM_PER_MS) >= km


@pytest.mark.parametrize("city", CITIES)
def test_no_border_point_is_excluded_by_light_that_comes_from_it(city: str) -> None:
    floors = dict(zip(CELLS.codes, floors_km(CELLS, Site(*CITIES[city], 0)), strict=True))
    points = border_points()
    assert len(points) > 3_000
    refuted = [
        (code, latitude, longitude)
        for code, latitude, longitude in points
        if floors[code] > radius_km(light_ns(geodesic_km(CITIES[city], (latitude, longitude))))
    ]
    assert refuted == []


@given(places, st.sampled_from(border_points()), st.floats(0, 100), st.floats(0, 360))
def test_a_point_of_a_country_is_never_excluded_from_anywhere(
    stated: tuple[float, float], point: tuple[str, float, float], error_km: float, bearing: float
) -> None:
    """The vantage point is where it is stated to be, or as far off as its error says."""
    code, *place = point
    true = Geodesic.WGS84.Direct(*stated, bearing, error_km * 1_000)
    real = geodesic_km((true["lat2"], true["lon2"]), (place[0], place[1]))
    site, radius = Site(*stated, error_km + METRE), radius_km(light_ns(real))
    assert code not in beyond(CELLS, floors_km(CELLS, site), radius)
    assert code in common(CELLS, [Disc(site, radius)])


@given(st.lists(places, min_size=2, max_size=6), st.sampled_from(border_points()))
def test_a_point_that_all_discs_hold_is_never_excluded_and_they_are_not_apart(
    around: list[tuple[float, float]], point: tuple[str, float, float]
) -> None:
    code, latitude, longitude = point
    several = [
        Disc(Site(*place, METRE), radius_km(light_ns(geodesic_km(place, (latitude, longitude)))))
        for place in around
    ]
    assert code in common(CELLS, several)
    assert apart(several) is None


@given(sites, st.integers(0, 150_000_000), st.integers(0, 50_000_000))
def test_a_longer_round_trip_never_excludes_more(site: Site, rtt_ns: int, more_ns: int) -> None:
    floors = floors_km(CELLS, site)
    short, long = (set(beyond(CELLS, floors, radius_km(ns))) for ns in (rtt_ns, rtt_ns + more_ns))
    assert long <= short


@given(sites, errors, st.floats(0, 20_000))
def test_a_greater_error_of_the_site_never_excludes_more(site: Site, more_km: float, radius: float) -> None:
    vaguer = Site(site.latitude, site.longitude, site.error_km + more_km)
    sure, vague = (set(beyond(CELLS, floors_km(CELLS, one), radius)) for one in (site, vaguer))
    assert vague <= sure


@given(sites, st.floats(0, 20_000))
def test_fibre_excludes_at_least_what_vacuum_does(site: Site, ms: float) -> None:
    floors, rtt_ns = floors_km(CELLS, site), int(ms * 1e4)
    vacuum, fibre = (
        set(beyond(CELLS, floors, radius_km(rtt_ns, speed))) for speed in (VACUUM_KM_PER_MS, SILICA_KM_PER_MS)
    )
    assert vacuum <= fibre


@given(discs)
def test_one_disc_has_in_common_what_is_not_beyond_it(disc: Disc) -> None:
    floors = floors_km(CELLS, disc.site)
    edge = [
        code for code, floor in zip(CELLS.codes, floors, strict=True) if abs(floor - disc.radius_km) < METRE
    ]
    inside, outside = set(common(CELLS, [disc])), set(beyond(CELLS, floors, disc.radius_km))
    assert (inside ^ (set(CELLS.codes) - outside)) <= set(edge)


@given(st.lists(discs, min_size=1, max_size=5), st.randoms())
def test_the_order_of_discs_never_matters(some: list[Disc], chance: object) -> None:
    shuffled = some[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert common(CELLS, some) == common(CELLS, shuffled)
    assert (apart(some) is None) == (apart(shuffled) is None)


@given(st.lists(discs, min_size=1, max_size=4), discs)
def test_another_disc_never_adds_a_country(some: list[Disc], other: Disc) -> None:
    assert set(common(CELLS, [*some, other])) <= set(common(CELLS, some)) & set(common(CELLS, [other]))


def test_no_disc_excludes_nothing_and_without_borders_there_is_nothing_to_exclude() -> None:
    assert common(CELLS, []) == CELLS.codes
    disc = Disc(Site(0, 0, 0), 1)
    assert common(NO_CELLS, [disc]) == ()
    assert beyond(NO_CELLS, floors_km(NO_CELLS, disc.site), 1) == ()


def test_discs_that_no_one_server_can_be_in_are_apart() -> None:
    tokyo, london = Site(35.68, 139.69, 10), Site(51.51, -0.13, 10)
    real = geodesic_km((35.68, 139.69), (51.51, -0.13))
    assert apart([Disc(tokyo, 100), Disc(london, 100)]) == (Disc(tokyo, 100), Disc(london, 100))
    assert apart([Disc(tokyo, real / 2), Disc(london, real / 2)]) is None
    assert apart([Disc(tokyo, real / 2 - 80), Disc(london, real / 2 - 80)]) is not None
    assert apart([]) is None


def test_the_antimeridian_is_no_border() -> None:
    assert (
        floor_km("RU", (39.04, -77.49)) > 6_000
    )  # Ashburn; a ring that goes back around the world gives 2,895
    wales, uelen, big_diomede, little_diomede = (
        (65.61, -168.09),
        (66.16, -169.81),
        (65.80, -169.07),
        (65.76, -168.92),
    )
    assert floor_km("RU", wales) <= geodesic_km(wales, big_diomede)
    assert floor_km("US", uelen) <= geodesic_km(uelen, little_diomede)
    assert {"RU", "US"} <= within((65.75, -169.0), 1)
    assert "FJ" in within((-16.8, -179.99), 1)
    assert "FJ" in within((-16.8, 179.99), 1)
    east, west = (floors_km(CELLS, Site(10, longitude, 0)) for longitude in (180, -180))
    assert abs(east - west).max() < METRE


def test_at_the_poles() -> None:
    assert within((-90, 0), 1_000) == {"AQ"}
    assert within((-90, 123.4), 1) == {"AQ"}
    assert within((90, 0), 600) == set()
    assert within((90, 0), 707) == {"GL"}  # Kaffeklubben Island, 83.67 N
    assert told_apart(within((90, 0), 1_000)) == {"CA", "GL", "NO", "RU"}
    turned = floors_km(CELLS, Site(90, 77, 0)) - floors_km(CELLS, Site(90, 0, 0))
    assert abs(turned).max() < METRE


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("RU", (54.71, 20.51)), ("US", (61.22, -149.90)), ("US", (21.31, -157.86)), ("ES", (35.89, -5.31)), ("ES", (28.12, -15.43)),
        ("AZ", (39.21, 45.41)), ("OM", (26.18, 56.25)), ("BN", (4.70, 115.07)), ("TL", (-9.20, 124.35)), ("CY", (34.99, 33.73)),
        ("GF", (4.92, -52.31)), ("FR", (4.92, -52.31)), ("FR", (-20.88, 55.45)), ("RE", (-20.88, 55.45)), ("NO", (78.22, 15.65)),
        ("SJ", (78.22, 15.65)), ("NL", (12.15, -68.28)), ("BQ", (12.15, -68.28)), ("LS", (-29.31, 27.48)), ("ZA", (-29.31, 27.48)),
        ("VA", (41.90, 12.45)), ("SM", (43.94, 12.45)), ("MC", (43.74, 7.42)), ("LI", (47.14, 9.52)), ("GI", (36.14, -5.35)),
        ("PN", (-25.07, -130.10)), ("SH", (-37.07, -12.31)), ("SH", (-15.93, -5.72)), ("UM", (28.21, -177.38)), ("TK", (-9.38, -171.25)),
        ("NZ", (-9.38, -171.25)), ("NR", (-0.53, 166.93)), ("TV", (-8.52, 179.20)), ("KI", (1.87, -157.43)), ("CC", (-12.19, 96.83)),
        ("CX", (-10.42, 105.68)), ("NF", (-29.05, 167.96)), ("BM", (32.29, -64.78)), ("MV", (4.18, 73.51)), ("IO", (-7.31, 72.41)),
        ("TW", (26.16, 119.95)), ("TW", (24.44, 118.32)), ("GR", (36.15, 29.59)), ("FM", (7.38, 147.03)), ("MH", (11.35, 162.34)),
        ("UA", (44.95, 34.10)), ("RU", (44.95, 34.10)), ("EH", (27.14, -13.19)), ("MA", (27.14, -13.19)), ("VN", (16.84, 112.34)),
        ("CN", (16.84, 112.34)), ("XK", (42.66, 21.17)), ("RS", (42.66, 21.17)), ("CN", (22.54, 114.06)), ("HK", (22.54, 114.06)),
        ("CN", (10.18, 114.36)), ("PH", (10.18, 114.36)), ("CN", (9.55, 112.89)), ("CN", (9.90, 115.53)), ("TW", (20.70, 116.72)), ("PR", (18.47, -66.11)), ("CN", (30.20, 122.68)),
    ],
)  # fmt: skip
def test_a_place_is_within_its_country(code: str, place: tuple[float, float]) -> None:
    """Exclaves, islands, enclaves, parts that borders show with a whole, and land that two codes are used for."""
    assert floor_km(code, place) == 0


def test_exclaves_are_what_is_nearest() -> None:
    assert 840 < floor_km("RU", (50.11, 8.68)) < 888  # Frankfurt to Kaliningrad
    assert 2_650 < floor_km("NL", (39.04, -77.49)) < 2_744  # Ashburn to Bonaire
    guadeloupe = geodesic_km((39.04, -77.49), (16.31, -61.79))
    assert 0.95 * guadeloupe < floor_km("FR", (39.04, -77.49)) <= guadeloupe  # not Brest


def test_an_island_can_be_confirmed_and_hong_kong_cannot() -> None:
    assert told_apart(within((-20.88, 55.45), 80)) == {"FR"}  # Réunion
    assert told_apart(within((-33.87, 151.21), 1_000)) == {"AU"}
    assert within((22.30, 114.17), 1) >= {"CN", "HK"}
