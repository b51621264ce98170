"""TRAITS of endpoints whose flows show nothing."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

LISTS = ("protocols", "proxy_targets", "obscured")


def traits_of(endpoints: pl.DataFrame, **given: Any) -> pl.DataFrame:
    """One row for each endpoint.

    Args:
        endpoints: ENDPOINTS rows.
        given: Values of columns, the same in every row.
    """
    values: dict[str, Any] = {**{key: [] for key in LISTS}, "port_protocol": None, **given}
    dtypes = TRAITS.schema
    columns = {name: pl.lit(value, dtype=dtypes[name]) for name, value in values.items()}
    return conform(endpoints.select(ENDPOINT_KEY).with_columns(**columns), TRAITS)
