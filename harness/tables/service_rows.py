"""SERVICE_ROWS: service facts on their way from the reader to DNS_SERVICES, where flows are known by marks only."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

_COLUMNS: Final[dict[str, Any]] = {
    "mark": pl.Int64,  # of the flow that carried the message (harness.kernel.gone)
    "side": pl.Int8,  # sender of the message: 0 for A, 1 for B
    "time_ns": pl.Int64,
    "packet": pl.UInt64,
    "owner": pl.String,  # from here on as in harness.model.facts.ServiceFact
    "target": pl.String,
    "priority": pl.UInt16,
    "alpn": pl.List(pl.String),
    "ech": pl.Boolean,
    "ttl_s": pl.UInt32,
    "ech_config_ids": pl.List(pl.UInt8),
    "ech_public_names": pl.List(pl.String),
}
SERVICE_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in the message."""
