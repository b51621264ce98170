"""PROTOCOL_ROWS: protocol facts on their way from the reader to PROTOCOLS, where flows are known by marks only."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

_COLUMNS: Final[dict[str, Any]] = {
    "mark": pl.Int64,  # of the flow that carried the message (harness.kernel.gone)
    "side": pl.Int8,  # sender of the message: 0 for A, 1 for B
    "time_ns": pl.Int64,
    "packet": pl.UInt64,  # that made the message whole
    "protocol": pl.String,  # from here on as in harness.model.facts.ProtocolFact
    "key": pl.String,
    "value": pl.String,
}
PROTOCOL_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in the message."""
