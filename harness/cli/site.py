"""``--at``: where captures were made, checked."""

from __future__ import annotations

import math

from harness.errors import UsageError
from harness.model.sites import Site

_HALF_TURN_KM = 20_040


def site(text: str) -> Site:
    """Read ``LATITUDE,LONGITUDE,KM``.

    Raises:
        UsageError: It is none, or no place on Earth.

    >>> site("50.11,8.68,25")
    Site(latitude=50.11, longitude=8.68, error_km=25.0)
    """
    try:
        latitude, longitude, error_km = map(float, text.split(","))
    except ValueError:
        raise UsageError(
            f"--at {text!r}: write latitude, longitude in degrees and how far off they may be in km, as 50.11,8.68,25"
        ) from None
    if not (math.fabs(latitude) <= 90 and math.fabs(longitude) <= 180 and 0 < error_km <= _HALF_TURN_KM):
        raise UsageError(
            f"--at {text!r}: latitude is -90 to 90, longitude -180 to 180, and the error more than 0 and at most {_HALF_TURN_KM:,} km"
        )
    return Site(latitude, longitude, error_km)
