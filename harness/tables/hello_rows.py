"""HELLO_ROWS: ClientHellos on their way from the reader to the HELLOS table, where flows are known by marks only."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.model.words import HelloTransport

TRANSPORTS: Final = pl.Enum([transport.value for transport in HelloTransport])

_COLUMNS: Final[dict[str, Any]] = {
    "mark": pl.Int64,  # of the flow that carried the message (harness.kernel.gone)
    "side": pl.Int8,  # sender of the message: 0 for A, 1 for B
    "time_ns": pl.Int64,
    "packet": pl.UInt64,  # that made the message whole
    "transport": TRANSPORTS,  # from here on as in harness.model.facts.HelloFact
    "sni": pl.String,
    "alpn": pl.List(pl.String),
    "versions": pl.List(pl.String),
    "ech": pl.Boolean,
    "ech_type": pl.UInt8,
    "ech_config_id": pl.UInt8,
    "ja4": pl.String,
    "complete": pl.Boolean,
    "random": pl.String,
}
HELLO_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in it."""
