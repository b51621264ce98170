# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Coordinates in; the least round trip between two places, out.

Light needs 1 ms there and back for 102.7 km of silica fibre (refractive index 1.46); cables
are longer than the great circle by the detour factor, and whoever answers needs a millisecond.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

EARTH_KM = 6371.0088
"""Mean radius, IUGG."""
FIBRE_KM_PER_MS = 102.7
ANSWER_MS = 1.0
LOCAL_MS = 0.6
"""A box of the access network itself."""


def great_circle_km(here: Sequence[float], there: Sequence[float]) -> float:
    """Distance between two (latitude, longitude) in degrees, by the haversine formula."""
    latitude_a, latitude_b = math.radians(here[0]), math.radians(there[0])
    half_latitude = (latitude_b - latitude_a) / 2
    half_longitude = math.radians(there[1] - here[1]) / 2
    chord = (
        math.sin(half_latitude) ** 2
        + math.cos(latitude_a) * math.cos(latitude_b) * math.sin(half_longitude) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


def least_rtt_ns(here: Sequence[float], server: dict[str, object], detour: float) -> int:
    """Round trip without waiting, in whole microseconds as ns."""
    stated, there = server["rtt_ms"], server["coordinates"]
    if isinstance(stated, float):
        milliseconds = stated
    elif isinstance(there, list):
        milliseconds = great_circle_km(here, there) * detour / FIBRE_KM_PER_MS + ANSWER_MS
    else:
        milliseconds = LOCAL_MS
    return round(milliseconds * 1000) * 1000
