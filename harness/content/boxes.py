"""A planted position and a radius -> ranges of latitude and longitude, and whether a position lies near enough.

Distance on a sphere of the Earth's mean radius (IUGG: 6,371,008.8 m); the ellipsoid differs by 0.5 % at most.

Blind spots: positions in another datum. Chinese maps shift those inside China by hundreds of metres (GCJ-02): a radius of
1 km covers that.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from harness.model.honey import Place

_EARTH_M: Final = 6_371_008.8


class Box(NamedTuple):
    """What may be a planted position."""

    latitude: float
    longitude: float
    radius_m: float
    south: float
    north: float
    west: float
    """Below -180 for a place just east of the antimeridian: what lies beyond is left out."""
    east: float

    def near(self, latitude: float, longitude: float) -> bool:
        """Whether a position lies within the radius; never where it is none."""
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return False
        north, south = math.radians(latitude), math.radians(self.latitude)
        half = math.sin((north - south) / 2) ** 2
        turn = math.radians(longitude - self.longitude) / 2
        half += math.cos(north) * math.cos(south) * math.sin(turn) ** 2
        return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, half))) <= self.radius_m


def box_around(place: Place) -> Box:
    """The smallest ranges that hold the circle; of longitude all, where it holds a pole."""
    reach = math.degrees(place.radius_m / _EARTH_M)
    south, north = place.latitude - reach, place.latitude + reach
    wide = 180.0
    if south > -90 and north < 90:
        turn = math.sin(math.radians(reach)) / math.cos(math.radians(place.latitude))
        wide = math.degrees(math.asin(min(1.0, turn)))
    return Box(
        place.latitude, place.longitude, place.radius_m,
        max(south, -90.0), min(north, 90.0), place.longitude - wide, place.longitude + wide,
    )  # fmt: skip
