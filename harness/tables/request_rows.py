"""REQUEST_ROWS: requests in clear on their way from the reader to REQUESTS, where flows are known by marks only."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.model.facts import RequestFact
from harness.tables.requests import REQUESTS

_COLUMNS: Final[dict[str, Any]] = {
    "mark": pl.Int64,  # of the flow that carried the message (harness.kernel.gone)
    "side": pl.Int8,  # sender of the message: 0 for A, 1 for B
    "time_ns": pl.Int64,
    "packet": pl.UInt64,  # that made the head whole
    **{name: REQUESTS.schema[name] for name in RequestFact._fields},
}
REQUEST_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in the message."""
