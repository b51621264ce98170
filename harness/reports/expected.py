"""Verification -> which claims came out as the scenario's ``expect`` says: verdicts and findings, no more and no fewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.model.verdicts import Verdict

if TYPE_CHECKING:
    from harness.model.scenario import Expectation
    from harness.tables.verification import Verification


def expected_claims(verification: Verification) -> dict[str, bool]:
    """For each claim that an expectation speaks of, whether what it says came.

    Returns:
        Claim to whether it did; claims without an expectation are left out. Empty for a narrower test: what is expected is
        expected of the full one.
    """
    if verification.beside is not None:
        return {}
    return {one.claim: _as_expected(one, verification) for one in verification.scenario.expect}


def _as_expected(expected: Expectation, verification: Verification) -> bool:
    rolled = next((one for one in verification.chosen if one.claim == expected.claim), None)
    if rolled is None:
        return False
    verdicts = (rolled.as_tested.verdict, rolled.as_asserted.verdict)
    columns = verification.findings.select("claim", "finding").iter_rows()
    findings = {finding for claim, finding in columns if claim == expected.claim}
    return verdicts == (expected.as_tested, expected.as_asserted) and findings == set(expected.findings)


def error_expected(verification: Verification, expected: Mapping[str, bool]) -> bool:
    """Whether a claim was expected to come to ERROR, and did: then what broke was meant to."""
    return any(
        Verdict.ERROR in (one.as_tested, one.as_asserted) and expected.get(one.claim, False)
        for one in verification.scenario.expect
    )
