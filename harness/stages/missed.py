"""A narrower test and the full one, both judged -> COMPARED_ENDPOINTS: what the narrower one has, and what it missed.

What it missed is told by the full test's own contacts: an endpoint is missed where no cell and vantage point that the
narrower test has saw it contacted. So neither a name that is lost nor an owner that is told otherwise makes anything missed,
and what is missed and what is seen are together all.

Blind spots: names tell endpoints apart where there are any, so a name that was seen is not missed, whatever other addresses
it led to elsewhere; their octets, countries and witnesses are told all the same. Two vantage points of a cell that each saw
another part of what went to one address of an endpoint count as the larger part.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from harness.model.narrowing import Narrower
from harness.model.scenario import CellRole, Scenario
from harness.model.words import Owner, PlaceStatus
from harness.tables.contacts import CONTACTS
from harness.tables.counterfactuals import COMPARED_ENDPOINTS, Missed
from harness.tables.leads import LEADS
from harness.tables.schema import conform

_KEPT: Final = {"cell": pl.String, "vantage_point": pl.String}
_SEEN: Final = ("cell", "vantage_point", "server_ip", "transport", "server_port")
"""What was contacted and where that was seen: the same in both tests, however they are judged."""
_ENDPOINT: Final = ("name", "unnamed_ip", "transport", "server_port")
_OPEN: Final = (PlaceStatus.UNKNOWN.value, PlaceStatus.ANYCAST.value, PlaceStatus.REFUTED.value)
"""Whatever locators name, no country is ruled out."""
_NOTHING: Final = pl.lit([], dtype=pl.List(pl.String))


def kept(scenario: Scenario, narrower: Narrower) -> pl.DataFrame:
    """Test cells and vantage points of theirs that a narrower test has.

    Args:
        scenario: That of the full test.
        narrower: What is left out.

    Returns:
        ``cell`` and ``vantage_point``, each pair once, in order of the scenario.
    """
    pairs = {
        (cell.id, file.vantage_point): None
        for cell in scenario.cells
        if cell.role is CellRole.TEST and narrower.only.holds(cell)
        for file in cell.captures
        if file.vantage_point not in narrower.without
    }
    return pl.DataFrame(list(pairs), schema=_KEPT, orient="row")


def compare_endpoints(
    contacts: pl.DataFrame,
    leads: pl.DataFrame,
    places: pl.DataFrame,
    has: pl.DataFrame,
    witnesses: pl.DataFrame,
    scenario: Scenario,
) -> pl.DataFrame:
    """Say of each endpoint that the subject contacted whether a narrower test has it.

    Args:
        contacts: CONTACTS rows of the full test.
        leads: LEADS rows of these.
        places: PLACES rows of the full test.
        has: What the narrower test has, see ``kept``.
        witnesses: Those of the narrower test, see ``witnesses_of``.
        scenario: Of the full test.

    Returns:
        COMPARED_ENDPOINTS rows; the order of rows given never matters.
    """
    proven = conform(leads, LEADS).filter(pl.col("standing") == "witness")
    held = _held(conform(contacts, CONTACTS), proven, places, has, scenario)
    claims = _claims(proven.join(held, on="contact_id"), witnesses)
    found = (
        _summed(held)
        .join(claims, on=_ENDPOINT, how="left", nulls_equal=True)
        .with_columns(
            pl.col("claims", "claims_lost").fill_null(_NOTHING),
            contact_id=pl.coalesce("witness_id", "contact_id"),
        )
        .join(held.select("contact_id", "capture", "packet"), on="contact_id")
        .sort(
            ~pl.col("missed"), pl.col("claims_lost").list.len() == 0, -pl.col("payload_octets_up").cast(pl.Int64),
            *_ENDPOINT, nulls_last=True,
        )
    )  # fmt: skip
    return conform(found.drop("unnamed_ip", "witness_id"), COMPARED_ENDPOINTS)


def witnesses_of(contacts: pl.DataFrame, leads: pl.DataFrame, has: pl.DataFrame) -> pl.DataFrame:
    """Which claims a narrower test finds contradicted, by what was contacted and where that was seen.

    Args:
        contacts: CONTACTS rows of the narrower test.
        leads: LEADS rows of these.
        has: See ``kept``.
    """
    proven = leads.filter(pl.col("standing") == "witness").select("claim", "contact_id")
    seen = contacts.select("contact_id", *_SEEN).join(has, on=list(_KEPT), how="semi")
    return proven.join(seen, on="contact_id").select("claim", *_SEEN).unique()


def _held(
    contacts: pl.DataFrame,
    proven: pl.DataFrame,
    places: pl.DataFrame,
    has: pl.DataFrame,
    scenario: Scenario,
) -> pl.DataFrame:
    """Contacts of the subject in test cells, and whatever else is a witness, with their countries and whether the narrower test has them."""
    tests = [cell.id for cell in scenario.cells if cell.role is CellRole.TEST]
    own = (pl.col("owner") == Owner.SUBJECT.value) | pl.col("contact_id").is_in(
        proven["contact_id"].implode()
    )
    return (
        contacts.filter(own & pl.col("cell").is_in(tests))
        .with_columns(
            vantage=pl.format("{}/{}", "cell", "vantage_point"),
            unnamed_ip=pl.when(pl.col("name").is_null()).then("server_ip"),
        )
        .join(
            places.select("vantage", "server_ip", "candidates", "status"),
            on=["vantage", "server_ip"],
            how="left",
        )
        .join(has.with_columns(kept=pl.lit(value=True)), on=list(_KEPT), how="left")
        .with_columns(
            pl.col("candidates").fill_null(_NOTHING),
            pl.col("kept").fill_null(value=False),
            unplaced=pl.col("status").is_null() | pl.col("status").is_in(_OPEN),
        )
    )


def _summed(held: pl.DataFrame) -> pl.DataFrame:
    """Contacts of each endpoint together."""
    up = pl.col("payload_octets_up")
    address = (*_ENDPOINT, "server_ip")
    octets = (
        held.group_by(*address, "cell", "vantage_point")
        .agg(up.sum(), pl.col("kept").any())
        .group_by(*address, "cell")
        .agg(up.max(), pl.col("kept").any())
        .group_by(address)
        .agg(up.sum(), pl.col("kept").any())
        .group_by(_ENDPOINT)
        .agg(up.sum(), payload_octets_up_unseen=up.filter(~pl.col("kept")).sum())
    )
    countries = pl.col("candidates")
    rest = held.group_by(_ENDPOINT).agg(
        server_ips=pl.col("server_ip").unique().sort(),
        missed=~pl.col("kept").any(),
        candidates=_distinct(countries),
        candidates_seen=_distinct(countries.filter("kept")),
        unplaced=pl.col("unplaced").any(),
        cells=pl.col("cell").unique().sort(),
        contact_id=pl.col("contact_id").min(),
    )
    return rest.join(octets, on=_ENDPOINT, nulls_equal=True)


def _distinct(lists: pl.Expr) -> pl.Expr:
    return lists.explode(empty_as_null=True).drop_nulls().unique().sort()


def _claims(proven: pl.DataFrame, witnesses: pl.DataFrame) -> pl.DataFrame:
    """Claims that each endpoint contradicts, those of them that are lost, and the first witness of one that is."""
    again = proven.join(
        witnesses.with_columns(again=pl.lit(value=True)), on=["claim", *_SEEN], how="left", nulls_equal=True
    )
    of_claim = again.group_by(*_ENDPOINT, "claim").agg(
        lost=~pl.col("again").fill_null(value=False).any(),
        contact_id=pl.col("contact_id").sort_by("lead_id").first(),
        lead_id=pl.col("lead_id").min(),
    )
    return of_claim.group_by(_ENDPOINT).agg(
        claims=pl.col("claim").sort(),
        claims_lost=pl.col("claim").filter("lost").sort(),
        witness_id=pl.col("contact_id").filter("lost").sort_by(pl.col("lead_id").filter("lost")).first(),
    )


def sum_up(endpoints: pl.DataFrame) -> Missed:
    """Count what is missed.

    Args:
        endpoints: COMPARED_ENDPOINTS rows.
    """
    rows = conform(endpoints, COMPARED_ENDPOINTS)
    missed = rows.filter("missed")
    countries, seen = (_together(rows[name].to_list()) for name in ("candidates", "candidates_seen"))
    return Missed(
        endpoints=rows.height,
        endpoints_missed=missed.height,
        octets=int(rows["payload_octets_up"].sum()),
        octets_missed=int(missed["payload_octets_up"].sum()),
        octets_unseen=int(rows["payload_octets_up_unseen"].sum()),
        countries=tuple(sorted(countries)),
        countries_missed=tuple(sorted(countries - seen)),
        unplaced_missed=int(missed["unplaced"].sum()),
    )


def _together(lists: Iterable[list[str]]) -> set[str]:
    return {country for one in lists for country in one}
