"""What the program's exit status says. Public: never renumbered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from harness.model.verdicts import Judgement, Verdict
from harness.model.words import CountryAnswer

if TYPE_CHECKING:
    from harness.tables.verification import RollUp, Verification


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
    """Stopped by Ctrl-C (128 + SIGINT)."""


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


def verify_status(verification: Verification, *, narrowed: bool, expired: bool) -> Exit:
    """Status of ``verify`` for one scenario (DESIGN section 5, "Leaving the program").

    Args:
        verification: Its outcome.
        narrowed: Whether ``--only`` chose cells: only the verdicts as tested decide then, and no
            expectation is applied.
        expired: Whether an accepted limit of the scenario has expired.
    """
    if narrowed:
        return worst_status(claim_status([one.as_tested], expected=None) for one in verification.chosen)
    statuses = [_status(one, verification) for one in verification.chosen]
    claims = {one.claim for one in verification.chosen}
    if expired or any(unmet.claim not in claims for unmet in verification.unmet):
        statuses.append(Exit.POSSIBLE)
    if verification.errors and not _error_expected(verification):
        statuses.append(Exit.ERROR)
    return worst_status(statuses)


def _status(rolled: RollUp, verification: Verification) -> Exit:
    return claim_status([rolled.as_tested, rolled.as_asserted], expected=_met(rolled.claim, verification))


def _met(claim: str, verification: Verification) -> bool | None:
    """Whether an expectation came; None where there is none."""
    if any(unmet.claim == claim for unmet in verification.unmet):
        return False
    return True if any(one.claim == claim for one in verification.scenario.expect) else None


def _error_expected(verification: Verification) -> bool:
    """Whether a claim was expected to come to ERROR, and did: then what broke was meant to."""
    return any(
        Verdict.ERROR in (one.as_tested, one.as_asserted) and _met(one.claim, verification)
        for one in verification.scenario.expect
    )
