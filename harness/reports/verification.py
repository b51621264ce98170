"""Verifications -> the terminal report.

For each scenario, in the order that a reader needs it: what was tested and what broke; each
claim with the sentence that its evidence supports, its verdicts, and what a US-only test would have said, or, of a narrower
test, the full one beside it and what it missed; the packets that contradict it; what blocks PASS; the matrix of claims and cells,
coverage of each cell, devices and steps; the subject and its cells, those with interference beside their passive twins; what was left out; what no verdict covers;
and the data it rests on.

Every statement is made in words; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.model.blind_spots import STANDING_LIMITS
from harness.model.scenario import Scenario
from harness.model.subject import Egress, EgressState
from harness.reports.content import content_lines
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.redacted import redacted_lines
from harness.reports.terminal import LEAST_WIDTH
from harness.reports.terminal_captures import capture_lines
from harness.reports.terminal_sources import source_lines
from harness.reports.verification_beside import beside_lines
from harness.reports.verification_blind_spots import blind_spot_lines
from harness.reports.verification_cells import cell_lines, coverage_lines, liveness_lines
from harness.reports.verification_contrast import contrast_lines
from harness.reports.verification_excluded import excluded_lines
from harness.reports.verification_facts import Facts
from harness.reports.verification_matrix import matrix_lines
from harness.reports.verification_verdicts import verdict_lines
from harness.reports.verification_witnesses import finding_lines
from harness.tables.verification import Counterfactual, Verification

_TOLD_OF_ALL = "Coverage, devices, cells and what was left out are told of all cells."


def render(verifications: Sequence[Verification], width: int, *, colour: bool, all_rows: bool = False) -> str:
    """Write the report for a terminal of ``width`` columns.

    Args:
        verifications: One for each scenario, in order; from hostile input too: everything shown is escaped.
        width: Columns of the terminal.
        colour: Whether SGR sequences may be used.
        all_rows: Leave out nothing: the ends of long lists too.
    """
    width = max(width, LEAST_WIDTH)
    redacted = next((one.redacted for one in verifications if one.redacted is not None), None)
    lines = (line for one in verifications for line in _scenario(one, width, all_rows=all_rows))
    return paint((*redacted_lines(redacted, width), *lines), colour=colour)


def _scenario(verification: Verification, width: int, *, all_rows: bool) -> Iterator[Line]:
    facts = Facts(verification)
    yield from _head(facts, width)
    yield from verdict_lines(facts, width)
    yield from beside_lines(verification, width, all_rows=all_rows)
    yield from finding_lines(facts, width, all_rows=all_rows)
    yield from content_lines(verification.content, verification.undecoded, width, all_rows=all_rows)
    yield from blind_spot_lines(facts, width, all_rows=all_rows)
    yield from matrix_lines(facts, width, all_rows=all_rows)
    yield from coverage_lines(facts, width, all_rows=all_rows)
    yield from liveness_lines(facts, width, all_rows=all_rows)
    yield from _subject_lines(verification.scenario, width)
    yield from cell_lines(verification, width, all_rows=all_rows)
    yield from contrast_lines(verification, width, all_rows=all_rows)
    yield from excluded_lines(facts, width, all_rows=all_rows)
    yield from _limits(width)
    yield from _notes(verification.notes, width)
    yield from capture_lines(verification.captures, width, all_rows=all_rows)
    yield from source_lines(verification.data_sources, verification.catalogue_sha256, width)
    yield EMPTY


def _head(facts: Facts, width: int) -> Iterator[Line]:
    verification = facts.verification
    scenario = verification.scenario
    yield from wrapped(f"Scenario {scenario.id}: {scenario.title}", width, rest="  ", style=Style.HEADING)
    yield from wrapped(f"{scenario.path}, sha256 {scenario.sha256[:12]}", width, first="  ")
    for maker in verification.made_by:
        yield from wrapped(_synthetic(maker), width, first="  ", rest="    ", style=Style.BAD)
    if verification.beside is not None:
        text = narrowed_words(verification.beside)
        yield from wrapped(text, width, first="  ", rest="    ", style=Style.DOUBT)
    for text in () if facts.narrowed else facts.unmet_of_all:
        yield from wrapped(f"NOT AS EXPECTED: {text}", width, first="  ", rest="    ", style=Style.BAD)
    for text in verification.errors:
        yield from wrapped(f"ERROR: {text}", width, first="  ", rest="    ", style=Style.BAD)
    yield EMPTY


def _subject_lines(scenario: Scenario, width: int) -> Iterator[Line]:
    """The product, its devices, and every way out of it."""
    subject = scenario.subject
    yield from wrapped(f"Subject: {subject.vendor} {subject.product}", width, rest="  ", style=Style.HEADING)
    yield from wrapped(
        f"boundary {subject.boundary.value}; devices {devices_words(scenario)}; ways out:", width, first="  "
    )
    for egress in subject.egresses:
        style = Style.DOUBT if egress.state is EgressState.UNOBSERVED else Style.PLAIN
        yield from wrapped(egress_words(egress), width, first="  - ", style=style)
    yield EMPTY


def _notes(notes: tuple[str, ...], width: int) -> Iterator[Line]:
    if notes:
        yield heading("Notes")
        for text in notes:
            yield from wrapped(text, width, first="  - ")
        yield EMPTY


def _synthetic(maker: str) -> str:
    return f"SYNTHETIC: made up by {maker}; says nothing about any real product."


def narrowed_words(beside: Counterfactual) -> str:
    """Which narrower test this is, and what that means for the rest of the report."""
    return f"{beside.test}: the verdicts as tested of this narrower test decide; expectations are not applied. {_TOLD_OF_ALL}"


def devices_words(scenario: Scenario) -> str:
    """Devices under test with their roles."""
    return ", ".join(f"{device.id} ({device.role})" for device in scenario.devices)


def egress_words(egress: Egress) -> str:
    """One way out of the subject, and what was done about it."""
    opening = f"{egress.id} ({egress.kind}) {egress.state.value}"
    match egress.state:
        case EgressState.TAPPED:
            return f"{opening} at {', '.join(egress.vantage_points)}"
        case EgressState.DISABLED:
            return f"{opening}, verified: {egress.verified}"
        case EgressState.UNOBSERVED:
            return opening.replace(EgressState.UNOBSERVED.value, "UNOBSERVED")


def _limits(width: int) -> Iterator[Line]:
    yield heading("What no verdict here covers")
    for limit in STANDING_LIMITS:
        yield from wrapped(limit, width, first="  - ")
    yield EMPTY
