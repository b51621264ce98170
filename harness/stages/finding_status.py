"""One finding in the cells that show it -> what became of it since: open, not seen since, or fixed.

Definition: docs/decisions/0076. What is not seen is not gone, so a later cell says something of a finding only

* if it begins after the cell that shows it has ended, and differs from it in version and session alone; a cell
  without steps has no known time, so nothing is later than it, and it is later than nothing;
* if nothing open in it could be the finding itself: the same name, or the same address where a name is missing.

A re-test is controlled if it repeats every kind of step for as long, at the same vantage points and
with the same IP versions offered, and is PASS at equal or better coverage.

Blind spots: what a cell's variables do not tell, such as the tester's hands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.model.claims import Claim
from harness.model.scenario import Cell, Scenario, VendorStatement
from harness.model.selection import VARIABLES
from harness.stages.scoping import in_scope

_MAY_DIFFER = ("subject.version", "session")
_SAYS_NOTHING = ("NONE", "ERROR")
Row = dict[str, Any]
Judged = Mapping[tuple[str, str], Row]
"""JUDGEMENTS rows by claim and cell."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding in one cell."""

    cell: Cell
    leads: tuple[int, ...]
    hosts: frozenset[str]
    """Its name, or its addresses where it has none: what a vendor's statement names."""
    first_ns: int
    last_ns: int


class Status(NamedTuple):
    """What became of a finding, and what that rests on."""

    word: str
    """open, not_seen_since or fixed."""
    why: str
    """One sentence."""
    since: list[str]
    """Later cells that do not show it, in order of time."""


def status_of(
    claim: Claim, seen: Sequence[Seen], doubtful: frozenset[str], judged: Judged, scenario: Scenario
) -> Status:
    """Say what became of a finding.

    Args:
        claim: That it contradicts.
        seen: Every cell that shows it.
        doubtful: Cells with something open that could be it.
        judged: JUDGEMENTS rows of the claim.
        scenario: Cells with their steps' times, and vendors' statements.
    """
    showing = doubtful | {one.cell.id for one in seen}
    silent = [
        cell
        for cell in scenario.cells
        if cell.id not in showing
        and in_scope(claim, cell)
        and judged[claim.id, cell.id]["verdict"] not in _SAYS_NOTHING
    ]
    later = {one.cell.id: [cell for cell in silent if _repeats_later(one.cell, cell)] for one in seen}
    last = [one.cell for one in seen if not _shown_later(one.cell, seen)]
    since = sorted({cell.id: cell for cells in later.values() for cell in cells}.values(), key=_begin)
    ids = [cell.id for cell in since]
    if not since:
        return Status(
            "open", "Seen in the last cells that could show it: none alike was run later without it.", ids
        )
    if unrepeated := [cell.id for cell in last if not later[cell.id]]:
        return Status("open", f"Not repeated since for {', '.join(unrepeated)}.", ids)
    gone = f"Not seen in {', '.join(ids)}"
    if statement := _statement(seen, [later[cell.id] for cell in last], scenario):
        return Status("fixed", f"{gone}; the vendor states: {statement.text} ({statement.source}).", ids)
    if all(any(_controlled(cell, one, claim, judged) for one in later[cell.id]) for cell in last):
        why = f"{gone}, which repeat it with nothing else changed, at equal or better coverage."
        return Status("fixed", why, ids)
    return Status("not_seen_since", f"{gone}; the cause is not known.", ids)


def _alike(one: Cell, other: Cell) -> bool:
    return all(value(one) == value(other) for name, value in VARIABLES.items() if name not in _MAY_DIFFER)


def _begin(cell: Cell) -> tuple[int, str]:
    return min(step.from_ns for step in cell.steps), cell.id


def _repeats_later(cell: Cell, other: Cell) -> bool:
    """Whether another cell is alike and began after this one had ended."""
    if not cell.steps or not other.steps:
        return False
    return _alike(cell, other) and _begin(other)[0] >= max(step.to_ns for step in cell.steps)


def _shown_later(cell: Cell, seen: Sequence[Seen]) -> bool:
    """Whether an alike cell that began later shows it too, so that this one is not the last word."""
    return any(
        bool(cell.steps and one.cell.steps)
        and _alike(cell, one.cell)
        and _begin(one.cell)[0] > _begin(cell)[0]
        for one in seen
    )


def _controlled(cell: Cell, other: Cell, claim: Claim, judged: Judged) -> bool:
    """Whether another cell would have shown it as well as this one did, and nothing is open in it."""
    before, after = judged[claim.id, cell.id], judged[claim.id, other.id]
    if after["verdict"] != "PASS" or after["coverage_ratio"] is None:
        return False
    if before["coverage_ratio"] is not None and after["coverage_ratio"] < before["coverage_ratio"]:
        return False
    kinds = {step.kind for step in cell.steps}
    return (
        all(_duration_ns(other, kind) >= _duration_ns(cell, kind) for kind in kinds)
        and set(cell.ip_versions) <= set(other.ip_versions)
        and _points(cell) <= _points(other)
    )


def _duration_ns(cell: Cell, kind: str) -> int:
    return sum(step.to_ns - step.from_ns for step in cell.steps if step.kind == kind)


def _points(cell: Cell) -> set[str]:
    return {file.vantage_point for file in cell.captures}


def _statement(
    seen: Sequence[Seen], since: Sequence[Sequence[Cell]], scenario: Scenario
) -> VendorStatement | None:
    """A vendor's word on all hosts of a finding, for a version tested after each last cell and not one that shows it.

    Args:
        seen: Every cell that shows it.
        since: For each of the last cells that show it, the later ones without it.
        scenario: The statements.
    """
    refuted = {one.cell.subject_version for one in seen}
    tested = [{cell.subject_version for cell in cells} - refuted for cells in since]
    hosts = {host for one in seen for host in one.hosts}
    told = [
        one
        for one in scenario.vendor_statements
        if one.host in hosts and all(one.version in versions for versions in tested)
    ]
    return told[0] if told and {one.host for one in told} == hosts else None
