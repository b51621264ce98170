"""ROUND_TRIPS -> the least usable one to each side of each flow, and of those the least to each endpoint.

Every usable sample is an upper bound on the distance of who answered, so the least of all kinds is the
tightest. One that does not bound a distance (which question was answered is not certain) is left out however
small it is; so is one that the near side answered.

Blind spots: a responder close by (proxy, accelerator, VPN app) answers in the server's name. Its unspent TTL
(``flows.server_ttl``) may show it; a time alone proves no place (decision 0099).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.stages.round_trips import KINDS
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import conform

FAR: Final = "rtt_of_server"
NEAR: Final = "rtt_of_client"
"""Columns that ``with_round_trips`` adds; they change places where a flow is seen from the other side."""
_KINDS = pl.Enum(KINDS)
_SAMPLE = pl.Struct({"rtt_ns": pl.Int64, "rtt_kind": pl.String})


def with_round_trips(flows: pl.DataFrame, round_trips: pl.DataFrame) -> pl.DataFrame:
    """Add the least usable sample that each side answered, null where there is none.

    Args:
        flows: With ``flow_id``.
        round_trips: ROUND_TRIPS rows, any order.
    """
    least = (
        conform(round_trips, ROUND_TRIPS)
        .filter("distance_usable")
        .sort("least_ns", pl.col("kind").cast(_KINDS))
        .unique(["flow_id", "answered_by"], keep="first", maintain_order=True)
        .select("flow_id", "answered_by", sample=pl.struct(rtt_ns="least_ns", rtt_kind="kind").cast(_SAMPLE))
    )
    for side, name in (("server", FAR), ("client", NEAR)):
        found = least.filter(answered_by=side).select("flow_id", pl.col("sample").alias(name))
        flows = flows.join(found, on="flow_id", how="left", maintain_order="left")
    return flows


def least_by_endpoint(flows: pl.DataFrame) -> pl.DataFrame:
    """The least sample of each endpoint, its kind, and the first packet of the flow that gave it.

    Args:
        flows: Flows towards their remote side, with the columns of ``with_round_trips``.
    """
    return (
        flows.lazy()
        .select(*ENDPOINT_KEY, pl.col(FAR).struct.unnest(), rtt_capture="capture", rtt_packet="first_packet")
        .drop_nulls("rtt_ns")
        .sort("rtt_ns", pl.col("rtt_kind").cast(_KINDS), "rtt_capture", "rtt_packet")
        .unique(ENDPOINT_KEY, keep="first", maintain_order=True)
        .collect()
    )
