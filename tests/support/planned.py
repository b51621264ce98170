"""Verifications made of blind spots alone, truly judged and rolled up, for tests of plans; all made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import ClaimKind, Scope
from harness.model.plans import Plan
from harness.model.scenario import Cell, Scenario
from harness.model.selection import Selection
from harness.model.subject import Boundary, EgressState
from harness.stages.blind_spots import gather_blind_spots, scope_spots
from harness.stages.judgements import judge, judgement_table
from harness.stages.plan import plan_campaign
from harness.stages.plan_situation import Situation
from harness.stages.rollups import roll_up
from harness.stages.spots import Spot
from harness.tables.contacts import CONTACTS
from harness.tables.judgements import FINDINGS
from harness.tables.leads import LEADS
from harness.tables.schema import conform
from harness.tables.verification import Verification
from tests.support.geo_rows import cells as country_cells
from tests.support.judging_rows import claim, coverage_of, measure, silence
from tests.support.scenario_parts import capture_file, cell, scenario, stated, step
from tests.support.scenario_people import egress, subject
from tests.support.verification_example import example

BOUNDED = Scope(
    egress_regions=("US", "DE"), account_regions=("US",), subject_versions=("1.0",), settings=("default",)
)
LOGIN = step("login", 0, 60, stated("video"))
US = cell(LOGIN, id="us", ip_versions=(4, 6))
DE = cell(LOGIN, id="de", egress_region="DE", ip_versions=(4, 6), captures=(capture_file("de.pcap"),))
CLAIMS = (
    claim("no-cn", scope=BOUNDED),
    silence("silent", scope=BOUNDED),
    claim("no-position", ClaimKind.CONTENT, scope=BOUNDED),
    claim("only-listed", ClaimKind.NAME, scope=BOUNDED),
)


def world(*cells: Cell, **given: Any) -> Scenario:
    """Two cells that test all that four claims are asserted for; one way out that nobody watched."""
    fields: dict[str, Any] = {
        "claims": CLAIMS, "subject": subject(Boundary.DEVICE, egress("sim", EgressState.UNOBSERVED)),
    }  # fmt: skip
    return scenario(*(cells or (US, DE)), **(fields | given))


def spot(kind: Kind, cell_id: str | None = "us", **given: Any) -> Spot:
    fields: dict[str, Any] = {"cell": cell_id, "kind": kind, "detail": f"Something of {kind}."}
    return Spot(**(fields | given))


def verified(
    spots: Iterable[Spot] = (),
    of: Scenario | None = None,
    *,
    leads: pl.DataFrame | None = None,
    contacts: pl.DataFrame | None = None,
    without: Sequence[int] = (),
    **given: Any,
) -> Verification:
    """Judge a scenario by blind spots.

    Args:
        spots: Of cells; those of scope are found.
        of: The scenario.
        leads, contacts: None: none.
        without: Rows of BLIND_SPOTS that are left out before judging; numbers of the others stay.
        given: Other fields of the verification.
    """
    of = of or world()
    leads = pl.DataFrame(schema=LEADS.schema) if leads is None else leads
    table = gather_blind_spots((*spots, *scope_spots(of, Selection())), of)
    table = table.filter(~pl.col("blind_spot_id").is_in(list(without)))
    coverage = coverage_of(*(measure(cell=one.id) for one in of.cells if one.captures))
    judged = judge(leads, table, coverage, of)
    fields: dict[str, Any] = {
        "blind_spots": table,
        "judgements": judgement_table(judged),
        "chosen": roll_up(judged, table, of, Selection()),
        "leads": conform(leads, LEADS),
        "contacts": pl.DataFrame(schema=CONTACTS.schema) if contacts is None else contacts,
        "findings": pl.DataFrame(schema=FINDINGS.schema),
        "places": example().places.clear(),
        "errors": (),
    }
    return replace(example(), scenario=of, **(fields | given))


def situation(verification: Verification) -> Situation:
    return Situation(verification, country_cells())


def planned(spots: Iterable[Spot] = (), of: Scenario | None = None, **given: Any) -> Plan:
    return plan_campaign(verified(spots, of, **given), country_cells())
