"""What physics can prove -> the power table of docs/physics.md: ``python -m scripts.physics_power``.

Servers in twenty cities answer nine vantage points after 1.6 times the round trip that light in fibre (two thirds of c) needs along
the geodesic, and one millisecond: about what cables and a quick server take. Each vantage point is known to 25 km.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geographiclib.geodesic import Geodesic

from harness.model.sites import Site
from harness.model.territories import told_apart
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import SILICA_KM_PER_MS, Disc, beyond, common, floors_km, radius_km
from harness.tables.country_cells import CountryCells
from scripts.vantage_cities import VANTAGES, Place

DETOUR: Final = 1.6
WAIT_MS: Final = 1.0
ERROR_KM: Final = 25.0
FIBRE_KM_PER_MS: Final = 99.930819
"""Two thirds of half of c."""
ASKED: Final = "CN"
_MOST_SHOWN: Final = 6

SERVERS: Final[dict[str, tuple[str, Place]]] = {
    "Frankfurt": ("DE", (50.11, 8.68)),
    "London": ("GB", (51.51, -0.13)),
    "Dublin": ("IE", (53.35, -6.26)),
    "Stockholm": ("SE", (59.33, 18.06)),
    "Moscow": ("RU", (55.76, 37.62)),
    "N. Virginia": ("US", (39.04, -77.49)),
    "Oregon": ("US", (45.84, -119.70)),
    "São Paulo": ("BR", (-23.55, -46.63)),
    "Johannesburg": ("ZA", (-26.20, 28.05)),
    "Mumbai": ("IN", (19.08, 72.88)),
    "Singapore": ("SG", (1.35, 103.82)),
    "Jakarta": ("ID", (-6.21, 106.85)),
    "Hong Kong": ("HK", (22.30, 114.17)),
    "Taipei": ("TW", (25.04, 121.56)),
    "Seoul": ("KR", (37.57, 126.98)),
    "Tokyo": ("JP", (35.68, 139.75)),
    "Sydney": ("AU", (-33.87, 151.21)),
    "Beijing": ("CN", (39.90, 116.40)),
    "Shanghai": ("CN", (31.23, 121.47)),
    "Shenzhen": ("CN", (22.54, 114.06)),
}


def rtt_ns(vantage: Place, server: Place) -> int:
    """Simulated round trip."""
    metres: float = Geodesic.WGS84.Inverse(*vantage, *server)["s12"]
    return round((metres / 1_000 / FIBRE_KM_PER_MS * DETOUR + WAIT_MS) * 1e6)


def power_table() -> str:
    """The table in Markdown."""
    cells, _ = read_country_cells()
    head = (
        "server",
        f"outside {ASKED} by, alone",
        "in fibre also by",
        "left by all nine together",
        "confirmed by, alone",
    )
    rows = [_row(cells, name, own, place) for name, (own, place) in SERVERS.items()]
    return "\n".join(_line(row) for row in (head, ["---"] * len(head), *rows))


def _line(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"


def _row(cells: CountryCells, name: str, own: str, place: Place) -> Sequence[str]:
    times = {code: rtt_ns(at, place) for code, (_, at) in VANTAGES.items()}
    sites = {code: Site(*at, ERROR_KM) for code, (_, at) in VANTAGES.items()}
    floors = {code: floors_km(cells, site) for code, site in sites.items()}
    excluded = {code: beyond(cells, floors[code], radius_km(times[code])) for code in VANTAGES}
    in_fibre = {
        code: beyond(cells, floors[code], radius_km(times[code], SILICA_KM_PER_MS)) for code in VANTAGES
    }
    proven = [code for code, gone in excluded.items() if ASKED in gone]
    more = [code for code, gone in in_fibre.items() if ASKED in gone and code not in proven]
    left = common(cells, [Disc(sites[code], radius_km(times[code])) for code in VANTAGES])
    if any(own in gone for gone in excluded.values()) or own not in left:
        raise ValueError(f"{name} is excluded from {own}, where it is")
    alone = [code for code, gone in excluded.items() if told_apart(set(cells.codes) - set(gone)) == {own}]
    return f"{name} ({own})", _listed(proven), _listed(more), _few(left), _listed(alone)


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes) or "none"


def _few(codes: Sequence[str]) -> str:
    if len(codes) <= _MOST_SHOWN:
        return ", ".join(codes)
    return f"{len(codes)} countries {'with' if ASKED in codes else 'without'} {ASKED}"


if __name__ == "__main__":
    print(power_table())
