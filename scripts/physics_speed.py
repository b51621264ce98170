"""Time of the physics engine on the embedded cells: ``python -m scripts.physics_speed``."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from harness.model.sites import Site
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import Disc, apart, beyond, common, floors_km, radius_km
from scripts.physics_power import ERROR_KM, rtt_ns
from scripts.vantage_cities import VANTAGES

TURNS = 200
SIX = list(VANTAGES)[:6]
SERVER = (50.11, 8.68)


def timed(what: str, run: Callable[[], Any], turns: int = TURNS) -> None:
    """Run some times and print the least, middle and most of the wall times."""
    times = []
    for _ in range(turns):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    print(f"{what}: {times[0]:.2f} / {times[turns // 2]:.2f} / {times[-1]:.2f} ms")


def main() -> None:
    """Load, measure, print."""
    timed("load the cells", read_country_cells, 20)
    cells, _ = read_country_cells()
    sites = [Site(*VANTAGES[code][1], ERROR_KM) for code in SIX]
    radii = [radius_km(rtt_ns(VANTAGES[code][1], SERVER)) for code in SIX]
    discs = [Disc(site, radius) for site, radius in zip(sites, radii, strict=True)]
    wide = [Disc(site, 19_000.0) for site in sites]
    floors = floors_km(cells, sites[0])
    timed("floors of one site, kept for all its addresses", lambda: floors_km(cells, sites[0]))
    timed("countries beyond one radius", lambda: beyond(cells, floors, radii[0]))
    timed("common of six discs, server in Frankfurt", lambda: common(cells, discs))
    timed("common of six discs that reach nearly everywhere", lambda: common(cells, wide))
    timed("pairs of six discs that lie apart", lambda: apart(discs))


if __name__ == "__main__":
    main()
