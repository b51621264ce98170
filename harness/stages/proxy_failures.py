"""proxy_failures + where the proxy's CA was held -> PROXY_FAILURES that say so.

A refusal means *pinned* only where the CA was in the store that the system trusts: apps distrust CAs of the user by
default. No packet shows where it was; the tester says so, or the proxy's own record, which goes before.

Blind spots: the tester is taken at their word; one word is for all devices of a vantage point.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.words import CaStore
from harness.tables.interception import PROXY_FAILURES
from harness.tables.schema import conform


def with_ca_store(failures: pl.DataFrame, stores: Mapping[str, CaStore]) -> pl.DataFrame:
    """Say of failures whether the CA was in the system's store.

    Args:
        failures: PROXY_FAILURES rows.
        stores: By vantage point, where it is known.

    Returns:
        The rows in their order; null where nothing says so.
    """
    known = {vantage: store is CaStore.SYSTEM for vantage, store in stores.items()}
    told = pl.col("vantage").replace_strict(known, default=None, return_dtype=pl.Boolean)
    return conform(
        failures.with_columns(ca_in_system_store=pl.coalesce("ca_in_system_store", told)), PROXY_FAILURES
    )
