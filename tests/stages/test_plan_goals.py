"""The two verdicts of each claim, what blocks each, and what can become of it."""

from __future__ import annotations

import pytest

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.plans import Act, Gap, Outlook, Rolled
from harness.model.verdicts import Verdict
from harness.model.ways import Way
from harness.stages.plan_goals import goals_of
from tests.support.judging_rows import lead, leads_of
from tests.support.planned import CLAIMS, US, spot, verified, world
from tests.support.scenario_parts import cell

ONE = CLAIMS[:1]


def test_as_tested_stands_before_as_asserted_for_each_claim() -> None:
    found = goals_of(verified(), ())
    assert [(one.claim, one.rolled) for one in found] == [
        (of.id, rolled) for of in CLAIMS for rolled in Rolled
    ]
    assert {one.outlook for one in found} == {Outlook.PASSED}


@pytest.mark.parametrize(("act", "outlook"), [(Act(Way.RECAPTURE, "us"), Outlook.OPEN), (None, Outlook.HELD)])
def test_what_nothing_mends_holds_a_verdict(act: Act | None, outlook: Outlook) -> None:
    judged = verified([spot(Kind.PACKET_LOSS)], world(claims=ONE))
    found = goals_of(judged, (Gap(0, act, ""),))
    assert {(one.verdict, one.outlook, one.spots) for one in found} == {(Verdict.INCONCLUSIVE, outlook, (0,))}


def test_a_witness_refutes() -> None:
    judged = verified((), world(claims=ONE), leads=leads_of(lead(under_interference=True)))
    assert {(one.outlook, one.under_interference) for one in goals_of(judged, ())} == {
        (Outlook.REFUTED, True)
    }


def test_of_what_was_not_run_any_cell_gives_a_verdict() -> None:
    judged = verified((), world(cell(id="us", captures=()), claims=ONE))
    tested, asserted = goals_of(judged, ())
    assert (tested.verdict, tested.any_of, tested.outlook) == (Verdict.NONE, True, Outlook.OPEN)
    assert (asserted.verdict, asserted.any_of) == (Verdict.INCONCLUSIVE, False)
    assert set(tested.spots) <= set(asserted.spots)
    held = tuple(Gap(number, None, "") for number in tested.spots)
    assert goals_of(judged, held)[0].outlook is Outlook.HELD


def test_more_is_asserted_than_was_tested() -> None:
    tested, asserted = goals_of(verified((), world(US, claims=ONE)), ())
    assert (tested.verdict, asserted.verdict) == (Verdict.PASS, Verdict.INCONCLUSIVE)
    assert len(asserted.spots) == 1
