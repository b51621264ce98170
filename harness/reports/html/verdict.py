"""Roll-ups -> the first screen: each claim, its verdicts, the sentence, a US-only test beside all regions, what is not covered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from harness.model.claims import Claim
from harness.model.listing import few
from harness.model.scenario import AcceptedLimit
from harness.model.verdicts import Judgement
from harness.reports.units import counted
from harness.reports.verification import narrowed_words
from harness.reports.verification_beside import findings_of
from harness.reports.verification_facts import Facts
from harness.reports.verification_verdicts import (
    AS_EXPECTED,
    ELSEWHERE,
    failed_cells,
    missed_words,
    unmet_of,
    us_only,
)
from harness.reports.verification_witnesses import status_words
from harness.reports.verification_words import (
    about_words,
    difference_words,
    scope_words,
    sentence_as_asserted,
    sentence_as_tested,
    sessions_words,
    verdict_name,
)
from harness.tables.verification import RollUp, Verification

_FIRST = 2
"""Blind spots told here; the others stand in their section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One verdict of one claim."""

    verdict: str
    """``FAIL`` ...: its colour."""
    name: str
    """As it is said, interference told."""
    how: str
    """``as tested`` or ``as asserted``."""
    why: str
    """Empty where the sentence beside it says enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One test of one claim, to stand beside another."""

    title: str
    cells: str
    said: tuple[Said, ...]
    sentence: str
    missed: str
    """Findings of the other that it does not show; empty: none."""
    findings: str
    """Its own by what became of them; empty where they are told beside it."""
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneClaim:
    """One claim."""

    id: str
    text: str
    source: str
    about: tuple[str, ...]
    """Kind and countries, what it is asserted for, sessions."""
    cards: tuple[Card, ...]
    uncompared: str
    """Why no US-only test stands beside it; empty where one does."""
    open: str
    """How many blind spots block PASS, by kind."""
    first: tuple[str, ...]
    unmet: tuple[str, ...]
    expected: str
    """That it is as expected; empty where it is not, or nothing was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of the whole scenario."""

    narrowed: str
    errors: tuple[str, ...]
    unmet: tuple[str, ...]
    claims: tuple[OneClaim, ...]
    accepted: tuple[str, ...]


def verification_verdict(verification: Verification) -> View:
    """What a reader must see without moving."""
    facts = Facts(verification)
    claims = {claim.id: claim for claim in verification.scenario.claims}
    return View(
        narrowed=narrowed_words(verification.beside) if verification.beside else "",
        errors=verification.errors,
        unmet=() if facts.narrowed else facts.unmet_of_all,
        claims=tuple(_claim(claims[rolled.claim], rolled, facts) for rolled in verification.chosen),
        accepted=tuple(accepted_words(limit) for limit in verification.scenario.accepted_limits),
    )


def accepted_words(limit: AcceptedLimit) -> str:
    """What is accepted, where, until when and why."""
    where = f" in {', '.join(limit.cells)}" if limit.cells else " in every cell"
    claim = f" for {limit.claim}" if limit.claim else ""
    kind = limit.kind.value.replace("_", " ")
    return f"{kind}{where}{claim}, until {limit.expires.isoformat()}: {limit.reason}. It blocks all the same."


def _claim(claim: Claim, rolled: RollUp, facts: Facts) -> OneClaim:
    cards = _narrower_cards(claim, rolled, facts) if facts.narrowed else _cards(claim, rolled, facts)
    unmet = () if facts.narrowed else tuple(unmet_of(claim, facts))
    expects = any(one.claim == claim.id for one in facts.verification.scenario.expect)
    compared = "" if facts.narrowed else us_only(claim, rolled, facts)
    numbers = {*rolled.as_tested.blind_spots, *rolled.as_asserted.blind_spots}
    spots = [row for row in _blind_spots(facts) if row["blind_spot_id"] in numbers]
    return OneClaim(
        id=claim.id,
        text=claim.text,
        source=claim.source or "no source is stated",
        about=(about_words(claim), f"asserted for: {scope_words(claim.scope)}", sessions_words(rolled)),
        cards=cards,
        uncompared=compared if isinstance(compared, str) else "",
        open=_open(spots),
        first=tuple(
            f"{row['cell']}: {row['detail']}" if row["cell"] else row["detail"] for row in spots[:_FIRST]
        ),
        unmet=unmet,
        expected=AS_EXPECTED if expects and not unmet and not facts.narrowed else "",
    )


def _blind_spots(facts: Facts) -> list[dict[str, Any]]:
    return list(facts.verification.blind_spots.iter_rows(named=True))


def _open(spots: list[dict[str, Any]]) -> str:
    if not spots:
        return "nothing open blocks PASS"
    kinds = list(dict.fromkeys(row["kind"].replace("_", " ") for row in spots))
    return f"{counted(len(spots), 'blind spot blocks', 'blind spots block')} PASS ({few(kinds)})"


def _cards(claim: Claim, rolled: RollUp, facts: Facts) -> tuple[Card, ...]:
    """All regions beside a US-only test; all regions alone where there is nothing to compare."""
    compared = us_only(claim, rolled, facts)
    full = _card("All regions tested", claim, rolled, facts.verification, findings=_findings(claim, facts))
    if isinstance(compared, str):
        return (full,)
    missed = missed_words(rolled, compared, facts.verification)
    return full, _card("A test from US only", claim, compared, facts.verification, missed=missed)


def _narrower_cards(claim: Claim, rolled: RollUp, facts: Facts) -> tuple[Card, ...]:
    """The narrower test beside the full one."""
    beside = facts.verification.beside
    if beside is None:
        raise ValueError("only a narrower test has a full one beside it")
    full = next(one for one in beside.full.chosen if one.claim == claim.id)
    everything = findings_of(beside.full.leads, full.as_tested)
    left = everything - findings_of(facts.verification.leads, rolled.as_tested)
    missed = f"It misses {len(left)} of {counted(len(everything), 'finding')}." if left else ""
    return (
        _card(
            f"This narrower test: {beside.test}",
            claim,
            rolled,
            facts.verification,
            missed=missed,
            findings=_findings(claim, facts),
        ),
        _card("The full test", claim, full, beside.full),
    )


def _findings(claim: Claim, facts: Facts) -> str:
    """How many there are, and what became of them: what was fixed while it was tested counts too."""
    states = Counter(status_words(row, facts).lower() for row in facts.findings() if row["claim"] == claim.id)
    told = "; ".join(f"{count} {state}" for state, count in states.items())
    return f"{counted(states.total(), 'finding')}: {told}" if states else ""


def _card(
    title: str, claim: Claim, rolled: RollUp, of: Verification, *, missed: str = "", findings: str = ""
) -> Card:
    failed = failed_cells(of.judgements, rolled)
    return Card(
        title=title,
        cells=f"{len(rolled.tested)} of {counted(len(rolled.cells), 'planned cell')} run",
        said=(
            _said(rolled.as_tested, "as tested", sentence_as_tested(claim, rolled, failed)),
            _said(rolled.as_asserted, "as asserted", sentence_as_asserted(claim, rolled.as_asserted)),
        ),
        sentence=rolled.sentence,
        missed=missed,
        findings=findings,
        differences=(ELSEWHERE, *map(difference_words, rolled.differences)) if rolled.differences else (),
    )


def _said(judgement: Judgement, how: str, why: str) -> Said:
    return Said(verdict=judgement.verdict.name, name=verdict_name(judgement), how=how, why=f"{why}.")
