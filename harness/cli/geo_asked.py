"""Addresses and a date in; what place data say of each, weighed, out.

Imports what reads place data: subcommands import it only when they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from harness.sources.geodata import consult, data_sets_of
from harness.stages.placed import place
from harness.stages.places import locate
from harness.tables.country_cells import NO_CELLS
from harness.tables.distances import DISTANCES
from harness.tables.places import PLACES

_VANTAGE = "no capture"


def asked(addresses: Sequence[str], day: date | None) -> list[dict[str, Any]]:
    """What is known of each address, in the order given.

    Args:
        addresses: Each once.
        day: When the capture was made; None: today.

    Returns:
        PLACES rows with the scope and kind of the address, and who announces it, whether or not that is seen in routing.

    Raises:
        ReferenceDataError: Data are missing or altered.
    """
    geo = consult(addresses, data_sets_of(day))
    answers = {row["server_ip"]: row for row in geo.answers.iter_rows(named=True)}
    seen = pl.DataFrame(
        {"vantage": _VANTAGE, "server_ip": list(addresses)},
        schema={"vantage": pl.String, "server_ip": pl.String},
    )
    places = place(seen, locate(addresses, geo), DISTANCES.empty(), NO_CELLS)
    of = {row["server_ip"]: row for row in places.iter_rows(named=True)}
    nothing = dict.fromkeys(PLACES.columns) | {"status": "local", "candidates": [], "located": []}
    return [
        {**of.get(text, nothing), **answers[text], "located": of.get(text, nothing)["located"]}
        for text in addresses
    ]
