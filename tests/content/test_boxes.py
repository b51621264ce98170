"""Distances that are published or plain geometry."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from harness.content.boxes import box_around
from harness.model.honey import Place


def test_one_degree_of_latitude_is_111_195_m() -> None:
    """2 pi R / 360 with the IUGG mean radius."""
    assert not box_around(Place(latitude=10, longitude=20, radius_m=111_190)).near(11, 20)
    assert box_around(Place(latitude=10, longitude=20, radius_m=111_200)).near(11, 20)


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 50_000), st.floats(0, 0.999), st.floats(0, 2 * math.pi)
)  # fmt: skip
def test_what_is_near_lies_in_the_box(
    latitude: float, longitude: float, radius_m: float, share: float, bearing: float
) -> None:
    """A point by the direct formula on the sphere, at a share of the radius."""
    box = box_around(Place(latitude=latitude, longitude=longitude, radius_m=radius_m))
    arc = share * radius_m / 6_371_008.8
    start = math.radians(latitude)
    north = math.asin(
        max(-1, min(1, math.sin(start) * math.cos(arc) + math.cos(start) * math.sin(arc) * math.cos(bearing)))
    )
    east = longitude + math.degrees(
        math.atan2(
            math.sin(bearing) * math.sin(arc) * math.cos(start),
            math.cos(arc) - math.sin(start) * math.sin(north),
        )
    )
    if abs(east) <= 180:
        assert box.near(math.degrees(north), east)
        assert box.south - 1e-9 <= math.degrees(north) <= box.north + 1e-9
        assert box.west - 1e-6 <= east <= box.east + 1e-6


def test_no_number_is_near() -> None:
    box = box_around(Place(latitude=90, longitude=0, radius_m=1e7))
    assert not box.near(math.nan, 0)
    assert not box.near(0, math.inf)
    assert not box.near(91, 0)
