"""Facts -> the same facts in fewer rows: what is looked at again and again while capturing goes on.

Flows of one client to one service that show alike are one row, with their sums; what is told again and again in them is
kept as it was told first. So what is inferred of endpoints costs by endpoints, and not by flows or time.

Law, tested: endpoints inferred of what is left are those of all rows, but for ``flows``; and compacting in parts is
compacting once.

Blind spots: single flows, handshakes, octets per minute and later times of what was told before are gone. It is for
looking at, never for a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from harness.model.name_sources import TOLD
from harness.model.words import NameSource
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Whole, collect
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import Table, conform

_KEY: Final = (
    "vantage", "client_ip", "server_ip", "server_port", "transport", "client_by", "remote", "contact", "app", "app_id",
    "app_id_kind", "period", "own",
)  # fmt: skip
"""Flows that are alike in these are one; ``period`` is what they began in, see ``compact_facts``; ``own`` what they tell:
which name of an endpoint is the best one hangs on how much was sent under each, and what is not understood on the rest."""
_OWN: Final = [source.value for source in (*TOLD, NameSource.CERTIFICATE)]
_SUMMED: Final = tuple(
    f"{name}_{way}"
    for name in ("packets", "ip_octets", "payload_octets", "payload_unique_octets", "payload_missing_octets")
    for way in ("up", "down")
)
_LEAST: Final = ("start_ns", "rtt_ns", "payload_exact")
_MOST: Final = ("end_ns", "app_mixed")
_FLAGS: Final = ("tcp_flags_up", "tcp_flags_down")
_DATA: Final = ("data_up_ns", "data_up_packet", "data_up_capture")
_OF_FIRST: Final = tuple(
    name
    for name in FLOWS.columns
    if name not in {"flow_id", *_KEY, *_SUMMED, *_LEAST, *_MOST, *_FLAGS, *_DATA}
)
_WHEN: Final = ("capture", "time_ns", "packet")
_TTL: Final = ("client_port", "ttl_s")
_SIZES: Final = ("client_port", "query_octets", "request_octets", "response_octets", "path")


def compact_facts(parts: Iterable[FactParts], periods: Sequence[int] = ()) -> FactParts:
    """Put facts together in as few rows as tell the same of endpoints.

    Args:
        parts: Of captures that follow each other, or of several vantage points; earlier ones first.
        periods: Times, in order, between which flows are kept apart by their start; steps, for example.

    Returns:
        Tables in memory: no handshakes, and no minutes.
    """
    given = list(parts)
    flows, renumbered = _flows(given, periods)

    def once(table: Table, *but: str) -> Whole:
        return Whole(_once(_table(given, table, renumbered), table, but))

    return FactParts(
        flows=Whole(flows),
        handshakes=Whole(HANDSHAKES.empty()),
        round_trips=Whole(_round_trips(_table(given, ROUND_TRIPS, renumbered))),
        names=once(NAMES, *_TTL),
        hellos=once(HELLOS, "random"),
        dns_services=once(DNS_SERVICES, "ttl_s"),
        protocols=Whole(_protocols(_table(given, PROTOCOLS, renumbered))),
        requests=once(REQUESTS, *_SIZES),
        proxy_failures=once(PROXY_FAILURES, "client_port"),
        minutes=None,
    )


def _flows(parts: Sequence[FactParts], periods: Sequence[int]) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """FLOWS, and of each part which row (``now``) each of its flows became."""
    none = FLOWS.empty().with_columns(part=pl.lit(0, dtype=pl.UInt32), own=pl.lit(None, dtype=pl.String))
    numbered = pl.concat([none, *(_numbered(part, place) for place, part in enumerate(parts))], rechunk=False)
    cuts = pl.Series("cuts", list(periods), dtype=pl.Int64)
    apart = numbered.with_columns(period=cuts.search_sorted(numbered["start_ns"], side="right"))
    ordered = apart.sort("start_ns", "part", "flow_id", maintain_order=True)
    groups = ordered.group_by(_KEY, maintain_order=True).agg(
        pl.struct("part", "flow_id").alias("was"),
        *(_sum(name) for name in _SUMMED),
        pl.col(_LEAST).min(),
        pl.col(_MOST).max(),
        pl.col(_FLAGS).bitwise_or(),
        pl.col(_DATA).filter(pl.col("data_up_packet").is_not_null()).first(),
        pl.col(_OF_FIRST).first(),
    )
    groups = groups.with_row_index("now").with_columns(pl.col("now").cast(pl.UInt64))
    became = groups.select("now", "was").explode("was").unnest("was")
    flows = groups.with_columns(flow_id="now").select(list(FLOWS.columns))
    return conform(flows, FLOWS), [
        became.filter(pl.col("part") == place).select("flow_id", "now") for place in range(len(parts))
    ]


def _numbered(part: FactParts, place: int) -> pl.DataFrame:
    """FLOWS of a part, with its place and what each flow tells of its server."""
    certificate = pl.col("certificate").fill_null("")
    named = collect(part.names).filter(pl.col("source").is_in(_OWN))
    told = [
        named.select("flow_id", said=pl.concat_str("source", "name", certificate, separator=" ")),
        collect(part.protocols).select("flow_id", said="protocol"),
        collect(part.hellos).select("flow_id", said="transport"),
    ]
    each = pl.concat(told).filter(pl.col("flow_id").is_not_null())
    own = each.group_by("flow_id").agg(own=pl.col("said").unique().sort().str.join("\n"))
    flows = collect(part.flows).join(own, on="flow_id", how="left", maintain_order="left")
    return flows.with_columns(part=pl.lit(place, dtype=pl.UInt32)).select(*FLOWS.columns, "part", "own")


def _sum(name: str) -> pl.Expr:
    """Sum of a counter; null where no flow has it."""
    column = pl.col(name)
    return pl.when(column.is_not_null().any()).then(column.sum()).alias(name)


def _table(parts: Sequence[FactParts], table: Table, renumbered: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """One table of all parts by the new numbers of flows."""
    frames = [
        collect(getattr(part, table.name))
        .join(became, on="flow_id", how="left", maintain_order="left")
        .with_columns(flow_id="now")
        .drop("now")
        for part, became in zip(parts, renumbered, strict=True)
    ]
    return pl.concat([table.empty(), *frames], rechunk=False)


def _once(rows: pl.DataFrame, table: Table, but: Sequence[str]) -> pl.DataFrame:
    """The first of the rows that tell the same, in the order of flows.

    Args:
        but: Columns that two rows may differ in and still tell the same, besides when they were seen.
    """
    told = [name for name in table.columns if name not in (*_WHEN, *but)]
    first = rows.unique(subset=told, keep="first", maintain_order=True)
    return conform(first.sort("flow_id", nulls_last=True, maintain_order=True), table)


def _round_trips(rows: pl.DataFrame) -> pl.DataFrame:
    """ROUND_TRIPS: least sample and number of samples, by flow, kind and side."""
    key = [name for name in ROUND_TRIPS.columns if name not in ("capture", "least_ns", "samples")]
    least = rows.sort("least_ns", maintain_order=True).group_by(key, maintain_order=True)
    summed = least.agg(pl.col("capture", "least_ns").first(), pl.col("samples").sum())
    return conform(summed.sort("flow_id", maintain_order=True), ROUND_TRIPS)


def _protocols(rows: pl.DataFrame) -> pl.DataFrame:
    """PROTOCOLS: what was said, once by flow and side, or by station with how often."""
    key = [name for name in PROTOCOLS.columns if name not in (*_WHEN, "frames", "last_ns")]
    said = rows.group_by(key, maintain_order=True).agg(
        pl.col(_WHEN).first(), _sum("frames"), pl.col("last_ns").max()
    )
    return conform(said.sort("flow_id", nulls_last=True, maintain_order=True), PROTOCOLS)
