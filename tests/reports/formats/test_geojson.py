"""GeoJSON: another library reads it back; nothing is drawn where it is not located."""

from __future__ import annotations

from dataclasses import replace

import geojson as reader
import polars as pl
import pytest

from harness.reports.formats.country_points import country_points
from harness.reports.formats.geojson import OPENING, geojson, geojson_of_analysis
from harness.sources.country_cells import read_country_cells
from harness.tables.distances import DISTANCES
from harness.tables.verification import Verification
from tests.support import analysis_example
from tests.support.format_readers import HOSTILE
from tests.support.verification_example import example, frame, hostile, narrowed

POINTS = {"CN": (103.6, 37.4), "SG": (103.9, 1.4), "DE": (10.4, 51.1), "US": (-98.0, 39.5)}
EXAMPLE = example()


def features(octets: bytes) -> list[reader.Feature]:
    assert octets.startswith(OPENING)
    read = reader.loads(octets)
    assert read.is_valid
    assert [one for one in read.features if one.geometry is not None and not one.geometry.is_valid] == []
    return list(read.features)


def of_kind(found: list[reader.Feature], kind: str) -> list[reader.Feature]:
    return [one for one in found if one.properties["kind"] == kind]


def test_an_address_is_drawn_in_its_country_and_told_by_octets_and_claims() -> None:
    found = of_kind(features(b"".join(geojson([EXAMPLE], POINTS))), "address")
    assert len(found) == EXAMPLE.places.height
    for one, row in zip(found, EXAMPLE.places.iter_rows(named=True), strict=True):
        known = [row["country"]] if row["country"] else row["candidates"]
        told = None if one.geometry is None else list(reader.utils.coords(one.geometry))
        assert told == ([POINTS[code] for code in known] or None)
        assert one.properties["precision"] == "country"
        assert one.properties["status"] == row["status"]
    log = next(
        one
        for one in found
        if one.properties["vantage"] == "br-v1/saopaulo" and one.properties["address"] == "203.0.113.7"
    )
    assert log.properties["claims"] == {"no-data-to-cn": "witness"}


def test_registration_and_operator_are_nowhere_in_it() -> None:
    marked = EXAMPLE.places.with_columns(registered_country=pl.lit("ZW"), operator_country=pl.lit("ZM"))
    octets = b"".join(
        geojson([replace(EXAMPLE, places=marked)], POINTS | {"ZW": (30.0, -19.0), "ZM": (28.0, -13.0)})
    )
    assert b"ZW" not in octets
    assert b"ZM" not in octets


def test_vantage_points_stand_where_the_scenario_says_with_their_error() -> None:
    found = of_kind(features(b"".join(geojson([EXAMPLE], POINTS))), "vantage_point")
    wanted = [
        (one.id, (one.longitude, one.latitude), one.error_km) for one in EXAMPLE.scenario.vantage_points
    ]
    assert [
        (one.properties["vantage_point"], tuple(one.geometry.coordinates), one.properties["error_km"])
        for one in found
    ] == wanted


def test_a_distance_is_a_circle_that_says_what_it_is_not() -> None:
    place = EXAMPLE.places.head(1).with_columns(
        radius_km=pl.lit(400.0), rtt_ns=pl.lit(2_000_000, dtype=pl.Int64)
    )
    (vantage,), (address,) = place["vantage"], place["server_ip"]
    site = {"vantage": vantage, "server_ip": address, "latitude": 38.9, "longitude": 179.0, "error_km": 25.0}
    made = replace(EXAMPLE, places=place, distances=frame(DISTANCES, [site]))
    (one,) = of_kind(features(b"".join(geojson([made], POINTS))), "reach")
    assert one.geometry.type == "MultiPolygon"  # across the antimeridian
    assert (one.properties["radius_km"], one.properties["error_km"]) == (400.0, 25.0)
    assert "no place of it" in one.properties["limits"]


@pytest.mark.parametrize("made", [narrowed(), hostile(HOSTILE), hostile("")])
def test_what_is_said_wherever_an_answer_is(made: Verification) -> None:
    octets = b"".join(geojson([made], POINTS))
    assert octets.isascii()
    features(octets)
    assert b"SYNTHETIC" in octets
    assert b"Not seen is not the same as not there" in octets


def test_an_analysis_has_no_claims_and_no_circle_without_a_place() -> None:
    found = features(b"".join(geojson_of_analysis(analysis_example.example(), POINTS)))
    assert of_kind(found, "address")
    anycast = [one for one in found if one.properties.get("anycast")]
    assert anycast
    assert all(one.geometry is None for one in anycast)
    features(b"".join(geojson_of_analysis(analysis_example.hostile(HOSTILE), POINTS)))


@pytest.mark.parametrize(
    ("code", "longitude", "latitude", "degrees"),
    [
        ("HK", 114.1, 22.4, 1),
        ("MO", 113.55, 22.2, 1),
        ("SG", 103.8, 1.35, 1),
        ("CN", 104, 35, 8),
        ("BR", -53, -11, 8),
    ],
)
def test_points_lie_in_their_countries(code: str, longitude: float, latitude: float, degrees: float) -> None:
    cells, _ = read_country_cells()
    points = country_points(cells)
    assert set(points) == set(cells.codes)
    assert abs(points[code][0] - longitude) < degrees
    assert abs(points[code][1] - latitude) < degrees
