"""Protocol facts of a capture -> PROTOCOLS: flows pointed at, and which side of the flow spoke."""

from __future__ import annotations

import polars as pl

from harness.tables.protocols import PROTOCOLS
from harness.tables.schema import conform


def gather_protocols(
    facts: pl.DataFrame, client_sides: pl.Series, *, capture: str, vantage: str
) -> pl.DataFrame:
    """Say who told each fact.

    Args:
        facts: PROTOCOL_ROWS with ``flow_id`` in place of ``mark``, from ``harness.stages.names.rows_of_flows``.
        client_sides: Which side of its record the client is, 0 for A, of the flow of each row.
        capture: Key of the capture that they were seen in.
        vantage: Its vantage point.

    Returns:
        PROTOCOLS rows, by packet and place in the message.
    """
    frame = facts.with_columns(
        capture=pl.lit(capture), vantage=pl.lit(vantage), by_client=pl.col("side") == client_sides
    )
    return conform(frame.drop("side"), PROTOCOLS)
