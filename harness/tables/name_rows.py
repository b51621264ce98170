"""NAME_ROWS: name facts on their way from the reader to the NAMES table, where flows are known by marks only."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.model.words import CertificateRange, NameSource

SOURCES: Final = pl.Enum([source.value for source in NameSource])
RANGES: Final = pl.Enum([word.value for word in CertificateRange])

_COLUMNS: Final[dict[str, Any]] = {
    "mark": pl.Int64,  # of the flow that carried the message (harness.kernel.gone)
    "side": pl.Int8,  # sender of the message: 0 for A, 1 for B
    "time_ns": pl.Int64,
    "packet": pl.UInt64,  # that made the message whole
    "name": pl.String,  # from here on as in harness.model.facts.NameFact
    "address": pl.String,
    "source": SOURCES,
    "ttl_s": pl.UInt32,
    "asked": pl.Boolean,
    "certificate": RANGES,
}
NAME_ROWS: Final = pl.Schema(_COLUMNS)
"""Rows are ordered by packet and place in the message."""
