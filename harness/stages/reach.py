"""A place on Earth and a time there and back -> countries that an answer can, and cannot, have come from.

Nothing is faster than light in vacuum, so whoever answers within a round trip is nearer than half of it times c (grade A); in the
glass of cables light needs 1.46 times as long (grade B: the bound that all but microwave, hollow fibre and satellites keep to). A country
is excluded where even its nearest cell lies farther than that. The test errs towards "possible": cells count whole, distances
on the sphere are stretched by what an ellipsoid can differ, and the error of the place is added.

Why each margin holds, with numbers: docs/physics.md, decision 0146. Sources: Gueye et al. 2006 (constraint-based geolocation) for discs,
Cicalese et al. 2015 (iGreedy) for the test of pairs.

Blind spots: whoever answers nearer than the server makes the disc too small (``harness.stages.distance_doubts``); so does a clock that is
set, or slewed by more than 500 ppm, between question and answer, and one whose coarse steps do not show (``harness.stages.clock_steps``).
Borders are those of the embedded cells: islets without a place or an airport, ships and platforms at sea are in no country.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from harness.model.sites import Site
from harness.tables.country_cells import CountryCells, direction
from harness.tables.geodata import Array

EARTH_KM: Final = 6371.0088
"""Mean radius (IUGG)."""
VACUUM_KM_PER_MS: Final = 149.896229
"""Half of c: there and back (SI definition of the metre)."""
SILICA_KM_PER_MS: Final = VACUUM_KM_PER_MS / 1.46
"""Group index of fibre; rounded down, so that the bound is never too small."""
STRETCH: Final = 1.0057
"""Most that a distance on the mean sphere exceeds the geodesic on WGS 84: mean radius by the least radius of curvature, a(1 - e²), of the
meridian at the equator is 1.005614. The other way round it is 1.0045 at the poles."""
CELL_KM: Final = 23.0
"""From the centre of a cell to its farthest corner (19.7 km at the equator), and 3.3 km for what the borders leave out in detail."""
CLOCK_PPM: Final = 500
"""Most that a disciplined clock is slewed (RFC 5905 §11.3): a time may be told too short by as much."""
STAMP_NS: Final = 2_000
"""Two time stamps of whole microseconds."""


def radius_km(rtt_ns: int, km_per_ms: float = VACUUM_KM_PER_MS) -> float:
    """Farthest that who answered within a round trip can be: nothing is taken off for waiting, what clocks may leave out is added.

    >>> round(radius_km(63_000_000))
    9448
    """
    return (rtt_ns / (1 - CLOCK_PPM / 1e6) + STAMP_NS) / 1e6 * km_per_ms


def between_km(one: Site, other: Site) -> float:
    """Least distance that two sites can have, their errors taken off."""
    return max(0.0, _sphere_km(one, other) / STRETCH - one.error_km - other.error_km)


def farthest_km(one: Site, other: Site) -> float:
    """Greatest distance between the middle of one site and any place in the other."""
    return _sphere_km(one, other) * STRETCH + other.error_km


def _sphere_km(one: Site, other: Site) -> float:
    cosine = float(direction(one.latitude, one.longitude) @ direction(other.latitude, other.longitude))
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH_KM


def floors_km(cells: CountryCells, site: Site) -> Array:
    """Distance that each country has at least from a site; 0 where the site may be in it."""
    nearest = np.maximum.reduceat(_cosines(cells, site), cells.starts)
    on_sphere = np.arccos(np.clip(nearest, -1, 1)) * EARTH_KM
    floors: Array = np.maximum(0, on_sphere / STRETCH - CELL_KM - site.error_km)
    return floors


def _cosines(cells: CountryCells, site: Site) -> Array:
    """Of the angle between a site and each cell; by one thread, so that it is the same number everywhere, and soon."""
    found: Array = np.einsum("ij,j->i", cells.directions, direction(site.latitude, site.longitude))
    return found


def beyond(cells: CountryCells, floors: Array, radius: float) -> tuple[str, ...]:
    """Countries that lie farther away than the radius, sorted."""
    return tuple(cells.codes[number] for number in np.flatnonzero(floors > radius))


@dataclass(frozen=True, slots=True)
class Disc:
    """What one site says of where an address is."""

    site: Site
    radius_km: float
    """Without the site's own error."""


def common(cells: CountryCells, discs: Sequence[Disc]) -> tuple[str, ...]:
    """Countries with a cell that all discs reach, sorted: where a unicast address can be."""
    if not cells.codes:
        return ()
    inside = np.ones(len(cells.directions), np.bool_)
    for disc in discs:
        angle = (disc.radius_km + disc.site.error_km + CELL_KM) * STRETCH / EARTH_KM
        if angle < math.pi:
            inside &= _cosines(cells, disc.site) >= math.cos(angle)
    return tuple(
        cells.codes[number] for number in np.flatnonzero(np.logical_or.reduceat(inside, cells.starts))
    )


def apart(discs: Sequence[Disc]) -> tuple[Disc, Disc] | None:
    """Two discs that have no point in common, so that two servers answered; None where all overlap, which proves nothing."""
    for number, one in enumerate(discs):
        for other in discs[number + 1 :]:
            if between_km(one.site, other.site) > one.radius_km + other.radius_km:
                return one, other
    return None
