"""Blind spots of a verification, and what hides names or content in an analysis -> what could hide something, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.terminal_obscured import obscured_lines
from harness.reports.units import counted
from harness.reports.verification_blind_spots import blocked_claims, blocking_lines, idle_lines
from harness.reports.verification_facts import Facts
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one result."""

    opening: str
    blocking: tuple[Statement, ...]
    us_only: tuple[Statement, ...] = ()
    """What only the verdicts of a US-only test do not cover."""
    idle: tuple[Statement, ...] = ()
    """Those that block no claim."""


def verification_blind_spots(verification: Verification) -> View:
    """Every blind spot, by what it blocks."""
    facts = Facts(verification)
    blocked, compared = blocked_claims(facts), _of_us_only(verification)
    groups: dict[str, list[dict[str, Any]]] = {"blocking": [], "us_only": [], "idle": []}
    for row in verification.blind_spots.iter_rows(named=True):
        number = row["blind_spot_id"]
        groups["blocking" if number in blocked else "us_only" if number in compared else "idle"].append(row)
    return View(
        opening=(
            f"{counted(len(groups['blocking']), 'blocks', 'block')} PASS: what could hide a witness, and what would have to be "
            "captured for PASS."
        ),
        blocking=statements(blocking_lines(groups["blocking"], blocked, facts, ANY_WIDTH, all_rows=True)),
        us_only=statements(blocking_lines(groups["us_only"], compared, facts, ANY_WIDTH, all_rows=True)),
        idle=statements(idle_lines(groups["idle"], ANY_WIDTH, all_rows=True)),
    )


def _of_us_only(verification: Verification) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for one in verification.compared:
        for number in one.as_asserted.blind_spots:
            found[number] = (*found.get(number, ()), one.claim)
    return found


def analysis_blind_spots(analysis: Analysis) -> View | None:
    """What lies in flows; None where nothing does."""
    if analysis.obscured.is_empty():
        return None
    return View(
        opening="What hides names or content, and the kinds of claim that it blinds.",
        blocking=statements(obscured_lines(analysis.obscured, ANY_WIDTH)),
    )
