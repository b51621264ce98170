"""Flows + round trips + rigs -> DISTANCES: how far away each address can be at most, by vantage point.

Only the far side of flows that certainly is the server is measured. The least round trip without a doubt counts
(``harness.stages.distance_doubts``), of whatever kind; DNS has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache, partial
from typing import Any, Final

import polars as pl

from harness.model.sites import NoSite, Rig, Site
from harness.model.words import Remote
from harness.stages.adding import Adding
from harness.stages.clock_steps import with_steps
from harness.stages.distance_doubts import SAMPLE, UNSPENT, with_doubts
from harness.stages.reach import SILICA_KM_PER_MS, VACUUM_KM_PER_MS, beyond, floors_km, radius_km
from harness.stages.sites import site_of
from harness.tables.country_cells import CountryCells
from harness.tables.distances import DISTANCES
from harness.tables.geodata import Array
from harness.tables.parts import Frames, Parts
from harness.tables.schema import conform

Row = dict[str, Any]

_OF_FLOWS: Final = (
    *("flow_id", "vantage", "server_ip", "server_port", "server_ttl", "remote", "capture", "first_packet"),
)
_OF_TRIPS: Final = ("flow_id", "kind", "basis", "answered_by", "least_ns", "distance_usable")
_ADDRESS: Final = ("vantage", "server_ip")
_SPEEDS: Final = {"radius_km": VACUUM_KM_PER_MS, "radius_in_fibre_km": SILICA_KM_PER_MS}
_UNBOUND: Final[Row] = {**dict.fromkeys((*_SPEEDS, "possible", "possible_in_fibre")), "excluded": []}


def gather_distances(
    flows: Frames, round_trips: Parts, rigs: Mapping[str, Rig], cells: CountryCells
) -> pl.DataFrame:
    """Say how far away each address can be at most.

    Args:
        flows: FLOWS rows, in any order.
        round_trips: ROUND_TRIPS rows of these flows, in any order.
        rigs: What is known of each vantage point of the flows.
        cells: Which part of the world each country is.

    Returns:
        DISTANCES rows: one for each address and vantage point with a sample whose question and answer belong together.
    """
    judged = with_doubts(with_steps(_samples(flows, round_trips)), rigs)
    usable = pl.col("doubts").list.len() == 0
    least = (
        judged.filter(usable)
        .sort("rtt_ns", "kind", "flow_id")
        .unique(_ADDRESS, keep="first", maintain_order=True)
        .select(*_ADDRESS, "rtt_ns", "step_ns", "kind", "basis", "flow_id", "capture", "packet")
    )
    counts = judged.group_by(_ADDRESS).agg(
        samples=pl.col("count").filter(usable).sum().cast(pl.UInt64),
        unusable=pl.col("count").filter(~usable).sum().cast(pl.UInt64),
        doubts=pl.col("doubts").explode().drop_nulls().unique().sort(),
    )
    found = counts.join(least, on=_ADDRESS, how="left").sort(_ADDRESS)
    floors = cache(partial(floors_km, cells))
    sites = {vantage: site_of(rig, _answered(found, vantage)) for vantage, rig in rigs.items()}
    measured = [_measured(row, sites[row["vantage"]], floors, cells) for row in found.iter_rows(named=True)]
    return conform(pl.DataFrame(measured, schema=DISTANCES.schema, orient="row"), DISTANCES)


def _answered(found: pl.DataFrame, vantage: str) -> dict[str, int]:
    """Least usable round trip of each address at one vantage point, and the step of its clock."""
    answered = found.filter(vantage=vantage).drop_nulls("rtt_ns")
    return dict(answered.select("server_ip", pl.col("rtt_ns") + pl.col("step_ns")).iter_rows())


def _samples(flows: Frames, round_trips: Parts) -> pl.DataFrame:
    """The least sample of each address, port, kind and basis, from flows with and without an unspent TTL, and how many there are."""
    found = Adding(_least)
    far = pl.col("remote").is_in([Remote.SERVER.value, Remote.LIKELY_SERVER.value])
    for part in flows.frames(_OF_FLOWS):
        towards = part.filter(far)
        trips = round_trips.of_flows(towards["flow_id"].sort(), _OF_TRIPS)
        answered = trips.filter(pl.col("distance_usable") & (pl.col("answered_by") == "server"))
        samples = towards.join(answered, on="flow_id").select(
            *("vantage", "server_ip", "server_port", "kind", "basis", "flow_id", "capture"),
            unspent=pl.col("server_ttl").is_in(UNSPENT).fill_null(value=False),
            packet="first_packet",
            rtt_ns="least_ns",
            count=pl.lit(1, dtype=pl.UInt64),
        )
        found.take(_least(samples))
    return found.result()


def _least(samples: pl.DataFrame) -> pl.DataFrame:
    first = [pl.col(name).first() for name in ("rtt_ns", "flow_id", "capture", "packet")]
    ordered = samples.sort("rtt_ns", "flow_id")
    return ordered.group_by(SAMPLE, maintain_order=True).agg(*first, pl.col("count").sum())


def _measured(row: Row, site: Site | NoSite, floors: Callable[[Site], Array], cells: CountryCells) -> Row:
    """A row of DISTANCES."""
    where, step_ns = _where(site), row.pop("step_ns")
    if row["rtt_ns"] is None:
        return _UNBOUND | row | where
    radii = {name: radius_km(row["rtt_ns"] + step_ns, speed) for name, speed in _SPEEDS.items()}
    if isinstance(site, NoSite):
        return _UNBOUND | row | where | radii
    excluded, in_fibre = (beyond(cells, floors(site), radius) for radius in radii.values())
    possible, by_fibre = (sorted(set(cells.codes) - set(gone)) for gone in (excluded, in_fibre))
    left = {"excluded": list(excluded), "possible": possible, "possible_in_fibre": by_fibre}
    return row | where | radii | left


def _where(site: Site | NoSite) -> Row:
    """Columns that say where the vantage point is, or why that is not known."""
    if isinstance(site, NoSite):
        return {"no_site": site.value, "latitude": None, "longitude": None, "error_km": None}
    return {"no_site": None, **asdict(site)}
