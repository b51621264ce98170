"""Who was sent what, to where, for drawing: endpoints with operator, place and standing, each counted once in a cell.

Of a verification: what the subject sent in test cells, or what could be its; of an analysis: everything that left for the
internet. An endpoint that several vantage points of one cell saw counts as the one that saw most of it, so octets may be added
up over rows. Of an analysis nothing tells whether vantage points saw the same packets: each counts for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.scenario import CellRole
from harness.model.words import Scope, Standing
from harness.reports.html.endpoint_keys import key_of
from harness.reports.html.standings import COULD_BE_SUBJECTS, RANKS, by_contact, firmest
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.verification import Verification

UNKNOWN_OPERATOR = "operator not known"
_PLACE = ("country", "candidates", "status", "as_org")
_CLASS = ("operator", "hosting_operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One endpoint in one cell, or in an analysis."""

    source: str
    """Where from: egress region and vantage point, or the vantage point."""
    name: str
    """Best name, else address."""
    address: str
    operator: str
    """Who runs the service by the catalogue, else who hosts it, else who holds the AS."""
    country: str | None
    """The one country that locators and physics leave; None: several, none, or anycast."""
    candidates: tuple[str, ...]
    """Countries that it could be in; empty: nowhere located."""
    status: str
    """As in places; ``unknown`` without a row there."""
    octets_up: int
    octets_down: int
    standing: Standing | None
    """Firmest to any claim; None: to none."""


def sent_by_subject(verification: Verification) -> list[Sent]:
    """Rows of a verification, most sent first."""
    cells = {cell.id: cell for cell in verification.scenario.cells if cell.role is CellRole.TEST}
    mine = verification.contacts.filter(
        pl.col("owner").is_in(COULD_BE_SUBJECTS)
        & pl.col("cell").is_in(list(cells))
        & (pl.col("scope") != Scope.LOCAL.value)
    )
    standings = by_contact(verification.leads)
    joined = _with_places(
        mine.with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/")), verification
    )
    rows = [
        (
            (row["cell"], row["server_ip"], row["transport"], row["server_port"], row["name"]),
            row["vantage_point"],
            _sent(
                row,
                f"{cells[row['cell']].egress_region}: {row['vantage_point']}",
                standings.get(row["contact_id"]),
            ),
        )
        for row in joined.iter_rows(named=True)
    ]
    return _each_once(rows)


def sent_in(analysis: Analysis) -> list[Sent]:
    """Rows of an analysis, most sent first."""
    witnesses = {
        (lead.vantage, lead.server_ip, lead.transport, lead.server_port): standing
        for standing, leads in (
            (Standing.OPEN, [lead for answer in analysis.answers for lead in answer.possible]),
            (Standing.WITNESS, [lead for answer in analysis.answers for lead in answer.witnesses]),
        )
        for lead in leads
    }
    joined = _with_places(analysis.endpoints.filter(pl.col("scope") != Scope.LOCAL.value), analysis)
    rows = [
        (key_of(row), row["vantage"], _sent(row, row["vantage"], witnesses.get(key_of(row))))
        for row in joined.iter_rows(named=True)
    ]
    return _each_once(rows)


def _with_places(frame: pl.DataFrame, tables: Verification | Analysis) -> pl.DataFrame:
    return frame.join(
        tables.places.select("vantage", "server_ip", *_PLACE), on=["vantage", "server_ip"], how="left"
    ).join(tables.classes.select(*ENDPOINT_KEY, *_CLASS), on=ENDPOINT_KEY, how="left", nulls_equal=True)


def _sent(row: dict[str, Any], source: str, standing: Standing | None) -> Sent:
    return Sent(
        source=source,
        name=row["name"] or row["server_ip"],
        address=row["server_ip"],
        operator=row["operator"] or row["hosting_operator"] or row["as_org"] or UNKNOWN_OPERATOR,
        country=row["country"],
        candidates=tuple(row["candidates"] or ()),
        status=row["status"] or "unknown",
        octets_up=row["payload_octets_up"],
        octets_down=row["payload_octets_down"],
        standing=standing,
    )


def _each_once(rows: Sequence[tuple[tuple[Any, ...], str, Sent]]) -> list[Sent]:
    """Of each key the rows of the vantage point that saw most of it; one's rows are other owners and steps, and add up."""
    seen: dict[tuple[Any, ...], dict[str, list[Sent]]] = {}
    for key, vantage, sent in rows:
        seen.setdefault(key, {}).setdefault(vantage, []).append(sent)
    return sorted(
        _fullest(seen.values()), key=lambda one: (-one.octets_up, one.source, one.name, one.address)
    )


def _fullest(groups: Any) -> Iterator[Sent]:
    for by_vantage in groups:
        merged = [_merged(group) for group in by_vantage.values()]
        yield max(merged, key=lambda one: (-RANKS[one.standing], one.octets_up + one.octets_down))


def _merged(group: Sequence[Sent]) -> Sent:
    first = group[0]
    return Sent(
        source=first.source,
        name=first.name,
        address=first.address,
        operator=first.operator,
        country=first.country,
        candidates=first.candidates,
        status=first.status,
        octets_up=sum(one.octets_up for one in group),
        octets_down=sum(one.octets_down for one in group),
        standing=firmest(one.standing for one in group),
    )
