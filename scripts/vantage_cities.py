"""Cities that the tables of docs/physics.md measure from: latitude and longitude, degrees."""

from __future__ import annotations

from typing import Final

Place = tuple[float, float]

VANTAGES: Final[dict[str, tuple[str, Place]]] = {
    "FRA": ("Frankfurt", (50.11, 8.68)),
    "IAD": ("Ashburn", (39.04, -77.49)),
    "GRU": ("São Paulo", (-23.55, -46.63)),
    "SIN": ("Singapore", (1.35, 103.82)),
    "HKG": ("Hong Kong", (22.30, 114.17)),
    "TYO": ("Tokyo", (35.68, 139.75)),
    "SYD": ("Sydney", (-33.87, 151.21)),
    "BOM": ("Mumbai", (19.08, 72.88)),
    "ICN": ("Seoul", (37.57, 126.98)),
}
"""By the code of the city's airport."""
