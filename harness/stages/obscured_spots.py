"""OBSCURED -> what hides names or content in the flows of each vantage point, as blind spots of its cell."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.stages.spots import Spot, percent
from harness.tables.obscured import OBSCURED
from harness.tables.schema import conform


def obscured_spots(obscured: pl.DataFrame) -> Iterator[Spot]:
    """What hides names or content in the flows of each vantage point; tunnels are leads of their own."""
    rows = conform(obscured, OBSCURED).filter(pl.col("kind") != BlindSpotKind.TUNNEL.value)
    for row in rows.iter_rows(named=True):
        cell, _, vantage_point = row["vantage"].partition("/")
        share = "" if row["octets_ratio"] is None else f" ({percent(row['octets_ratio'])})"
        flows = "1 flow" if row["flows"] == 1 else f"{row['flows']:,} flows"
        endpoints = "1 endpoint" if row["endpoints"] == 1 else f"{row['endpoints']:,} endpoints"
        yield Spot(
            cell=cell,
            kind=BlindSpotKind(row["kind"]),
            # Which contacts of the subject have no name is an open lead each, so others' flows block nothing.
            blocks=row["kind"] != BlindSpotKind.NO_NAME.value,
            detail=f"{vantage_point}: {flows} to {endpoints}, {row['payload_octets']:,} octets of payload{share}.",
            capture=row["capture"],
            packet=row["packet"],
            flows=row["flows"],
            payload_octets=row["payload_octets"],
            octets_ratio=row["octets_ratio"],
        )
