"""What the program's exit status says. Public: never renumbered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from harness.model.verdicts import Judgement, Verdict
from harness.model.words import CountryAnswer
from harness.reports.expected import error_expected, expected_claims

if TYPE_CHECKING:
    from harness.model.scenario import Expectation
    from harness.tables.verification import Verification


class Exit(IntEnum):
    """Exit statuses; 1 is never used for a fault, because it accuses a product."""

    OK = 0
    """analyze: read; every country asked about: none seen. verify: every claim PASS, or as the scenario expects."""
    WITNESSED = 1
    """analyze: a country asked about was witnessed. verify: a FAIL that the scenario does not expect."""
    USAGE = 2
    """The command line or a scenario file is wrong; no capture was read."""
    POSSIBLE = 3
    """analyze: none witnessed, at least one possible. verify: INCONCLUSIVE, NONE, or not as expected."""
    ERROR = 4
    """A capture cannot be read, a file cannot be written, or the program is at fault."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C (128 + SIGINT); what was read by then is reported, whatever it shows."""


_OF_ANSWER = {
    CountryAnswer.WITNESSED: Exit.WITNESSED,
    CountryAnswer.POSSIBLE: Exit.POSSIBLE,
    CountryAnswer.NONE_SEEN: Exit.OK,
}


def exit_for(answers: Iterable[CountryAnswer]) -> Exit:
    """Status for the worst answer; no question gives OK.

    >>> exit_for([CountryAnswer.NONE_SEEN, CountryAnswer.POSSIBLE]).name
    'POSSIBLE'
    """
    given = set(answers)
    return next((_OF_ANSWER[answer] for answer in CountryAnswer if answer in given), Exit.OK)


_WORST_FIRST = (Exit.WITNESSED, Exit.ERROR, Exit.POSSIBLE, Exit.OK)
"""Of ``verify``. Not the order of verdicts: an unexpected FAIL stands whatever else broke."""


def claim_status(judged: Iterable[Judgement], *, expected: bool | None) -> Exit:
    """Status of ``verify`` for one claim.

    Args:
        judged: The roll-ups that decide. A witness beside an ERROR counts as a FAIL.
        expected: Whether what the scenario expects of the claim came; None: it expects nothing.
    """
    judgements = tuple(judged)
    verdicts = {judgement.verdict for judgement in judgements}
    if expected:
        return Exit.OK
    if Verdict.FAIL in verdicts or any(judgement.witnesses for judgement in judgements):
        return Exit.WITNESSED
    if Verdict.ERROR in verdicts:
        return Exit.ERROR
    return Exit.OK if expected is None and verdicts == {Verdict.PASS} else Exit.POSSIBLE


def worst_status(statuses: Iterable[Exit]) -> Exit:
    """Worst of several statuses of ``verify``; nothing judged is no PASS.

    >>> worst_status([Exit.ERROR, Exit.WITNESSED]).name
    'WITNESSED'
    """
    given = set(statuses)
    return next((status for status in _WORST_FIRST if status in given), Exit.POSSIBLE)


def verify_status(verification: Verification, *, narrowed: bool) -> Exit:
    """Status of ``verify`` for one scenario (DESIGN section 5, "Leaving the program").

    Args:
        verification: Its outcome. What is unmet without touching a claim's verdicts or findings, such
            as an accepted limit that has expired, keeps the status from OK and makes no FAIL unexpected.
        narrowed: Whether ``--only`` chose cells: only the verdicts as tested decide then, and no
            expectation is applied.
    """
    if narrowed:
        return worst_status(claim_status([one.as_tested], expected=None) for one in verification.chosen)
    expected = expected_claims(verification)
    statuses = [
        claim_status([one.as_tested, one.as_asserted], expected=expected.get(one.claim))
        for one in verification.chosen
    ]
    if verification.unmet:
        statuses.append(Exit.POSSIBLE)
    if captures_status(verification) is not Exit.OK:
        statuses.append(Exit.ERROR)
    return worst_status(statuses)


def rolled_status(claim: str, verification: Verification) -> Exit:
    """Status of one claim over all cells, by itself: its verdicts, its findings, and all else that is unmet of it."""
    rolled = next(one for one in verification.chosen if one.claim == claim)
    expected = expected_claims(verification).get(claim)
    status = claim_status([rolled.as_tested, rolled.as_asserted], expected=expected)
    unmet = any(one.claim == claim for one in verification.unmet)
    return Exit.POSSIBLE if status is Exit.OK and unmet else status


def cell_status(claim: str, cell: str, verification: Verification) -> Exit:
    """Status of one claim in one cell, by itself.

    What is expected of a claim is said of all its cells together. A cell is as expected if its verdict is no worse than
    what is expected of them and it shows no finding that is not. So no cell of a claim that comes to what is expected stands out
    (a law, tested), and of one that does not, those do that make the difference.
    """
    columns = verification.judgements.select("claim", "cell", "verdict", "witnesses").iter_rows()
    word, witnesses = next((row[2], row[3]) for row in columns if row[:2] == (claim, cell))
    verdict = Verdict[word]
    if verdict is Verdict.PASS:
        return Exit.OK
    expected = next((one for one in verification.scenario.expect if one.claim == claim), None)
    if expected is not None and _is_borne(verdict, expected):
        of_leads = verification.leads.select("lead_id", "finding").iter_rows()
        findings = {finding for lead, finding in of_leads if lead in witnesses}
        if findings <= set(expected.findings):
            return Exit.OK
    if witnesses:
        return Exit.WITNESSED
    return Exit.ERROR if verdict is Verdict.ERROR else Exit.POSSIBLE


def _is_borne(verdict: Verdict, expected: Expectation) -> bool:
    """Whether a cell may have a verdict where this is expected of all; one that was not run leaves the whole undecided."""
    verdicts = (expected.as_tested, expected.as_asserted)
    weight = Verdict.INCONCLUSIVE if verdict is Verdict.NONE else verdict
    return verdict in verdicts or weight <= max(verdicts)


def captures_status(verification: Verification) -> Exit:
    """Status of a scenario's captures by themselves: ERROR where something broke that is not expected to."""
    if not verification.errors:
        return Exit.OK
    return Exit.OK if error_expected(verification, expected_claims(verification)) else Exit.ERROR
