"""leads + judgements + scenario -> FINDINGS: witnesses by identity, and what became of them.

Identity is claim and host name, else AS number, port and transport; never the address, which
changes while the finding stays. A finding is never deleted: where later cells do not show it, it
is *not seen since*, cause unknown. *Fixed* needs a vendor's statement, or a controlled
re-test: a later cell that differs in nothing but the subject's version, or in the session, at equal or better
coverage with nothing open.

Blind spots: two services of one host name are one finding; a server that changes its name is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from harness.model.scenario import Cell, Scenario, VendorStatement
from harness.model.selection import VARIABLES
from harness.stages.scoping import in_scope
from harness.tables.contacts import CONTACTS
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.schema import conform

_MAY_DIFFER = ("subject.version", "session")
Row = dict[str, Any]


def finding_id(claim: str, contact: Row, place: Row | None) -> str:
    """Identity of a witness.

    >>> finding_id("c", {"name": "log.example", "server_port": 443, "transport": "tcp"}, None)
    'c/log.example'
    """
    if contact["name"]:
        return f"{claim}/{contact['name']}"
    asn = "AS?" if place is None or place["asn"] is None else f"AS{place['asn']}"
    port = "" if contact["server_port"] is None else f"/{contact['server_port']}"
    return f"{claim}/{asn}/{contact['transport']}{port}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """One finding in one cell."""

    cell: Cell
    leads: tuple[int, ...]
    first_ns: int
    last_ns: int


def gather_findings(
    leads: pl.DataFrame, contacts: pl.DataFrame, judgements: pl.DataFrame, scenario: Scenario
) -> pl.DataFrame:
    """Follow each finding through the cells.

    Args:
        leads: LEADS rows.
        contacts: CONTACTS rows that they point to.
        judgements: JUDGEMENTS rows of the same cells.
        scenario: Cells with their steps' times, and vendors' statements.

    Returns:
        FINDINGS rows by claim, as in the scenario, and finding.
    """
    judged = {
        (row["claim"], row["cell"]): row for row in conform(judgements, JUDGEMENTS).iter_rows(named=True)
    }
    rows = []
    for (claim, finding), seen in _grouped(leads, contacts, scenario).items():
        status, why, since = _status(claim, finding, seen, judged, scenario)
        rows.append(
            {
                "finding": finding,
                "claim": claim,
                "status": status,
                "why": why,
                "first_ns": min(one.first_ns for one in seen),
                "last_ns": max(one.last_ns for one in seen),
                "cells": [one.cell.id for one in seen],
                "cells_since": since,
                "leads": sorted(lead for one in seen for lead in one.leads),
            }
        )
    return conform(pl.DataFrame(rows, schema=FINDINGS.schema, orient="row"), FINDINGS)


def _grouped(
    leads: pl.DataFrame, contacts: pl.DataFrame, scenario: Scenario
) -> dict[tuple[str, str], list[_Seen]]:
    """Cells that show each finding, in order of the scenario."""
    times = conform(contacts, CONTACTS).select("contact_id", "first_ns", "last_ns")
    rows = (
        conform(leads, LEADS)
        .filter(pl.col("finding").is_not_null())
        .join(times, on="contact_id")
        .group_by("claim", "finding", "cell")
        .agg(pl.col("lead_id").sort(), pl.col("first_ns").min(), pl.col("last_ns").max())
    )
    claims = {claim.id: number for number, claim in enumerate(scenario.claims)}
    cells = {cell.id: number for number, cell in enumerate(scenario.cells)}
    grouped: dict[tuple[str, str], list[_Seen]] = {}
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (claims[row["claim"]], row["finding"], cells[row["cell"]]),
    )
    for row in ordered:
        seen = _Seen(
            scenario.cells[cells[row["cell"]]], tuple(row["lead_id"]), row["first_ns"], row["last_ns"]
        )
        grouped.setdefault((row["claim"], row["finding"]), []).append(seen)
    return grouped


def _status(
    claim: str,
    finding: str,
    seen: Sequence[_Seen],
    judged: Mapping[tuple[str, str], Row],
    scenario: Scenario,
) -> tuple[str, str, list[str]]:
    """Status, what it rests on, and the later cells without it."""
    showing = {one.cell.id for one in seen}
    later = {one.cell.id: _later(one.cell, claim, showing, judged, scenario) for one in seen}
    since = sorted({cell.id: cell for cells in later.values() for cell in cells}.values(), key=_begin)
    ids = [cell.id for cell in since]
    unrepeated = [cell for cell, cells in later.items() if not cells and not _shown_later(cell, seen)]
    if not since:
        return "open", "Seen in the last cells that could show it: none alike was run later without it.", ids
    if unrepeated:
        return "open", f"Not repeated since for {', '.join(unrepeated)}.", ids
    gone = f"Not seen in {', '.join(ids)}"
    if statement := _statement(finding, seen, since, scenario):
        return "fixed", f"{gone}; the vendor states: {statement.text} ({statement.source}).", ids
    retested = all(
        any(_controlled(judged[claim, one.cell.id], judged[claim, cell.id]) for cell in later[one.cell.id])
        or _shown_later(one.cell.id, seen)
        for one in seen
    )
    if retested:
        return (
            "fixed",
            f"{gone}, which repeat it with nothing else changed, at equal or better coverage.",
            ids,
        )
    return "not_seen_since", f"{gone}; the cause is not known.", ids


def _later(
    cell: Cell,
    claim: str,
    showing: set[str],
    judged: Mapping[tuple[str, str], Row],
    scenario: Scenario,
) -> list[Cell]:
    """Cells run after this one, alike but for version and session, that do not show the finding; in order of time."""
    claims = {one.id: one for one in scenario.claims}
    alike = [
        other
        for other in scenario.cells
        if other.id not in showing
        and in_scope(claims[claim], other)
        and judged[claim, other.id]["verdict"] not in ("NONE", "ERROR")
        and _alike(cell, other)
        and _begin(other) > _begin(cell)
    ]
    return sorted(alike, key=_begin)


def _shown_later(cell_id: str, seen: Sequence[_Seen]) -> bool:
    """Whether an alike later cell shows it too, so that this one is not the last word."""
    cell = next(one.cell for one in seen if one.cell.id == cell_id)
    return any(_alike(cell, one.cell) and _begin(one.cell) > _begin(cell) for one in seen)


def _alike(one: Cell, other: Cell) -> bool:
    return all(value(one) == value(other) for name, value in VARIABLES.items() if name not in _MAY_DIFFER)


def _begin(cell: Cell) -> tuple[int, str]:
    return min((step.from_ns for step in cell.steps), default=0), cell.id


def _controlled(before: Row, after: Row) -> bool:
    """Whether the re-test saw at least as much, and nothing is open in it."""
    if after["verdict"] != "PASS" or after["coverage_ratio"] is None:
        return False
    return before["coverage_ratio"] is None or after["coverage_ratio"] >= before["coverage_ratio"]


def _statement(
    finding: str, seen: Sequence[_Seen], since: Sequence[Cell], scenario: Scenario
) -> VendorStatement | None:
    """A vendor's word on this finding for a version that was tested since and not one that shows it."""
    host = finding.partition("/")[2]
    versions = {cell.subject_version for cell in since} - {one.cell.subject_version for one in seen}
    return next(
        (one for one in scenario.vendor_statements if one.host == host and one.version in versions), None
    )
