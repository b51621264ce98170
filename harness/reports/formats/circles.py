"""A circle on the Earth -> the polygons of RFC 7946 that draw it.

Section 3.1.6: outer rings run counterclockwise and end where they begin. Section 3.1.9: what crosses the antimeridian is cut there. A
circle that holds a pole reaches around the whole globe on the plane of longitudes and latitudes, so its ring runs along the pole; one
that holds both poles is all but the circle about the antipode.

The Earth is a sphere here (mean radius, as in ``harness.stages.reach``): a drawing. What is excluded was decided without it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

EARTH_KM: Final = 6371.0088
_POINTS = 96
_DECIMALS = 4
_HALF = 180.0
_OFF_NORTH = 0.37
"""No point is due north or south of the middle: it could stand on the antimeridian itself, which cuts between points."""

Point = tuple[float, float]
"""Longitude and latitude in degrees, east and north positive."""
Ring = list[list[float]]


def circle(latitude: float, longitude: float, radius_km: float) -> list[list[Ring]]:
    """Draw a circle.

    Args:
        latitude: Of its middle, degrees.
        longitude: Likewise, -180 to 180.
        radius_km: Along the ground; more than 0.

    Returns:
        Polygons, each a list of rings, as coordinates of a MultiPolygon; empty where the circle holds the whole Earth.
    """
    angle = radius_km / EARTH_KM
    if angle >= math.pi:
        return []
    middle = math.radians(latitude)
    north, south = middle + angle > math.pi / 2, middle - angle < -math.pi / 2
    edge = _edge(middle, longitude, angle)
    if north and south:
        return [_around(edge)]
    if north or south:
        return [[_ring(_along_pole(edge, 90.0 if north else -90.0))]]
    return [[_ring(part)] for part in _cut(edge)]


def _edge(middle: float, longitude: float, angle: float) -> list[Point]:
    """Points of the circle, counterclockwise, longitudes unwrapped so that neighbours are near each other."""
    points: list[Point] = []
    for number in range(_POINTS):
        bearing = -2 * math.pi * (number + _OFF_NORTH) / _POINTS
        sine = math.sin(middle) * math.cos(angle) + math.cos(middle) * math.sin(angle) * math.cos(bearing)
        latitude = math.asin(max(-1.0, min(1.0, sine)))
        east = math.sin(bearing) * math.sin(angle) * math.cos(middle)
        turned = math.degrees(math.atan2(east, math.cos(angle) - math.sin(middle) * math.sin(latitude)))
        at = longitude + turned
        if points:
            at += 360 * round((points[-1][0] - at) / 360)
        points.append((at, math.degrees(latitude)))
    return points


def _cut(edge: Sequence[Point]) -> list[list[Point]]:
    """One part for each sheet of 360 degrees that the circle lies on, moved to -180 to 180."""
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        moved = [(longitude + turn, latitude) for longitude, latitude in edge]
        part = _clip(_clip(moved, 180.0, 1), -180.0, -1)
        if len(part) >= 3:
            parts.append(part)
    return parts


def _clip(ring: Sequence[Point], limit: float, sign: int) -> list[Point]:
    """The part of a ring at one side of a meridian (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for number, (longitude, latitude) in enumerate(ring):
        before, under = ring[number - 1]
        inside, was_inside = sign * longitude <= sign * limit, sign * before <= sign * limit
        if inside != was_inside:
            share = (limit - before) / (longitude - before)
            kept.append((limit, under + share * (latitude - under)))
        if inside:
            kept.append((longitude, latitude))
    return kept


def _along_pole(edge: Sequence[Point], pole: float) -> list[Point]:
    """A circle that holds one pole: its edge once around the globe, closed along the pole."""
    line = _once_around(edge)
    corners = [(180.0, pole), (-180.0, pole)]
    return [*line, *corners] if pole > 0 else [*reversed(line), *reversed(corners)]


def _once_around(edge: Sequence[Point]) -> list[Point]:
    """The edge from -180 to 180, with its points on the antimeridian."""
    wrapped = sorted(((longitude + 180) % 360 - 180, latitude) for longitude, latitude in edge)
    (first, low), (last, high) = wrapped[0], wrapped[-1]
    gap = first + 360 - last
    at = high + (low - high) * ((180 - last) / gap if gap else 0.0)
    return [(-180.0, at), *wrapped, (180.0, at)]


def _around(edge: Sequence[Point]) -> list[Ring]:
    """A circle that holds both poles: all of the globe but what lies within its edge.

    That is a hole, or, where it lies across the antimeridian, a bay at either end: holes may not touch the outer ring.
    """
    parts = _cut(edge)
    lower, upper = [(-180.0, -90.0), (180.0, -90.0)], [(180.0, 90.0), (-180.0, 90.0)]
    if len(parts) == 1:
        return [_ring([*lower, *upper]), list(reversed(_ring(parts[0])))]
    west = next(part for part in parts if min(part)[0] <= -_HALF)
    east = next(part for part in parts if max(part)[0] >= _HALF)
    return [_ring([*lower, *_shore(east, _HALF), *upper, *_shore(west, -_HALF)])]


def _shore(part: Sequence[Point], meridian: float) -> list[Point]:
    """A hole at the antimeridian as the line that the outer ring takes around it: from the south for 180, from the north for -180."""
    on = [number for number, (longitude, _) in enumerate(part) if longitude == meridian]
    ends = sorted(on, key=lambda number: part[number][1], reverse=meridian < 0)
    first = ends[0]
    turned = [*part[first:], *part[:first]]
    return turned if turned[1][0] != meridian else [turned[0], *reversed(turned[1:])]


def _area(ring: Sequence[Point]) -> float:
    """Twice the area on the plane; positive counterclockwise."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def _ring(points: Sequence[Point]) -> Ring:
    """Counterclockwise, closed, without a point twice in a row."""
    ordered = list(points) if _area(points) > 0 else list(reversed(points))
    ring: Ring = []
    for longitude, latitude in ordered:
        place = [round(longitude, _DECIMALS), round(latitude, _DECIMALS)]
        if not ring or ring[-1] != place:
            ring.append(place)
    if ring[0] != ring[-1]:
        ring.append(list(ring[0]))
    return ring
