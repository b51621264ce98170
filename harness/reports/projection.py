"""Equal Earth: a world map on which areas compare as they do on Earth.

B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of Geographical Information
Science 33(3), 2019, equations 4 to 6. Width is ``WIDTH``; y grows downwards, as in SVG.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

WIDTH: Final = 960.0
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_HALF_SQRT_3: Final = sqrt(3) / 2


def _raw(longitude: float, latitude: float) -> tuple[float, float]:
    theta = asin(_HALF_SQRT_3 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    across = 3 * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square))
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / across
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


_HALF_WIDTH: Final = _raw(180.0, 0.0)[0]
_HALF_HEIGHT: Final = _raw(0.0, 90.0)[1]
_SCALE: Final = WIDTH / (2 * _HALF_WIDTH)
HEIGHT: Final = 2 * _HALF_HEIGHT * _SCALE


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on the map.

    Args:
        longitude: Degrees, -180 to 180, east positive.
        latitude: Degrees, -90 to 90, north positive.

    >>> [round(part, 3) for part in projected(0.0, 0.0)] == [WIDTH / 2, round(HEIGHT / 2, 3)]
    True
    """
    x, y = _raw(longitude, latitude)
    return (x + _HALF_WIDTH) * _SCALE, (_HALF_HEIGHT - y) * _SCALE
