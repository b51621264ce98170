"""What was expected and did not come: also a finding that vanished, and a limit that nobody renewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind
from harness.model.scenario import AcceptedLimit, Expectation
from harness.model.verdicts import Judgement, Verdict
from harness.stages.expectations import unmet_expectations
from harness.tables.verification import RollUp
from tests.support.judging_rows import LOG, accepted, claim, expectation, findings_of
from tests.support.scenario_parts import cell, scenario

TODAY = date(2027, 3, 1)
PROOF: dict[str, dict[str, Any]] = {
    "PASS": {"coverage_ratio": 1.0},
    "INCONCLUSIVE": {"blind_spots": (1,)},
    "FAIL": {"witnesses": (1,)},
}
LOST = f"no-cn/{LOG}"


def rolled(tested: str, asserted: str, of: str = "no-cn") -> RollUp:
    judged = (
        Judgement(claim=of, cell=None, verdict=Verdict[word], **PROOF.get(word, {}))
        for word in (tested, asserted)
    )
    as_tested, as_asserted = judged
    return RollUp(
        claim=of, selection="all cells", cells=("us",), tested=("us",), as_tested=as_tested,
        as_asserted=as_asserted, sessions=1, bound=None, differences=(),
    )  # fmt: skip


def unmet(
    *expected: Expectation,
    found: tuple[RollUp, ...] = (),
    findings: tuple[str, ...] = (),
    limits: tuple[AcceptedLimit, ...] = (),
    status: str = "open",
) -> list[tuple[str, str]]:
    of = scenario(cell(), claims=(claim(), claim("no-hk")), expect=expected, accepted_limits=limits)
    texts = unmet_expectations(found, findings_of(*findings, status=status), of, TODAY)
    return [(one.claim, one.text) for one in texts]


VERDICTS = st.sampled_from([one.name for one in Verdict])


@given(VERDICTS, VERDICTS, VERDICTS, VERDICTS)
def test_any_other_verdict_than_the_expected_one_is_told_even_a_better_one(
    wanted: str, wanted_asserted: str, got: str, got_asserted: str
) -> None:
    texts = unmet(expectation("no-cn", wanted, wanted_asserted), found=(rolled(got, got_asserted),))
    told = [("no-cn", f"Expected {wanted} as tested, found {got}.")] if wanted != got else []
    if wanted_asserted != got_asserted:
        told.append(("no-cn", f"Expected {wanted_asserted} as asserted, found {got_asserted}."))
    assert texts == told


def test_an_expected_finding_that_is_gone_is_no_good_news() -> None:
    texts = unmet(expectation("no-cn", "FAIL", "FAIL", LOST), found=(rolled("FAIL", "FAIL"),))
    assert texts == [
        ("no-cn", f"The expected finding {LOST} was not found: that is no proof that it is gone.")
    ]


def test_a_finding_that_nobody_expected_is_told_though_the_verdict_is_the_same() -> None:
    new = "no-cn/telemetry.skylark.example"
    texts = unmet(
        expectation("no-cn", "FAIL", "FAIL", LOST), found=(rolled("FAIL", "FAIL"),), findings=(LOST, new)
    )
    assert texts == [("no-cn", f"The finding {new} was not expected.")]


def test_a_renamed_finding_is_one_gone_and_one_new() -> None:
    texts = unmet(
        expectation("no-cn", "FAIL", "FAIL", LOST),
        found=(rolled("FAIL", "FAIL"),),
        findings=("no-cn/b", "no-cn/a"),
    )
    assert [text.partition(" ")[2].partition(" ")[0] for _, text in texts] == [
        "expected",
        "finding",
        "finding",
    ]
    assert ["no-cn/a" in texts[1][1], "no-cn/b" in texts[2][1]] == [True, True]


@pytest.mark.parametrize("status", ["open", "fixed"])
def test_a_finding_counts_as_found_whatever_became_of_it(status: str) -> None:
    assert (
        unmet(
            expectation("no-cn", "FAIL", "FAIL", LOST),
            found=(rolled("FAIL", "FAIL"),),
            findings=(LOST,),
            status=status,
        )
        == []
    )


def test_a_finding_that_vanished_without_a_recorded_fix_is_told_until_somebody_says_that_it_is_known() -> (
    None
):
    def told(**changed: Any) -> list[str]:
        wanted = replace(expectation("no-cn", "FAIL", "FAIL", LOST), **changed)
        found = unmet(wanted, found=(rolled("FAIL", "FAIL"),), findings=(LOST,), status="not_seen_since")
        return [text for _, text in found]

    (text,) = told()
    assert text.startswith(f"The expected finding {LOST} is not seen since ")
    assert "no fix is recorded" in text
    assert told(not_seen_since=(LOST,)) == []


@pytest.mark.parametrize("status", ["open", "fixed"])
def test_what_was_expected_to_be_gone_and_is_there_again_is_told(status: str) -> None:
    wanted = replace(expectation("no-cn", "FAIL", "FAIL", LOST), not_seen_since=(LOST,))
    texts = unmet(wanted, found=(rolled("FAIL", "FAIL"),), findings=(LOST,), status=status)
    assert texts == [
        ("no-cn", f"The finding {LOST} was expected to be not seen since, and is not so: see its status.")
    ]


def test_a_finding_of_another_claim_meets_nothing() -> None:
    texts = unmet(
        expectation("no-cn", "FAIL", "FAIL", LOST),
        found=(rolled("FAIL", "FAIL"),),
        findings=(f"no-hk/{LOG}",),
    )
    assert len(texts) == 1
    assert "no proof that it is gone" in texts[0][1]


def test_each_claim_is_held_to_its_own_expectation() -> None:
    texts = unmet(
        expectation("no-hk", "PASS", "INCONCLUSIVE"),
        found=(rolled("FAIL", "FAIL"), rolled("PASS", "INCONCLUSIVE", "no-hk")),
    )
    assert texts == []


@pytest.mark.parametrize(
    ("expires", "told"), [(date(2027, 2, 28), 2), (date(2027, 3, 1), 0), (date(2027, 3, 2), 0)]
)
def test_a_limit_holds_to_the_end_of_its_day_and_then_fails_every_claim(expires: date, told: int) -> None:
    texts = unmet(limits=(accepted(BlindSpotKind.LOSS_UNKNOWN, expires=expires),))
    assert [of for of, _ in texts] == ["no-cn", "no-hk"][:told]
    assert all("loss_unknown expired on 2027-02-28" in text for _, text in texts)


def test_a_claim_of_which_nothing_is_expected_has_nothing_unmet() -> None:
    assert unmet(found=(rolled("FAIL", "FAIL"),), findings=(LOST,)) == []
