"""BROADCAST_ROWS: protocol facts of frames in no flow, on their way from the reader to PROTOCOLS."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

_COLUMNS: Final[dict[str, Any]] = {
    "mac": pl.Int64,  # of the transmitter, as in harness.kernel.records.PACKET
    "time_ns": pl.Int64,  # of the first frame that said so
    "packet": pl.UInt64,
    "frames": pl.UInt64,  # that said so
    "last_ns": pl.Int64,
    "protocol": pl.String,  # from here on as in harness.model.facts.ProtocolFact
    "key": pl.String,
    "value": pl.String,
}
BROADCAST_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in the frame."""
