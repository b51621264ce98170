"""Markers of a user's test -> the results that they ask for, and whether verdicts are those that the test expects.

Relative paths are from pytest's rootdir, wherever pytest was started and wherever the test stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from harness.errors import HarnessError
from harness.model.scenario import Expectation
from harness.model.verdicts import Verdict
from harness.testing.judging import Judging

if TYPE_CHECKING:
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification

_WIDTH = 80


def scenario_of(item: pytest.Item, judging: Judging) -> Verification:
    """The judged scenario of the test's marker; ends the test where there is none or it cannot be judged."""
    mark = item.get_closest_marker("harness_scenario")
    if mark is None or mark.kwargs or len(mark.args) != 1 or not isinstance(mark.args[0], str | Path):
        _stop('say which scenario: @pytest.mark.harness_scenario("scenarios/x/scenario.yaml")')
    try:
        return judging.of(item.config.rootpath / mark.args[0])
    except HarnessError as fault:
        _stop(str(fault))


def analysis_of(item: pytest.Item, judging: Judging) -> Analysis:
    """What the captures of the test's marker show; ends the test where there is none or one cannot be read."""
    mark = item.get_closest_marker("harness_captures")
    if mark is None or not mark.args:
        _stop('say which captures: @pytest.mark.harness_captures("captures/x.pcapng", countries=["CN"])')
    paths = tuple(str(item.config.rootpath / path) for path in mark.args)
    try:
        return judging.analysis(paths, mark.kwargs)
    except HarnessError as fault:
        _stop(str(fault))


def check_expected(item: pytest.Item, judging: Judging) -> None:
    """Fail the test unless every ``harness_expect`` of it is met; the rules are those of a scenario's own ``expect``."""
    from harness.reports.verification_facts import Facts  # noqa: PLC0415 - brings polars
    from harness.reports.verification_items import unmet_text  # noqa: PLC0415 - likewise
    from harness.stages.expectations import unmet_expectations  # noqa: PLC0415 - likewise

    found = scenario_of(item, judging)
    claims = [claim.id for claim in found.scenario.claims]
    expect = tuple(_expectation(mark, claims) for mark in item.iter_markers("harness_expect"))
    asked = replace(found.scenario, expect=expect, accepted_limits=())
    unmet = unmet_expectations(found.chosen, found.findings, asked, datetime.now(UTC).date())
    if unmet:
        raise pytest.fail.Exception(
            unmet_text(Facts(replace(found, scenario=asked, unmet=unmet)), _WIDTH), pytrace=False
        )


def _expectation(mark: pytest.Mark, claims: Sequence[str]) -> Expectation:
    """One marker, checked."""
    try:
        claim, as_tested, as_asserted, findings, vanished = _arguments(*mark.args, **mark.kwargs)
    except TypeError:
        _stop(
            'write @pytest.mark.harness_expect("CLAIM", "VERDICT as tested", "VERDICT as asserted", findings=[])'
        )
    if claim not in claims:
        _stop(f"harness_expect: no claim {claim!r} in the scenario; there are {', '.join(claims)}")
    for word in (as_tested, as_asserted):
        if word not in Verdict.__members__:
            _stop(f"harness_expect: no verdict {word!r}; there are {', '.join(Verdict.__members__)}")
    if isinstance(findings, str) or isinstance(vanished, str):
        _stop("harness_expect: give findings and not_seen_since as lists of ids")
    return Expectation(
        claim=claim,
        as_tested=Verdict[as_tested],
        as_asserted=Verdict[as_asserted],
        findings=tuple(sorted(findings)),
        not_seen_since=tuple(sorted(vanished)),
        line=0,
    )


def _arguments(
    claim: str,
    as_tested: str,
    as_asserted: str,
    findings: Sequence[str] = (),
    not_seen_since: Sequence[str] = (),
) -> tuple[str, str, str, Sequence[str], Sequence[str]]:
    """What the marker takes."""
    return claim, as_tested, as_asserted, findings, not_seen_since


def _stop(text: str) -> NoReturn:
    """End the test with a text, escaped, without a traceback."""
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    raise pytest.fail.Exception("\n".join(map(shown, text.split("\n"))), pytrace=False)
