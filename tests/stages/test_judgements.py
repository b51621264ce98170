"""Each claim in each cell: a witness decides, else anything that blinds it, and only what is left is PASS."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BLIND_SPOTS, BlindSpotKind
from harness.model.claims import ClaimKind, Scope
from harness.model.scenario import CellRole, Scenario
from harness.model.verdicts import Judgement, Verdict
from harness.stages.judgements import blocks, cell_ratios, judge, judgement_table
from tests.support.judging_rows import (
    claim,
    coverage_of,
    lead,
    leads_of,
    measure,
    one_cell,
    open_lead,
    silence,
    spot_row,
    spots_of,
)
from tests.support.scenario_parts import cell, scenario

Row = dict[str, Any]
ONE = one_cell(claim())


def judged(
    *,
    leads: tuple[Row, ...] = (),
    spots: tuple[Row, ...] = (),
    measures: tuple[Row, ...] = (measure(),),
    of: Scenario = ONE,
    broken: tuple[str, ...] = (),
) -> tuple[Judgement, ...]:
    numbered = (row | {"blind_spot_id": n} for n, row in enumerate(spots))
    return judge(leads_of(*leads), spots_of(*numbered), coverage_of(*measures), of, broken)


def verdict(**given: Any) -> str:
    (one,) = judged(**given)
    return one.verdict.name


def test_a_cell_with_nothing_open_and_all_seen_is_pass() -> None:
    (one,) = judged()
    assert (one.verdict, one.coverage_ratio, one.floor_ratio) == (Verdict.PASS, 1.0, 1.0)


def test_one_witness_is_fail_whatever_else_is_open_or_unknown() -> None:
    (one,) = judged(leads=(lead(),), spots=(spot_row(),), measures=(measure(None),))
    assert (one.verdict, one.witnesses, one.blind_spots, one.coverage_ratio) == (
        Verdict.FAIL,
        (0,),
        (0,),
        None,
    )


def test_a_blind_spot_alone_is_inconclusive_and_never_fail() -> None:
    assert verdict(spots=(spot_row(),)) == "INCONCLUSIVE"


@pytest.mark.parametrize("standing", ["open", "excluded"])
def test_only_a_witness_is_held_against_a_claim(standing: str) -> None:
    row = open_lead() if standing == "open" else lead(standing=standing, finding=None)
    assert verdict(leads=(row,)) == "PASS"


def test_a_cell_that_was_not_run_is_none_and_never_pass() -> None:
    assert verdict(of=one_cell(claim(), captures=()), measures=()) == "NONE"


def test_a_broken_cell_is_error_and_keeps_its_witnesses() -> None:
    (one,) = judged(leads=(lead(),), broken=("us",))
    assert (one.verdict, one.witnesses) == (Verdict.ERROR, (0,))
    assert verdict(spots=(spot_row(),), broken=("us",)) == "ERROR"
    assert verdict(broken=("other",)) == "PASS"


@pytest.mark.parametrize("ratio", [None, 0.0, 0.98])
def test_a_pass_without_coverage_is_refused_and_never_given(ratio: float | None) -> None:
    with pytest.raises(ValueError, match="PASS without coverage"):
        judged(measures=(measure(1.0), measure(ratio, "frames")), of=one_cell(claim(floor_ratio=0.99)))


def test_a_pass_of_a_cell_without_any_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="PASS without coverage"):
        judged(measures=())


ELSEWHERE: dict[str, tuple[tuple[Row, ...], tuple[Row, ...]]] = {
    "of another cell": ((lead(cell="de"),), (spot_row(cell="de"),)),
    "of another claim": ((lead(claim="no-hk"),), (spot_row(claim="no-hk"),)),
    "of a choice of cells": ((), (spot_row(cell=None, selection="all cells"),)),
    "of another kind of claim": ((), (spot_row(BlindSpotKind.NO_CONTROL),)),
    "only listed": ((), (spot_row(blinds=[]),)),
}


@pytest.mark.parametrize(("leads", "spots"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_not_this_claims_in_this_cell_changes_nothing(
    leads: tuple[Row, ...], spots: tuple[Row, ...]
) -> None:
    (one,) = judged(leads=leads, spots=spots)
    assert (one.verdict, one.witnesses, one.blind_spots) == (Verdict.PASS, (), ())


@pytest.mark.parametrize("kind", BlindSpotKind)
@pytest.mark.parametrize("of", [claim(), silence()])
def test_each_kind_blocks_exactly_the_claims_that_it_blinds(kind: BlindSpotKind, of: Any) -> None:
    assert blocks(spot_row(kind), of) is (of.kind in BLIND_SPOTS[kind].blinds)
    assert blocks(spot_row(kind, claim="another"), of) is False


def test_only_witnesses_all_of_which_were_seen_under_interference_are_marked_so() -> None:
    under = lead(under_interference=True)
    (alone,) = judged(leads=(under,))
    (mixed,) = judged(leads=(under, lead(lead_id=1)))
    assert (alone.under_interference, mixed.under_interference) == (True, False)


def test_each_claim_is_judged_in_each_test_cell_of_its_scope_and_in_no_other() -> None:
    of = scenario(
        cell(id="us"), cell(id="de", egress_region="DE"), cell(id="base", role=CellRole.BASELINE),
        cell(id="off", role=CellRole.CONTROL),
        claims=(claim("us-only", scope=Scope(egress_regions=("US",))), claim("world"), claim("x", ClaimKind.CONTENT)),
    )  # fmt: skip
    found = judged(of=of, measures=(measure(), measure(cell="de")))
    assert [(one.claim, one.cell) for one in found] == [
        ("us-only", "us"), ("world", "us"), ("world", "de"), ("x", "us"), ("x", "de"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ratios", "least"),
    [([1.0, 0.5, 0.9], 0.5), ([0.5, None], None), ([None, 0.5], None), ([1.0], 1.0), ([0.0, 1.0], 0.0)],
)
def test_a_cells_coverage_is_its_least_measure_and_unknown_if_one_is(
    ratios: list[float | None], least: float | None
) -> None:
    rows = [measure(ratio, f"m{n}") for n, ratio in enumerate(ratios)]
    rows.append(measure(0.1, "placed", weighs=False))
    assert cell_ratios(coverage_of(*rows)) == {"us": least}


def test_the_table_holds_what_was_judged() -> None:
    (one,) = judged(leads=(lead(under_interference=True),), spots=(spot_row(),))
    assert judgement_table([one]).rows(named=True) == [
        {
            "claim": "no-cn", "cell": "us", "verdict": "FAIL", "under_interference": True, "witnesses": [0],
            "blind_spots": [0], "coverage_ratio": 1.0, "floor_ratio": 1.0,
        }
    ]  # fmt: skip
    assert judgement_table([]).is_empty()


LEADS = st.lists(
    st.builds(lead, standing=st.sampled_from(["witness", "excluded"]), under_interference=st.booleans()),
    max_size=3,
)
SPOTS = st.lists(
    st.builds(spot_row, st.sampled_from(BlindSpotKind), cell=st.sampled_from(["us", "de"])), max_size=4
)


@given(LEADS, SPOTS, st.sampled_from(BlindSpotKind), st.sampled_from([claim(), silence("no-cn")]))
def test_a_further_blind_spot_never_improves_a_verdict(
    leads: list[Row], spots: list[Row], kind: BlindSpotKind, of: Any
) -> None:
    given_: Row = {"leads": tuple(leads), "of": one_cell(of)}
    (before,) = judged(spots=tuple(spots), **given_)
    (after,) = judged(spots=(*spots, spot_row(kind)), **given_)
    assert after.verdict >= before.verdict
    assert after.witnesses == before.witnesses


@given(LEADS, SPOTS)
def test_a_further_witness_always_fails(leads: list[Row], spots: list[Row]) -> None:
    assert verdict(leads=(*leads, lead(lead_id=9)), spots=tuple(spots)) == "FAIL"


@given(LEADS, SPOTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_verdict(leads: list[Row], spots: list[Row], random: Any) -> None:
    numbered = [row | {"lead_id": n} for n, row in enumerate(leads)]
    (one,) = judged(leads=tuple(numbered), spots=tuple(spots))
    random.shuffle(numbered)
    random.shuffle(spots)
    (other,) = judged(leads=tuple(numbered), spots=tuple(spots))
    assert (other.verdict, other.witnesses, len(other.blind_spots)) == (
        one.verdict,
        one.witnesses,
        len(one.blind_spots),
    )
