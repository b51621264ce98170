"""Over cells the worst wins; what is asserted and was not tested is never PASS; and a choice tells only of itself."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Scope
from harness.model.scenario import Cell
from harness.model.selection import Selection
from harness.model.verdicts import Judgement, Verdict, worst
from harness.stages.rollups import as_asserted, combine, differences, roll_up
from harness.tables.verification import Difference, RollUp
from tests.support.judging_rows import claim, spot_row, spots_of
from tests.support.scenario_parts import cell, scenario

CLAIM = claim()
US, DE = cell(id="us"), cell(id="de", egress_region="DE", account_region="DE")
PROOF: dict[Verdict, dict[str, Any]] = {
    Verdict.PASS: {"coverage_ratio": 1.0},
    Verdict.INCONCLUSIVE: {"blind_spots": (5,)},
    Verdict.FAIL: {"witnesses": (3,)},
}
US_ONLY = Selection((("egress.region", ("US",)),))


def judgement(verdict: Verdict, cell_id: str | None = "us", **given: Any) -> Judgement:
    """With the least proof that its verdict needs."""
    return Judgement(claim="no-cn", cell=cell_id, verdict=verdict, **(PROOF.get(verdict, {}) | given))


JUDGEMENTS = st.sampled_from([one for one in Verdict if one is not Verdict.NONE]).map(judgement)


def rolled(
    *judgements: Judgement,
    cells: tuple[Cell, ...] = (US, DE),
    only: Selection | None = None,
    beyond: tuple[str, ...] = (),
    scope: Scope | None = None,
) -> RollUp:
    of = scenario(*cells, claims=(claim(scope=scope or Scope()),))
    spots = spots_of(
        *(
            spot_row(
                BlindSpotKind.SCOPE_NOT_TESTED, blind_spot_id=90 + n, cell=None, selection=text, claim="no-cn"
            )
            for n, text in enumerate(beyond)
        )
    )
    (found,) = roll_up(judgements, spots, of, only or Selection())
    return found


@pytest.mark.parametrize(
    ("us", "de", "tested"),
    [
        (Verdict.PASS, Verdict.PASS, Verdict.PASS),
        (Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        (Verdict.PASS, Verdict.FAIL, Verdict.FAIL),
        (Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.FAIL),
        (Verdict.FAIL, Verdict.ERROR, Verdict.ERROR),
        (Verdict.PASS, Verdict.NONE, Verdict.PASS),
        (Verdict.NONE, Verdict.NONE, Verdict.NONE),
    ],
)
def test_the_worst_cell_decides_and_one_that_was_not_run_does_not(
    us: Verdict, de: Verdict, tested: Verdict
) -> None:
    for one, other in ((us, de), (de, us)):
        found = rolled(judgement(one), judgement(other, "de"))
        assert found.as_tested.verdict is tested


def test_cells_that_were_not_run_are_counted_as_planned_and_not_as_tested() -> None:
    found = rolled(judgement(Verdict.PASS), judgement(Verdict.NONE, "de"))
    assert (found.cells, found.tested, found.sessions) == (("us", "de"), ("us",), 1)


def test_a_fail_beside_an_error_keeps_its_witness() -> None:
    found = rolled(judgement(Verdict.FAIL), judgement(Verdict.ERROR, "de", witnesses=(8, 1)))
    assert (found.as_tested.verdict, found.as_tested.witnesses) == (Verdict.ERROR, (1, 3, 8))


def test_a_choice_tells_only_of_its_own_cells() -> None:
    found = rolled(judgement(Verdict.PASS), judgement(Verdict.FAIL, "de"), only=US_ONLY)
    assert (found.cells, found.as_tested.verdict, found.as_tested.witnesses) == (("us",), Verdict.PASS, ())
    assert found.selection == "egress.region=US"


def test_a_choice_of_no_cell_is_none_and_never_pass() -> None:
    nowhere = Selection((("egress.region", ("BR",)),))
    found = rolled(judgement(Verdict.PASS), judgement(Verdict.PASS, "de"), only=nowhere)
    assert (found.cells, found.as_tested.verdict, found.bound, found.differences) == (
        (),
        Verdict.NONE,
        None,
        (),
    )


def test_a_cell_outside_the_claims_scope_is_not_rolled_up() -> None:
    found = rolled(judgement(Verdict.PASS), scope=Scope(egress_regions=("US",)))
    assert (found.cells, found.as_tested.verdict) == (("us",), Verdict.PASS)


@pytest.mark.parametrize(
    ("tested", "asserted"),
    [
        (Verdict.NONE, Verdict.INCONCLUSIVE),
        (Verdict.PASS, Verdict.INCONCLUSIVE),
        (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        (Verdict.FAIL, Verdict.FAIL),
        (Verdict.ERROR, Verdict.ERROR),
    ],
)
def test_what_is_asserted_beyond_the_test_turns_a_pass_only(tested: Verdict, asserted: Verdict) -> None:
    found = rolled(judgement(tested), cells=(US,), beyond=("all cells",))
    assert (found.as_tested.verdict, found.as_asserted.verdict) == (tested, asserted)
    assert 90 in found.as_asserted.blind_spots
    assert 90 not in found.as_tested.blind_spots


def test_what_another_choice_does_not_cover_is_not_held_against_this_one() -> None:
    found = rolled(judgement(Verdict.PASS), cells=(US,), beyond=("egress.region=US",))
    assert (found.as_asserted.verdict, found.as_asserted.blind_spots) == (Verdict.PASS, ())


def test_interference_is_said_only_where_every_witness_was_seen_under_it() -> None:
    under = judgement(Verdict.FAIL, under_interference=True)
    passive = judgement(Verdict.FAIL, "de", witnesses=(4,))
    assert rolled(under, judgement(Verdict.PASS, "de")).as_tested.under_interference is True
    assert rolled(under, passive).as_tested.under_interference is False
    assert (
        rolled(judgement(Verdict.PASS), judgement(Verdict.PASS, "de")).as_tested.under_interference is False
    )


def test_coverage_over_cells_is_the_least_and_unknown_if_one_is() -> None:
    low = judgement(Verdict.INCONCLUSIVE, "de", coverage_ratio=0.4)
    assert combine(CLAIM, [judgement(Verdict.PASS), low]).coverage_ratio == pytest.approx(0.4)
    assert combine(CLAIM, [judgement(Verdict.PASS), judgement(Verdict.FAIL, "de")]).coverage_ratio is None


def test_combining_nothing_is_none() -> None:
    assert combine(CLAIM, []).verdict is Verdict.NONE


@given(st.lists(JUDGEMENTS, max_size=5), st.randoms(use_true_random=False))
def test_worst_wins_whatever_the_order_and_all_proof_is_kept(
    judgements: list[Judgement], random: Any
) -> None:
    whole = combine(CLAIM, judgements)
    shuffled = list(judgements)
    random.shuffle(shuffled)
    assert combine(CLAIM, shuffled) == whole
    assert whole.verdict is worst(one.verdict for one in judgements)
    assert len(whole.witnesses) == sum(len(one.witnesses) for one in judgements)
    assert set(whole.blind_spots) == {spot for one in judgements for spot in one.blind_spots}


@given(st.lists(JUDGEMENTS, min_size=1, max_size=4), st.integers(0, 3))
def test_cells_may_be_combined_in_any_grouping(judgements: list[Judgement], cut: int) -> None:
    parts = [part for part in (judgements[:cut], judgements[cut:]) if part]
    grouped = combine(CLAIM, [combine(CLAIM, part) for part in parts])
    assert grouped == reduce(
        lambda known, more: combine(CLAIM, [known, more]), judgements[1:], combine(CLAIM, judgements[:1])
    )


@given(JUDGEMENTS, st.lists(st.integers(10, 20), max_size=3).map(tuple))
def test_asserting_more_never_improves_and_never_takes_a_witness(
    tested: Judgement, beyond: tuple[int, ...]
) -> None:
    asserted = as_asserted(CLAIM, tested, beyond)
    assert asserted.verdict >= tested.verdict
    assert asserted.witnesses == tested.witnesses
    assert set(beyond) <= set(asserted.blind_spots)


def sessions(count: int, **given: Any) -> tuple[Cell, ...]:
    return tuple(cell(id=f"s{n}", session=n, **({"independent": True} | given)) for n in range(count))


def bound(cells: tuple[Cell, ...], verdict: Verdict = Verdict.PASS) -> float | None:
    return rolled(*(judgement(verdict, one.id) for one in cells), cells=cells).bound


def test_k_independent_sessions_that_show_nothing_bound_the_share_by_3_by_k() -> None:
    assert bound(sessions(60)) == pytest.approx(0.05)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_bound_is_never_above_everything(count: int) -> None:
    assert bound(sessions(count)) == pytest.approx(1.0)


UNBOUNDED = {
    "one goes on with the account of another": (*sessions(5), cell(id="x", session=9, independent=False)),
    "one is of another region": (*sessions(5), cell(id="x", session=9, independent=True, egress_region="DE")),
    "one is of another version": (
        *sessions(5),
        cell(id="x", session=9, independent=True, subject_version="2"),
    ),
    "one is counted twice": (*sessions(5), cell(id="x", session=0, independent=True)),
}


@pytest.mark.parametrize("cells", UNBOUNDED.values(), ids=UNBOUNDED)
def test_sessions_are_no_trials_where(cells: tuple[Cell, ...]) -> None:
    assert bound(cells) is None


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.ERROR])
def test_nothing_is_bounded_where_it_was_seen_or_could_have_been_missed(verdict: Verdict) -> None:
    assert bound(sessions(60), verdict) is None


def test_every_variable_that_differs_is_listed_and_no_other() -> None:
    assert differences([US], [DE]) == (
        Difference(variable="egress.region", here=("US",), there=("DE",)),
        Difference(variable="account.region", here=("US",), there=("DE",)),
    )


def test_a_variable_that_varies_alike_on_both_sides_is_not_listed() -> None:
    both = [US, DE]
    assert differences(both, list(reversed(both))) == ()


@pytest.mark.parametrize(("here", "there"), [([], [US]), ([US], []), ([], [])])
def test_nothing_is_compared_with_nothing(here: list[Cell], there: list[Cell]) -> None:
    assert differences(here, there) == ()


def test_a_choice_is_compared_with_cells_that_were_run_and_not_with_plans() -> None:
    planned = cell(id="jp", egress_region="JP", captures=())
    judgements = (judgement(Verdict.PASS), judgement(Verdict.NONE, "jp"))
    assert rolled(*judgements, cells=(US, planned), only=US_ONLY).differences == ()


@given(st.sets(st.sampled_from(["US", "DE", "BR"])), st.sets(st.sampled_from(["US", "DE", "BR"])))
def test_differences_are_the_same_from_either_side(one: set[str], other: set[str]) -> None:
    here, there = ([cell(egress_region=region) for region in sorted(regions)] for regions in (one, other))
    turned = tuple(
        Difference(variable=d.variable, here=d.there, there=d.here) for d in differences(there, here)
    )
    assert differences(here, there) == turned
