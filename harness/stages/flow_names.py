"""names -> the names of single flows: told in the flow itself, or asked by the same sender for the address.

An endpoint's names come from all flows and senders of a vantage point, and one address serves many
names. Whose a flow is and what a claim permits hang on the name of that very flow.

Blind spots: two names that a sender asked for one address cannot be told apart in flows that tell none.
"""

from __future__ import annotations

import polars as pl

from harness.model.name_sources import LOOKUPS, TOLD
from harness.tables.frames import joined_left
from harness.tables.names import NAMES
from harness.tables.schema import conform

_TOLD = pl.col("source").is_in([source.value for source in TOLD])
_ASKED = pl.col("source").is_in([source.value for source in LOOKUPS]) & pl.col("asked").fill_null(value=False)


def with_flow_names(sides: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Add the names of each sender's flows.

    Args:
        sides: ``flow_id``, ``vantage``, ``sender`` and ``server_ip``, the sender's far end.
        names: NAMES rows, in any order.

    Returns:
        The columns given, ``told``: names told to this far end in the flow, and ``asked``: names that this sender asked for this
        address; both sorted lists, empty where there is none.
    """
    known = conform(names, NAMES)
    told = known.filter(_TOLD).group_by("flow_id", "server_ip").agg(told=pl.col("name").unique().sort())
    asked = (
        known.filter(_ASKED)
        .group_by("vantage", "server_ip", sender="client_ip")
        .agg(asked=pl.col("name").unique().sort())
    )
    named = joined_left(sides, told, on=["flow_id", "server_ip"])
    named = joined_left(named, asked, on=["vantage", "server_ip", "sender"])
    return named.with_columns(pl.col("told", "asked").fill_null(pl.lit([], dtype=pl.List(pl.String))))
