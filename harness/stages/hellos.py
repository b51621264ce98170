"""ClientHellos of a capture -> HELLOS: flows pointed at, and which side of the flow spoke."""

from __future__ import annotations

import polars as pl

from harness.tables.hellos import HELLOS
from harness.tables.schema import conform


def gather_hellos(
    hellos: pl.DataFrame, client_sides: pl.Series, *, capture: str, vantage: str
) -> pl.DataFrame:
    """Say whose hello each is.

    Args:
        hellos: HELLO_ROWS with ``flow_id`` in place of ``mark``, from ``harness.stages.names.rows_of_flows``.
        client_sides: Which side of its record the client is, 0 for A, of the flow of each row.
        capture: Key of the capture that they were seen in.
        vantage: Its vantage point.

    Returns:
        HELLOS rows, by packet and place in it.
    """
    frame = hellos.with_columns(
        capture=pl.lit(capture),
        vantage=pl.lit(vantage),
        transport=pl.col("transport").cast(pl.String),
        by_client=pl.col("side") == client_sides,
    )
    return conform(frame.drop("side"), HELLOS)
