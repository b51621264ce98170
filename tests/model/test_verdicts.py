"""No verdict without its own proof, and the worst of several wins."""

from __future__ import annotations

from itertools import permutations
from math import nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.verdicts import Judgement, Verdict, worst

VERDICTS = st.sampled_from(Verdict)
WITNESSED, BLOCKED, COVERED = {"witnesses": (3,)}, {"blind_spots": (7,)}, {"coverage_ratio": 1.0}


def judgement(verdict: Verdict, **given: Any) -> Judgement:
    return Judgement(claim="c", cell="us", verdict=verdict, **given)


REFUSED = {
    "fail without a witness": (Verdict.FAIL, {}, "FAIL without a witness"),
    "fail by blind spots alone": (Verdict.FAIL, BLOCKED, "FAIL without a witness"),
    "fail by full coverage": (Verdict.FAIL, COVERED, "FAIL without a witness"),
    "pass without coverage": (Verdict.PASS, {}, "PASS without coverage"),
    "pass by a floor of nothing": (Verdict.PASS, {"coverage_ratio": 0.0, "floor_ratio": 0.0}, "without coverage"),
    "pass by a floor below nothing": (Verdict.PASS, {"coverage_ratio": -0.5, "floor_ratio": -1.0}, "without coverage"),
    "pass just below the floor": (Verdict.PASS, {"coverage_ratio": 0.98, "floor_ratio": 0.99}, "without coverage"),
    "pass below the floor that is the default": (Verdict.PASS, {"coverage_ratio": 0.999_999_9}, "without coverage"),
    "pass by more than everything": (Verdict.PASS, {"coverage_ratio": 1.01}, "without coverage"),
    "pass by a share that is no number": (Verdict.PASS, {"coverage_ratio": nan}, "without coverage"),
    "pass by a floor that is no number": (Verdict.PASS, COVERED | {"floor_ratio": nan}, "without coverage"),
    "pass beside a blind spot": (Verdict.PASS, COVERED | BLOCKED, "PASS with blind spots"),
    "pass beside a witness": (Verdict.PASS, COVERED | WITNESSED, "witnesses, yet PASS"),
    "inconclusive beside a witness": (Verdict.INCONCLUSIVE, BLOCKED | WITNESSED, "witnesses, yet INCONCLUSIVE"),
    "nothing tested beside a witness": (Verdict.NONE, WITNESSED, "witnesses, yet NONE"),
    "inconclusive for no reason": (Verdict.INCONCLUSIVE, COVERED, "INCONCLUSIVE without what blocks it"),
    "interference where nothing was seen": (
        Verdict.INCONCLUSIVE, BLOCKED | {"under_interference": True}, "witnesses only",
    ),
    "a pass under interference": (Verdict.PASS, COVERED | {"under_interference": True}, "witnesses only"),
}  # fmt: skip


@pytest.mark.parametrize(("verdict", "proof", "said"), REFUSED.values(), ids=REFUSED)
def test_a_verdict_without_its_proof_cannot_be_built(
    verdict: Verdict, proof: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=f"^c: .*{said}"):
        judgement(verdict, **proof)


@pytest.mark.parametrize(
    ("verdict", "proof"),
    [
        (Verdict.NONE, {}),
        (Verdict.NONE, BLOCKED),
        (Verdict.PASS, COVERED),
        (Verdict.PASS, {"coverage_ratio": 0.99, "floor_ratio": 0.99}),
        (Verdict.INCONCLUSIVE, BLOCKED),
        (Verdict.FAIL, WITNESSED),
        (Verdict.FAIL, WITNESSED | BLOCKED | {"coverage_ratio": 0.0}),
        (Verdict.FAIL, WITNESSED | {"under_interference": True}),
        (Verdict.ERROR, {}),
        (Verdict.ERROR, WITNESSED | BLOCKED),
    ],
)
def test_a_verdict_with_its_proof_keeps_it(verdict: Verdict, proof: dict[str, Any]) -> None:
    built = judgement(verdict, **proof)
    assert built.verdict is verdict
    assert {name: getattr(built, name) for name in proof} == proof


@given(
    VERDICTS,
    st.lists(st.integers(0, 3), max_size=2).map(tuple),
    st.lists(st.integers(0, 3), max_size=2).map(tuple),
    st.none() | st.floats(),
    st.floats(),
)
def test_whatever_is_built_a_fail_has_a_witness_and_a_pass_has_coverage(
    verdict: Verdict,
    witnesses: tuple[int, ...],
    blind_spots: tuple[int, ...],
    covered: float | None,
    floor: float,
) -> None:
    proof: dict[str, Any] = {"witnesses": witnesses, "blind_spots": blind_spots}
    try:
        built = judgement(verdict, coverage_ratio=covered, floor_ratio=floor, **proof)
    except ValueError:
        return
    if built.verdict is Verdict.PASS:
        assert not witnesses
        assert not blind_spots
        assert covered is not None
        assert max(floor, 0.0) <= covered <= 1
        assert covered > 0
    assert built.witnesses or built.verdict is not Verdict.FAIL
    assert built.blind_spots or built.verdict is not Verdict.INCONCLUSIVE


def test_precedence_is_that_of_conformance_testing() -> None:
    assert [verdict.name for verdict in sorted(Verdict)] == ["NONE", "PASS", "INCONCLUSIVE", "FAIL", "ERROR"]


def test_the_worst_of_nothing_is_no_pass() -> None:
    assert worst([]) is Verdict.NONE


@given(VERDICTS, VERDICTS, VERDICTS)
def test_worst_is_associative_commutative_and_idempotent(
    one: Verdict, other: Verdict, third: Verdict
) -> None:
    assert worst([worst([one, other]), third]) is worst([one, worst([other, third])])
    assert worst([one, other]) is worst([other, one])
    assert worst([one, one]) is one


@given(VERDICTS)
def test_what_was_not_tested_changes_no_verdict(one: Verdict) -> None:
    assert worst([one, Verdict.NONE]) is one


@given(st.lists(VERDICTS), VERDICTS)
def test_a_further_verdict_never_improves(known: list[Verdict], more: Verdict) -> None:
    assert worst([*known, more]) >= worst(known)


def test_an_error_never_hides_behind_a_fail_in_any_order() -> None:
    mixed = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)
    assert {worst(order) for order in permutations(mixed)} == {Verdict.ERROR}
