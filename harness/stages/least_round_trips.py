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
from harness.tables.parts import Parts

FAR: Final = "rtt_of_server"
NEAR: Final = "rtt_of_client"
"""Columns that ``with_round_trips`` adds; they change places where a flow is seen from the other side."""
_KINDS = pl.Enum(KINDS)
_NO_SAMPLES: Final = [
    pl.lit(None, dtype=pl.Struct({"rtt_ns": pl.Int64, "rtt_kind": _KINDS})).alias(name)
    for name in (FAR, NEAR)
]
_NEEDED: Final = ("flow_id", "kind", "answered_by", "least_ns", "distance_usable")


def with_round_trips(flows: pl.DataFrame, round_trips: Parts) -> pl.DataFrame:
    """Add the least usable sample that each side answered, null where there is none.

    Args:
        flows: With ``flow_id``.
        round_trips: ROUND_TRIPS rows of these and of other flows, any order.
    """
    samples = round_trips.of_flows(flows["flow_id"].sort(), _NEEDED)
    if samples.is_empty():
        return flows.with_columns(_NO_SAMPLES)
    samples = _least(samples)
    for is_far, name in ((True, FAR), (False, NEAR)):
        sample = pl.struct("rtt_ns", "rtt_kind").alias(name)
        found = samples.filter(pl.col("far") == is_far).select("flow_id", sample)
        flows = flows.join(found, on="flow_id", how="left", maintain_order="left")
    return flows


def _least(round_trips: pl.DataFrame) -> pl.DataFrame:
    """The least sample that bounds a distance, one for each side of each flow."""
    order = ("flow_id", "far", "rtt_ns", "rtt_kind")
    return (
        round_trips.filter("distance_usable")
        .select(
            "flow_id",
            far=pl.col("answered_by") == "server",
            rtt_ns="least_ns",
            rtt_kind=pl.col("kind").cast(_KINDS),
        )
        .sort(order)
        .unique(["flow_id", "far"], keep="first", maintain_order=True)
    )


def least_by_endpoint(flows: pl.DataFrame) -> pl.DataFrame:
    """The least sample of each endpoint, its kind, and the first packet of the flow that gave it.

    Args:
        flows: Flows towards their remote side, with the columns of ``with_round_trips``.
    """
    timed = flows.select(
        *ENDPOINT_KEY, pl.col(FAR).struct.unnest(), rtt_capture="capture", rtt_packet="first_packet"
    )
    if timed["rtt_ns"].null_count() == timed.height:
        return timed.clear()
    return least_of(timed.drop_nulls("rtt_ns"))


def least_of(samples: pl.DataFrame) -> pl.DataFrame:
    """The same of several parts of the flows.

    Args:
        samples: Rows of ``least_by_endpoint``, those of one part after those of the other.
    """
    order = ("rtt_ns", "rtt_kind", "rtt_capture", "rtt_packet")
    return samples.sort(order).unique(ENDPOINT_KEY, keep="first", maintain_order=True)
