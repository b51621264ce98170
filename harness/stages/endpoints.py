"""Flows and names -> ENDPOINTS: one row per vantage point, remote address, transport and port.

Names are ranked in ``endpoint_names`` and graded in ``name_grades``.
"""

from __future__ import annotations

import polars as pl

from harness.model.words import ContactLevel
from harness.stages.adding import Adding
from harness.stages.endpoint_names import rank_names
from harness.stages.endpoint_scopes import with_scopes
from harness.stages.least_round_trips import least_by_endpoint, least_of, with_round_trips
from harness.stages.name_grades import grade_names
from harness.stages.remotes import gather_openers, towards_remote
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.flows import FLOWS
from harness.tables.frames import joined_left, without
from harness.tables.hellos import HELLOS
from harness.tables.names import NAMES
from harness.tables.parts import Frames, Parts, Whole
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import conform

_SUMS = ("packets", "ip_octets", "payload_octets")
_NEEDED = (
    *("capture", "vantage", "client_ip", "server_ip", "server_port", "transport", "start_ns", "end_ns"),
    *(f"{field}_{way}" for field in _SUMS for way in ("up", "down")),
    *("flow_id", "remote", "contact", "first_packet", "data_up_packet", "data_up_capture"),
)
"""Columns of FLOWS that endpoints are made of."""
_NO_ROUND_TRIPS = ROUND_TRIPS.empty()
_NO_HELLOS = HELLOS.empty()
_SUMMED = [f"{field}_{way}" for field in _SUMS for way in ("up", "down")]
_LEVELS = pl.Enum([level.value for level in ContactLevel])
_AFTER_ALL_TIMES_NS = 2**62
"""Puts flows that sent nothing behind all that did: the year 2116."""


def gather_endpoints(
    flows: pl.DataFrame,
    names: pl.DataFrame,
    round_trips: pl.DataFrame = _NO_ROUND_TRIPS,
    hellos: pl.DataFrame = _NO_HELLOS,
) -> pl.DataFrame:
    """As ``gather_endpoints_of_parts``, of tables in one frame."""
    return gather_endpoints_of_parts(
        Whole(conform(flows, FLOWS)),
        Whole(conform(names, NAMES)),
        Whole(conform(round_trips, ROUND_TRIPS)),
        Whole(conform(hellos, HELLOS)),
    )


def gather_endpoints_of_parts(
    flows: Parts, names: Frames, round_trips: Parts, hellos: Frames
) -> pl.DataFrame:
    """Sum flows by remote endpoint and give each its names.

    Args:
        flows: FLOWS rows, in any order.
        names: NAMES rows, in any order.
        round_trips: ROUND_TRIPS rows of these flows, in any order.
        hellos: HELLOS rows of these flows, in any order.

    Returns:
        ENDPOINTS rows, most payload sent first, then by key. Sums are UInt64. Registrable domains
        are all null: ``with_domains`` fills them in from reference data.
    """
    opening = ("vantage", "client_ip", "remote")
    openers = pl.concat([gather_openers(part) for part in flows.frames(opening)]).unique()
    endpoints = _sums(flows, round_trips, openers)
    ranked = rank_names(endpoints, names, flows, hellos)
    named = joined_left(endpoints, ranked, on=ENDPOINT_KEY, nulls_equal=True)
    frame = (
        without(grade_names(named, names, flows, openers), "own", "in_clear")
        .with_columns(
            pl.col("names", "hearsay_names").fill_null(pl.lit([], dtype=pl.List(pl.String))),
            registrable_domain=pl.lit(None, dtype=pl.String),
        )
        .pipe(with_scopes, names)
        .sort("payload_octets_up", *ENDPOINT_KEY, descending=[True] + [False] * len(ENDPOINT_KEY))
    )
    return conform(frame, ENDPOINTS)


def _sums(flows: Parts, round_trips: Parts, openers: pl.DataFrame) -> pl.DataFrame:
    """Sums, spans, the packet to look at and the least round trip, per endpoint."""
    sums, least = Adding(_added), Adding(least_of)
    for part in flows.frames(_NEEDED):
        towards = towards_remote(with_round_trips(part, round_trips), openers)
        sums.take(_part_sums(towards))
        least.take(least_by_endpoint(towards))
    told = least.result().with_columns(pl.col("rtt_kind").cast(pl.String))
    summed = joined_left(sums.result(), told, on=ENDPOINT_KEY, nulls_equal=True)
    # A flow in doubt takes nothing from what certain ones show.
    level = pl.coalesce("known_level", "level").cast(pl.String)
    shown = summed.with_columns(
        pl.col("clients").list.sort(),
        contact=level,
        capture=pl.col("shown").struct["capture"],
        packet=pl.col("shown").struct["packet"],
    )
    return without(shown, "known_level", "level", "shown")


def _added(sums: pl.DataFrame) -> pl.DataFrame:
    """Sums of the flows of several parts."""
    return sums.group_by(ENDPOINT_KEY).agg(
        pl.col(_SUMMED).sum(),
        pl.col("clients").explode().unique(),
        pl.col("flows").sum(),
        pl.col("remote_known").any(),
        pl.col("known_level", "level").max(),
        pl.col("first_ns").min(),
        pl.col("last_ns").max(),
        pl.col("shown").sort().first(),
    )


def _part_sums(flows: pl.DataFrame) -> pl.DataFrame:
    """The same of some flows, with what joining them to others needs."""
    # The packet to look at is in the first flow that sent payload, else in the first flow.
    silent = pl.col("data_up_packet").is_null()
    level = pl.col("contact").cast(_LEVELS)
    shown = pl.struct(
        rank=pl.col("start_ns") + silent.cast(pl.Int64) * _AFTER_ALL_TIMES_NS,
        capture=pl.coalesce("data_up_capture", "capture"),
        packet=pl.coalesce("data_up_packet", "first_packet"),
    )
    return flows.group_by(ENDPOINT_KEY).agg(
        pl.col(_SUMMED).sum(),
        clients=pl.col("client_ip").unique(),
        flows=pl.len().cast(pl.UInt64),
        remote_known=pl.col("remote_known").any(),
        known_level=level.filter(pl.col("remote_known")).max(),
        level=level.max(),
        first_ns=pl.col("start_ns").min(),
        last_ns=pl.col("end_ns").max(),
        shown=shown.sort().first(),
    )
