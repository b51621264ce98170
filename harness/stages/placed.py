"""located + distances -> PLACES: each address as seen from each vantage point, less what physics excludes.

A vantage point excludes by its own round trips. Discs of several are put together only where the address is known to stand in one
place, because a cloud publishes it for one region: discs of an anycast address may overlap. Discs that have no country in common
show that it is anycast, or that what they rest on is wrong somewhere; then each vantage point keeps to its own. So it does where the
discs leave out the country that the list names: what physics refutes vouches for nothing.

Blind spots: an anycast address whose nodes change while a vantage point captures; the nearest bounds the distance of all. One that a
cloud publishes for one region although it is announced from several.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from harness.model.lineages import PUBLISHED_LIST
from harness.model.sites import Site
from harness.model.territories import told_apart
from harness.stages.ballots import Ballot, weighed
from harness.stages.locators import Vote
from harness.stages.reach import Disc, apart, common
from harness.tables.country_cells import CountryCells
from harness.tables.distances import DISTANCES
from harness.tables.frames import joined_left, only
from harness.tables.places import LOCATED, PLACES
from harness.tables.schema import conform

Row = dict[str, Any]
_ADDRESS: Final = ("vantage", "server_ip")


def place(
    seen: pl.DataFrame, located: pl.DataFrame, distances: pl.DataFrame, cells: CountryCells
) -> pl.DataFrame:
    """Say where each address can be, as seen from each vantage point.

    Args:
        seen: ``vantage`` and ``server_ip`` of what was seen; others than in ``located`` are left out.
        located: LOCATED rows.
        distances: DISTANCES rows.
        cells: Which part of the world each country is.

    Returns:
        PLACES rows.
    """
    data, bounds = conform(located, LOCATED), conform(distances, DISTANCES)
    measured = bounds.select(
        *_ADDRESS, "rtt_ns", "radius_km", "excluded", "possible",
        rtt_kind="kind", rtt_capture="capture", rtt_packet="packet", rtt_doubts="doubts",
    )  # fmt: skip
    nothing = pl.lit([], dtype=pl.List(pl.String))
    known = only(seen, _ADDRESS).unique().join(data, on="server_ip")
    rows = (
        joined_left(known, measured, on=_ADDRESS)
        .with_columns(pl.col("excluded", "rtt_doubts").fill_null(nothing), excluded_jointly=nothing)
        .sort(_ADDRESS)
    )
    if bounds["radius_km"].null_count() < bounds.height:
        rows = _with_physics(rows, _discs(bounds), cells)
    return conform(rows, PLACES)


def _discs(bounds: pl.DataFrame) -> dict[str, list[Disc]]:
    """The smallest disc around each place that an address was measured from."""
    site = ("latitude", "longitude", "error_km")
    known = bounds.filter(pl.col("no_site").is_null() & pl.col("radius_km").is_not_null())
    least = (
        known.group_by("server_ip", *site)
        .agg(pl.col("radius_km").min())
        .sort("server_ip", "radius_km", *site)
    )
    found: dict[str, list[Disc]] = {}
    for address, latitude, longitude, error_km, radius_km in least.iter_rows():
        found.setdefault(address, []).append(Disc(Site(latitude, longitude, error_km), radius_km))
    return found


def _with_physics(rows: pl.DataFrame, discs: Mapping[str, list[Disc]], cells: CountryCells) -> pl.DataFrame:
    """Take what is out of reach from the candidates."""
    several = {address: found for address, found in discs.items() if len(found) > 1}
    split = {address for address, found in several.items() if apart(found)}
    vouched = dict(rows.select("server_ip", country=_of_its_one_region()).drop_nulls().iter_rows())
    reached = {
        address: common(cells, several[address]) for address in several.keys() & vouched.keys() - split
    }
    split |= {address for address, countries in reached.items() if not countries}
    shared = [
        (address, list(countries), sorted(set(cells.codes) - set(countries)))
        for address, countries in reached.items()
        if told_apart([vouched[address]]) <= set(countries)
    ]
    schema = {"server_ip": pl.String(), "shared": pl.List(pl.String), "beyond": pl.List(pl.String)}
    joint = pl.DataFrame(shared, schema=schema, orient="row")
    known = rows.join(joint, on="server_ip", how="left", maintain_order="left").with_columns(
        anycast=pl.col("anycast") | pl.col("server_ip").is_in(list(split)),
        possible=pl.coalesce("shared", "possible"),
        excluded=pl.coalesce("beyond", "excluded"),
        excluded_jointly=pl.coalesce(
            pl.col("beyond").list.set_difference("excluded").list.sort(), "excluded_jointly"
        ),
    )
    return known.drop("shared", "beyond").with_columns(weighed(map(_ballot, known.iter_rows(named=True))))


def _of_its_one_region() -> pl.Expr:
    """Country of the one region that a cloud's own list gives for the address; null where none does, or not for the address itself."""
    votes = pl.col("located").list.eval(
        pl.when(pl.element().struct.field("lineage") == PUBLISHED_LIST).then(
            pl.element().struct.field("country")
        )
    )
    in_one_place = (
        pl.col("cloud_region").is_not_null() & ~pl.col("anycast") & (pl.col("also").list.len() == 0)
    )
    return pl.when(in_one_place).then(votes.list.drop_nulls().list.first())


def _ballot(row: Row) -> Ballot:
    possible = None if row["possible"] is None else tuple(row["possible"])
    votes = tuple(Vote(**vote) for vote in row["located"])
    return Ballot(votes, row["routed"], row["anycast"], tuple(row["excluded"]), possible)
