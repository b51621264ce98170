"""leads + judgements + scenario -> FINDINGS: witnesses by identity, and what became of them.

Identity is claim and host name, else AS number, port and transport; never the address, which
changes while the finding stays. A finding is never deleted; what became of it is for
``harness.stages.finding_status`` to say.

Blind spots: two services of one host name are one finding; a server that changes its name is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from harness.model.scenario import Scenario
from harness.model.words import Standing
from harness.stages.finding_status import Seen, status_of
from harness.tables.contacts import CONTACTS
from harness.tables.frames import only
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.schema import conform

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
    claims = {claim.id: claim for claim in scenario.claims}
    shown = _shown(leads, contacts)
    of_claim: dict[str, list[Row]] = {}
    for row in shown.iter_rows(named=True):
        of_claim.setdefault(row["claim"], []).append(row)
    rows = []
    for (claim, finding), seen in _grouped(shown, scenario).items():
        doubtful = _doubtful(finding, of_claim[claim])
        status, why, since = status_of(claims[claim], seen, doubtful, judged, scenario)
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


def _shown(leads: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Leads with the names, address and times of their contacts."""
    columns = ("contact_id", "name", "possible_names", "server_ip", "first_ns", "last_ns")
    of_contact = only(conform(contacts, CONTACTS), columns)
    return conform(leads, LEADS).join(of_contact, on="contact_id")


def _grouped(shown: pl.DataFrame, scenario: Scenario) -> dict[tuple[str, str], list[Seen]]:
    """Cells that show each finding, in order of the scenario."""
    rows = (
        shown.filter(pl.col("finding").is_not_null())
        .group_by("claim", "finding", "cell")
        .agg(
            pl.col("lead_id").sort(),
            pl.col("first_ns").min(),
            pl.col("last_ns").max(),
            hosts=pl.coalesce("name", "server_ip").unique(),
        )
    )
    claims = {claim.id: number for number, claim in enumerate(scenario.claims)}
    cells = {cell.id: number for number, cell in enumerate(scenario.cells)}
    grouped: dict[tuple[str, str], list[Seen]] = {}
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (claims[row["claim"]], row["finding"], cells[row["cell"]]),
    )
    for row in ordered:
        seen = Seen(
            cell=scenario.cells[cells[row["cell"]]],
            leads=tuple(row["lead_id"]),
            hosts=frozenset(row["hosts"]),
            first_ns=row["first_ns"],
            last_ns=row["last_ns"],
        )
        grouped.setdefault((row["claim"], row["finding"]), []).append(seen)
    return grouped


def _doubtful(finding: str, of_claim: Sequence[Row]) -> frozenset[str]:
    """Cells with something open that could be the finding: of its name, or of its address where a name is missing."""
    witnesses = [row for row in of_claim if row["finding"] == finding]
    names = {row["name"] for row in witnesses} - {None}
    addresses = {row["server_ip"] for row in witnesses}
    nameless = {row["server_ip"] for row in witnesses if row["name"] is None}
    return frozenset(
        row["cell"]
        for row in of_claim
        if row["standing"] == Standing.OPEN.value
        and (
            names & {row["name"], *(row["possible_names"] or ())}
            or row["server_ip"] in (addresses if row["name"] is None else nameless)
        )
    )
