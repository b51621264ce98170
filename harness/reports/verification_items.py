"""Verification -> what a test item says of it: one claim in one cell, one claim over all cells, or the captures.

The first line stands alone in a test runner's summary: the verdict, what it is of, and the endpoint that refutes the
claim or what blocks PASS. What follows is what ``harness verify`` prints of the same, so that neither says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from harness.model.blind_spots import STANDING_LIMITS
from harness.model.claims import Claim
from harness.model.verdicts import Judgement, Verdict
from harness.reports.lines import Line, heading, paint, wrapped
from harness.reports.places import socket
from harness.reports.synthetic import made_up_sentence
from harness.reports.units import counted
from harness.reports.verification_blind_spots import blocking_lines
from harness.reports.verification_facts import Facts, judgement_of
from harness.reports.verification_witnesses import finding_block, witness_lines
from harness.reports.verification_words import verdict_name
from harness.tables.verification import RollUp

_WITNESSES = 6
"""Witnesses of a cell that are told; the rest are counted."""
_ANY_WIDTH = 100_000
"""First lines are not broken: a test runner cuts them to its own width."""


def cell_verdict(facts: Facts, claim: str, cell: str) -> str:
    """``PASS``, ``FAIL UNDER INTERFERENCE`` ..."""
    return verdict_name(judgement_of(_row(facts, claim, cell)))


def rolled_verdict(facts: Facts, claim: str) -> str:
    """``PASS``, or both verdicts where they are not both PASS."""
    rolled = _rolled(facts, claim)
    if rolled.as_tested.verdict is rolled.as_asserted.verdict is Verdict.PASS:
        return Verdict.PASS.name
    return f"{verdict_name(rolled.as_tested)} as tested, {verdict_name(rolled.as_asserted)} as asserted"


def synthetic(facts: Facts) -> str | None:
    """That the evidence was made up, and by whom; None where no capture says so. Not escaped."""
    makers = facts.verification.made_by
    return made_up_sentence(makers) if makers else None


def rolled_sentence(facts: Facts, claim: str) -> str:
    """What the evidence supports; as it was made, not escaped."""
    return _rolled(facts, claim).sentence


def cell_text(facts: Facts, claim: str, cell: str, width: int) -> str:
    """One claim in one cell: its witnesses, and what blocks PASS; escaped."""
    row = _row(facts, claim, cell)
    judgement = judgement_of(row)
    opening = f"{verdict_name(judgement)}: {claim} in {cell}"
    lines = [*_first(f"{opening}: {_why(judgement, facts)}"), *_claim(facts, claim, width)]
    if row["verdict"] == Verdict.NONE.name:
        lines += wrapped("This cell is planned and was not run. Nothing tested is no PASS.", width)
    if row["verdict"] == Verdict.ERROR.name:
        for text in facts.verification.errors:
            lines += wrapped(f"ERROR: {text}", width, rest="  ")
    for number in judgement.witnesses[:_WITNESSES]:
        lines += witness_lines(facts.leads[number], facts, width)
    if (left := len(judgement.witnesses) - _WITNESSES) > 0:
        told = counted(left, "more witness", "more witnesses")
        lines += wrapped(f"... and {told}; harness verify --all lists every one", width, first="    ")
    lines += _blocking(facts, claim, judgement.blind_spots, width)
    lines += wrapped(_expected(facts, claim), width, rest="  ")
    return paint(lines, colour=False).rstrip("\n")


def rolled_text(facts: Facts, claim: str, width: int) -> str:
    """One claim over all cells: what is not as expected, the sentence, its findings, and what blocks PASS; escaped."""
    rolled = _rolled(facts, claim)
    unmet = _unmet(facts, claim)
    why = unmet[0] if unmet else _why(rolled.as_asserted, facts)
    lines = [*_first(f"{rolled_verdict(facts, claim)}: {claim}: {why}"), *_claim(facts, claim, width)]
    for text in unmet:
        lines += wrapped(f"NOT AS EXPECTED: {text}", width, rest="  ")
    for row in facts.findings():
        if row["claim"] == claim:
            lines += finding_block(row, facts, width, all_rows=False)
    numbers = {*rolled.as_tested.blind_spots, *rolled.as_asserted.blind_spots}
    lines += _blocking(facts, claim, numbers, width)
    lines += wrapped(_expected(facts, claim), width, rest="  ")
    return paint(lines, colour=False).rstrip("\n")


def captures_text(facts: Facts, width: int) -> str:
    """What broke; escaped."""
    errors = facts.verification.errors
    more = f" (1 of {len(errors)})" if len(errors) > 1 else ""
    lines = _first(f"ERROR: {errors[0]}{more}")
    for text in errors[1:]:
        lines += wrapped(f"ERROR: {text}", width, rest="  ")
    lines += wrapped("This says nothing about the product: verdicts that rest on it are ERROR.", width)
    if made_up := synthetic(facts):
        lines += wrapped(made_up, width, rest="  ")
    return paint(lines, colour=False).rstrip("\n")


def unmet_text(facts: Facts, width: int) -> str:
    """Every claim that is not as expected; escaped."""
    claims = dict.fromkeys(one.claim for one in facts.verification.unmet)
    return "\n\n".join(rolled_text(facts, claim, width) for claim in claims)


def summary_text(told: Sequence[tuple[str, tuple[str, str]]], width: int) -> str:
    """The verdicts and sentence of each claim, by the name of its item, and what no verdict covers; escaped."""
    lines: list[Line] = []
    for name, (verdict, sentence) in told:
        lines += wrapped(f"{name}: {verdict}", width, rest="  ")
        lines += wrapped(sentence, width, first="  ")
    lines.append(heading("What no verdict here covers"))
    for limit in STANDING_LIMITS:
        lines += wrapped(limit, width, first="  - ")
    return paint(lines, colour=False)


def _row(facts: Facts, claim: str, cell: str) -> dict[str, Any]:
    rows = facts.verification.judgements.iter_rows(named=True)
    return next(row for row in rows if (row["claim"], row["cell"]) == (claim, cell))


def _rolled(facts: Facts, claim: str) -> RollUp:
    return next(one for one in facts.verification.chosen if one.claim == claim)


def _unmet(facts: Facts, claim: str) -> list[str]:
    return [one.text for one in facts.verification.unmet if one.claim == claim]


def _first(text: str) -> list[Line]:
    return wrapped(text, _ANY_WIDTH)


def _why(judgement: Judgement, facts: Facts) -> str:
    """A witness, else what blocks PASS, else that nothing was tested or something broke."""
    if judgement.witnesses:
        contact = facts.contact(facts.leads[judgement.witnesses[0]]["contact_id"])
        row, more = contact.row, len(judgement.witnesses) - 1
        where = socket(row["server_ip"], row["transport"], row["server_port"])
        others = f", and {more:,} more" if more else ""
        return (
            f"{row['name'] or '(no name seen)'} {where}, packet {row['packet']} of {contact.path()}{others}"
        )
    if judgement.blind_spots:
        kinds = dict.fromkeys(row["kind"] for row in _spots(facts, judgement.blind_spots))
        return f"open: {', '.join(kind.replace('_', ' ') for kind in kinds)}"
    match judgement.verdict:
        case Verdict.NONE:
            return "nothing was tested"
        case Verdict.ERROR:
            return "captures are missing, altered or unreadable, which says nothing about the product"
        case _:
            return "no witness, and nothing open could hide one"


def _claim(facts: Facts, claim: str, width: int) -> Iterator[Line]:
    """What is claimed, whether the evidence was made up, and what it supports over all cells."""
    found: Claim = next(one for one in facts.verification.scenario.claims if one.id == claim)
    yield from wrapped(f'"{found.text}"', width, rest="  ")
    if made_up := synthetic(facts):
        yield from wrapped(made_up, width, rest="  ")
    yield from wrapped(_rolled(facts, claim).sentence, width, rest="  ")


def _spots(facts: Facts, numbers: Collection[int]) -> list[dict[str, Any]]:
    rows = facts.verification.blind_spots.iter_rows(named=True)
    return [row for row in rows if row["blind_spot_id"] in numbers]


def _blocking(facts: Facts, claim: str, numbers: Collection[int], width: int) -> list[Line]:
    if not numbers:
        return []
    rows = _spots(facts, numbers)
    blocked = {row["blind_spot_id"]: (claim,) for row in rows}
    opening = wrapped("What could hide a witness, and what would have to be captured for PASS:", width)
    return [*opening, *blocking_lines(rows, blocked, facts, width, all_rows=False)]


def _expected(facts: Facts, claim: str) -> str:
    """What the scenario says of the claim; nothing where it says nothing."""
    expected = next((one for one in facts.verification.scenario.expect if one.claim == claim), None)
    if expected is None:
        return "The scenario expects nothing of this claim: every cell is to be PASS."
    findings = f" with {', '.join(expected.findings)}" if expected.findings else ""
    return (
        f"The scenario expects {expected.as_tested.name} as tested, {expected.as_asserted.name} as asserted"
        f"{findings}."
    )
