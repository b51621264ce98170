"""docs/physics.md: its tables of what the engine excludes and what can be proven, from the embedded cells."""

from __future__ import annotations

from harness.model.sites import Site
from harness.sources.country_cells import read_country_cells
from harness.stages.reach import floors_km
from scripts.country_distances import CITIES, COUNTRIES, PAGE, table
from scripts.physics_power import power_table
from scripts.sections import with_section
from scripts.vantage_cities import VANTAGES


def floors_table() -> str:
    """Kilometres that the engine keeps each country away from each city, whose place is known exactly."""
    cells, _ = read_country_cells()
    wanted = [cells.codes.index(country) for country in COUNTRIES]
    floors = {city: floors_km(cells, Site(*VANTAGES[city][1], 0.0))[wanted] for city in CITIES}
    return "\n".join(
        table("engine, km", {city: [f"{km:,.0f}" for km in row] for city, row in floors.items()})
    )


def physics_page() -> str:
    """Write docs/physics.md with both tables as they are now; distances need a package: ``scripts.country_distances``."""
    page = PAGE.read_text(encoding="utf-8")
    return with_section(with_section(page, "floors", floors_table()), "power", power_table())
