"""Protocol facts of a capture -> PROTOCOLS: flows pointed at and which side of the flow spoke, or which station did."""

from __future__ import annotations

import polars as pl

from harness.stages.mac_text import mac_texts
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
        _nulls("transmitter_mac", "frames", "last_ns"),
        capture=pl.lit(capture),
        vantage=pl.lit(vantage),
        by_client=pl.col("side") == client_sides,
    )
    return conform(frame.drop("side"), PROTOCOLS)


def gather_broadcasts(facts: pl.DataFrame, *, capture: str, vantage: str) -> pl.DataFrame:
    """Say who told what in frames of no flow.

    Args:
        facts: BROADCAST_ROWS.
        capture: Key of the capture that they were seen in.
        vantage: Its vantage point.

    Returns:
        PROTOCOLS rows, by packet and place in the frame.
    """
    frame = facts.with_columns(
        _nulls("flow_id", "by_client"),
        capture=pl.lit(capture),
        vantage=pl.lit(vantage),
        transmitter_mac=mac_texts(facts["mac"].to_numpy()),
    )
    return conform(frame.drop("mac"), PROTOCOLS)


def _nulls(*columns: str) -> list[pl.Expr]:
    return [pl.lit(None, dtype=PROTOCOLS.schema[column]).alias(column) for column in columns]
