"""Cities that can be measured from, with where they are: places to look for a vantage point, and nothing else.

Cloud regions, exchange points or probes that anyone may use stand in each. Coordinates are those of the city's middle, to a
hundredth of a degree; ``CITY_KM`` is taken off for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from harness.model.sites import Site

CITY_KM: Final = 25.0
"""How far from a city's middle what is said to be there may stand."""

_MIDDLES = {
    "Amsterdam": (52.37, 4.90),
    "Ashburn": (39.04, -77.49),
    "Bahrain": (26.22, 50.58),
    "Beijing": (39.90, 116.41),
    "Cape Town": (-33.92, 18.42),
    "Dallas": (32.78, -96.80),
    "Dubai": (25.20, 55.27),
    "Dublin": (53.35, -6.26),
    "Frankfurt": (50.11, 8.68),
    "Hong Kong": (22.32, 114.17),
    "Jakarta": (-6.21, 106.85),
    "Johannesburg": (-26.20, 28.05),
    "London": (51.51, -0.13),
    "Los Angeles": (34.05, -118.24),
    "Madrid": (40.42, -3.70),
    "Milan": (45.46, 9.19),
    "Montreal": (45.50, -73.57),
    "Moscow": (55.76, 37.62),
    "Mumbai": (19.08, 72.88),
    "Paris": (48.86, 2.35),
    "Portland": (45.52, -122.68),
    "Santiago": (-33.45, -70.67),
    "Seoul": (37.57, 126.98),
    "Shanghai": (31.23, 121.47),
    "Singapore": (1.35, 103.82),
    "Stockholm": (59.33, 18.07),
    "Sydney": (-33.87, 151.21),
    "São Paulo": (-23.55, -46.63),
    "Taipei": (25.03, 121.57),
    "Tokyo": (35.68, 139.69),
    "Warsaw": (52.23, 21.01),
    "Zurich": (47.37, 8.54),
}

CITIES: Mapping[str, Site] = MappingProxyType(
    {name: Site(latitude, longitude, CITY_KM) for name, (latitude, longitude) in _MIDDLES.items()}
)
"""By name, sorted."""
