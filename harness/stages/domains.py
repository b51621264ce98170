"""ENDPOINTS and DOMAINS -> ENDPOINTS: each with the registrable domain of its best name."""

from __future__ import annotations

import polars as pl

from harness.tables.domains import DOMAINS
from harness.tables.endpoints import ENDPOINTS
from harness.tables.schema import conform


def distinct_names(endpoints: pl.DataFrame) -> list[str]:
    """Best names of ENDPOINTS rows, each once."""
    names: list[str] = endpoints["name"].drop_nulls().unique().sort().to_list()
    return names


def with_domains(endpoints: pl.DataFrame, domains: pl.DataFrame) -> pl.DataFrame:
    """Give each endpoint the registrable domain of its name.

    Args:
        endpoints: ENDPOINTS rows; their order is kept.
        domains: DOMAINS rows, of all their names.

    Returns:
        ENDPOINTS rows, null where there is no name or the name has none.
    """
    bare = conform(endpoints, ENDPOINTS).drop("registrable_domain")
    return conform(
        bare.join(conform(domains, DOMAINS), on="name", how="left", maintain_order="left"), ENDPOINTS
    )
