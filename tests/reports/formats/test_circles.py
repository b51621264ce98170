"""Circles: valid rings, cut at the antimeridian, that hold what is near and not what is far (by another library's distances)."""

from __future__ import annotations

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from harness.reports.formats.circles import circle

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@given(LATITUDES, LONGITUDES, st.floats(1, 19_900), st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=8))
@example(0.0, 0.0, 19_900.0, [(0.0, 180.0), (0.0, 0.0)])
@example(0.0, 180.0, 500.0, [(0.0, -179.0), (0.0, 179.0), (0.0, 0.0)])
@example(89.0, 10.0, 1_000.0, [(90.0, 0.0), (85.0, -170.0), (0.0, 0.0)])
@example(0.0, 10.0, 15_000.0, [(90.0, 0.0), (-90.0, 0.0), (0.0, -170.0)])
def test_a_circle_holds_what_is_near(
    latitude: float, longitude: float, radius_km: float, places: list[tuple[float, float]]
) -> None:
    polygons = circle(latitude, longitude, radius_km)
    drawn = shape({"type": "MultiPolygon", "coordinates": polygons})
    assert drawn.is_valid
    for polygon in drawn.geoms:
        assert polygon.exterior.is_ccw  # RFC 7946 section 3.1.6
        assert not any(hole.is_ccw for hole in polygon.interiors)
        west, south, east, north = polygon.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
    for at_latitude, at_longitude in places:
        line = Geodesic.WGS84.Inverse(latitude, longitude, at_latitude, at_longitude)
        distance_km = line["s12"] / 1000
        at_edge = (abs(at_longitude) > 179.9) or abs(at_latitude) > 89.9
        if abs(distance_km - radius_km) > 60 + 0.02 * radius_km:
            inside = (
                drawn.covers(Point(at_longitude, at_latitude))
                if at_edge
                else drawn.contains(Point(at_longitude, at_latitude))
            )
            assert inside == (distance_km < radius_km)


@pytest.mark.parametrize(("longitude", "parts"), [(0.0, 1), (179.5, 2), (-179.5, 2)])
def test_it_is_cut_at_the_antimeridian(longitude: float, parts: int) -> None:
    assert len(circle(10.0, longitude, 300.0)) == parts


def test_the_whole_earth_is_no_polygon() -> None:
    assert circle(0.0, 0.0, 20_100.0) == []
