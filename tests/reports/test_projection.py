"""Equal Earth: published values, equal areas, and the map's edges."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.projection import HEIGHT, WIDTH, projected

PUBLISHED_RATIO = 2.05458
"""Width to height of the world: 2 x 2.7066299836 to 2 x 1.3173627591 (Šavrič et al. 2019)."""


def test_the_world_fills_the_map() -> None:
    assert pytest.approx(PUBLISHED_RATIO, abs=1e-4) == WIDTH / HEIGHT
    assert projected(-180.0, 0.0) == pytest.approx((0.0, HEIGHT / 2))
    assert projected(180.0, 0.0) == pytest.approx((WIDTH, HEIGHT / 2))
    assert projected(0.0, 90.0)[1] == pytest.approx(0.0)
    assert projected(0.0, -90.0)[1] == pytest.approx(HEIGHT)


@given(st.floats(-179, 178), st.floats(-89, 88))
def test_equal_areas_on_earth_are_equal_on_the_map(longitude: float, latitude: float) -> None:
    step = 1e-3
    corners = [(0.0, 0.0), (step, 0.0), (step, step), (0.0, step)]
    points = [projected(longitude + x, latitude + y) for x, y in corners]
    turned = zip(points, points[1:] + points[:1], strict=True)
    drawn = abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turned)) / 2
    low, high = (math.sin(math.radians(latitude + part)) for part in (0.0, step))
    sphere = math.radians(step) * (high - low) / (4 * math.pi)
    whole = _area()
    assert drawn / whole == pytest.approx(sphere, rel=2e-3)


def _area() -> float:
    """Of the whole map: strips between the outermost meridians."""
    latitudes = [-90 + 0.1 * number for number in range(1801)]
    strips = [
        (
            projected(180.0, min(y, 90.0))[0] - projected(-180.0, min(y, 90.0))[0],
            projected(0.0, min(y, 90.0))[1],
        )
        for y in latitudes
    ]
    pairs = pairwise(strips)
    return sum((a[0] + b[0]) / 2 * abs(b[1] - a[1]) for a, b in pairs)
