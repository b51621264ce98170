"""Roll-ups + findings + expectations -> what was expected and did not come, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from harness.model.scenario import Expectation, Scenario
from harness.tables.verification import RollUp, Unmet


def unmet_expectations(
    rolled: Sequence[RollUp], findings: pl.DataFrame, scenario: Scenario, today: date
) -> tuple[Unmet, ...]:
    """Compare a run over all cells with what the scenario expects.

    Args:
        rolled: Roll-ups over all cells.
        findings: FINDINGS rows.
        scenario: Expectations and accepted limits.
        today: To tell limits that have expired.
    """
    of = {one.claim: one for one in rolled}
    unmet = [
        Unmet(claim=expected.claim, text=text)
        for expected in scenario.expect
        for text in _differences(expected, of[expected.claim], findings)
    ]
    for limit in scenario.accepted_limits:
        if limit.expires < today:
            text = (
                f"The accepted limit {limit.kind.value} expired on {limit.expires.isoformat()}: "
                "mend what it stands for, or renew it with its reason."
            )
            unmet += [Unmet(claim=claim.id, text=text) for claim in scenario.claims]
    return tuple(unmet)


def _differences(expected: Expectation, found: RollUp, findings: pl.DataFrame) -> Iterator[str]:
    for words, wanted, got in (
        ("as tested", expected.as_tested, found.as_tested.verdict),
        ("as asserted", expected.as_asserted, found.as_asserted.verdict),
    ):
        if wanted is not got:
            yield f"Expected {wanted.name} {words}, found {got.name}."
    seen = set(findings.filter(pl.col("claim") == expected.claim)["finding"].to_list())
    for missing in sorted(set(expected.findings) - seen):
        yield f"The expected finding {missing} was not found: that is no proof that it is gone."
    yield from _vanished(expected, findings)
    for new in sorted(seen - set(expected.findings)):
        yield f"The finding {new} was not expected."


def _vanished(expected: Expectation, findings: pl.DataFrame) -> Iterator[str]:
    """Findings that later cells do not show, with nothing recorded that says why: silence is no fix."""
    found = findings.filter(pl.col("claim") == expected.claim)
    gone = found.filter(pl.col("status") == "not_seen_since")
    since = dict(gone.select("finding", "cells_since").iter_rows())
    for finding in sorted(set(expected.findings) & set(since)):
        if finding not in expected.not_seen_since:
            yield (
                f"The expected finding {finding} is not seen since {', '.join(since[finding])}, and no fix is recorded: record the "
                "vendor's statement, test again at equal or better coverage, or list it under not_seen_since."
            )
    for finding in sorted(set(expected.not_seen_since) & set(found["finding"]) - set(since)):
        yield f"The finding {finding} was expected to be not seen since, and is not so: see its status."
