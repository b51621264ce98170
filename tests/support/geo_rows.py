"""Rows and documents for tests of what would clear an address; all made up."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from harness.sources.country_cells import read_country_cells
from harness.tables.country_cells import CountryCells
from harness.tables.distances import DISTANCES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.places import PLACES
from harness.tables.schema import Table
from tests.support.places_example import endpoint, place

FRANKFURT = {"latitude": 50.11, "longitude": 8.68, "error_km": 25.0}
NOVEMBER_NS = 1_793_000_000 * 10**9
"""2026-10-26."""
SOON = ("2026-10-20",)


@cache
def cells() -> CountryCells:
    return read_country_cells()[0]


def seen(server_ip: str = "8.0.0.1", **given: Any) -> dict[str, Any]:
    return endpoint(server_ip, first_ns=NOVEMBER_NS, last_ns=NOVEMBER_NS) | given


def distance(server_ip: str = "8.0.0.1", **given: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(DISTANCES.columns)
    row |= {
        "vantage": "app",
        "server_ip": server_ip,
        "doubts": [],
        "excluded": [],
        "samples": 1,
        "unusable": 0,
    }
    return row | FRANKFURT | given


def document(
    path: Path, *, rows: dict[str, list[dict[str, Any]]], dates: tuple[str, ...] = SOON, **changed: Any
) -> Path:
    """Write rows as the document of ``analyze``, of which only what is asked for stands in it."""
    tables: dict[str, tuple[Table, list[dict[str, Any]]]] = {
        "endpoints": (ENDPOINTS, rows.get("endpoints", [seen()])),
        "places": (PLACES, rows.get("places", [place()])),
        "distances": (DISTANCES, rows.get("distances", [distance()])),
    }
    told: dict[str, Any] = {"schema": "harness-analysis", "schema_version": 1}
    for name, (table, given) in tables.items():
        frame = pl.DataFrame(given, schema=table.schema, orient="row")
        told[name] = [json.loads(line) for line in frame.write_ndjson().splitlines()]
    told["data_sources"] = [{"meaning": "geolocated", "date": date} for date in dates]
    told["data_sources"].append({"meaning": "operator", "date": "2001-01-01"})
    path.write_text(json.dumps(told | changed))
    return path
