"""Counts of the captures that were read -> CAPTURES."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from harness.tables.captures import CAPTURES
from harness.tables.schema import conform


def gather_captures(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Make the table from one mapping of column to value for each capture, in their order."""
    return conform(pl.DataFrame(list(rows), schema=CAPTURES.schema, orient="row"), CAPTURES)
