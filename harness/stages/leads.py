"""contacts + places + claims -> LEADS: what contradicts a claim, what could, and what is listed all the same.

Definition: DESIGN sections 5 and 6. For each claim, each contact of a test cell in its scope is one of:

* *witness*: at or above the claim's level and grade, and contrary to it beyond what databases leave open;
* *open*: could be contrary; the kind of blind spot says what keeps it from being decided;
* *excluded*: would matter, but is our own tools', another device's, a query to a resolver that
  the access network gave, or permitted by the claim; listed, so that nobody has to take it on trust;
* clear, and left out.

Blind spots: the standing limits, which every verdict carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from harness.model.claims import Claim, ClaimKind
from harness.model.scenario import Cell, Scenario
from harness.stages.content_leads import judge_content
from harness.stages.control_leads import judge_control
from harness.stages.findings import finding_id
from harness.stages.known_contacts import UNKNOWN, Known
from harness.stages.location_leads import judge_location
from harness.stages.name_leads import judge_name
from harness.stages.scoping import in_scope
from harness.stages.silence_leads import judge_silence
from harness.stages.standing import Lead, Setting
from harness.tables.contacts import CONTACTS
from harness.tables.leads import LEADS
from harness.tables.places import PLACES
from harness.tables.schema import conform

_JUDGES = {
    ClaimKind.LOCATION: judge_location,
    ClaimKind.SILENCE: judge_silence,
    ClaimKind.CONTROL: judge_control,
    ClaimKind.NAME: judge_name,
    ClaimKind.CONTENT: judge_content,
}


@dataclass(frozen=True, slots=True)
class FarSides:
    """What is known of contacts beside their own rows, by contact id."""

    known: Mapping[int, Known] = field(default_factory=dict)
    """What the catalogue knows; without one, nothing is known."""
    content: Mapping[int, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    """Planted values that they were sent."""


def gather_leads(
    contacts: pl.DataFrame,
    places: pl.DataFrame,
    scenario: Scenario,
    stale: frozenset[str],
    far: FarSides = FarSides(),
) -> pl.DataFrame:
    """Judge every contact for every claim.

    Args:
        contacts: CONTACTS rows of all cells.
        places: PLACES rows; an address without one is in an unknown place.
        scenario: Claims, cells and vantage points.
        stale: Cells that the place data are too far from in time.
        far: What the catalogue knows of the contacts, and what they were sent.

    Returns:
        LEADS rows; the order of contacts never matters.
    """
    known = {(row["vantage"], row["server_ip"]): row for row in conform(places, PLACES).iter_rows(named=True)}
    of_cell: dict[str, list[dict[str, Any]]] = {}
    for row in conform(contacts, CONTACTS).sort("contact_id").iter_rows(named=True):
        of_cell.setdefault(row["cell"], []).append(row)
    rows = [
        _row(claim, cell, contact, lead, known.get(_address(contact)))
        for claim in scenario.claims
        for cell in scenario.cells
        if in_scope(claim, cell)
        for contact, lead in _judged(claim, cell, of_cell.get(cell.id, []), known, scenario, stale, far)
    ]
    frame = pl.DataFrame(rows, schema={k: v for k, v in LEADS.schema.items() if k != "lead_id"}, orient="row")
    return conform(frame.with_row_index("lead_id").with_columns(pl.col("lead_id").cast(pl.UInt64)), LEADS)


def _address(contact: dict[str, Any]) -> tuple[str, str]:
    """What a place is known by."""
    return f"{contact['cell']}/{contact['vantage_point']}", contact["server_ip"]


def _judged(
    claim: Claim,
    cell: Cell,
    contacts: list[dict[str, Any]],
    places: dict[tuple[str, str], dict[str, Any]],
    scenario: Scenario,
    stale: frozenset[str],
    far: FarSides,
) -> Iterator[tuple[dict[str, Any], Lead]]:
    """Contacts of a cell that matter to a claim: witnesses, then open ones, then excluded ones."""
    points = {point.id: point for point in scenario.vantage_points}
    kinds = {step.id: step.kind for step in cell.steps}
    found = []
    for contact in contacts:
        setting = Setting(
            claim=claim,
            vantage_point=points[contact["vantage_point"]],
            place=places.get(_address(contact)),
            stale=cell.id in stale,
            step_kinds=kinds,
            known=far.known.get(contact["contact_id"], UNKNOWN),
            content=_planted(claim, far.content.get(contact["contact_id"], ())),
        )
        lead = _JUDGES[claim.kind](contact, setting)
        if lead is not None:
            found.append((contact, lead))
    order = ("witness", "open", "excluded")
    yield from sorted(found, key=lambda pair: (order.index(pair[1].standing.value), pair[0]["contact_id"]))


def _planted(claim: Claim, rows: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Those values that a claim is about."""
    return tuple(row for row in rows if row["found_id"] in claim.data)


def _row(
    claim: Claim, cell: Cell, contact: dict[str, Any], lead: Lead, place: dict[str, Any] | None
) -> dict[str, Any]:
    witness = lead.standing.value == "witness"
    return {
        "claim": claim.id,
        "cell": cell.id,
        "contact_id": contact["contact_id"],
        "standing": lead.standing.value,
        "blind_spot": None if lead.blind_spot is None else lead.blind_spot.value,
        "reason": lead.reason,
        "finding": finding_id(claim.id, contact, place) if witness else None,
        "under_interference": bool(cell.interference),
    }
