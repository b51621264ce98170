"""What an action covers, what a plan clears step by step, and what of a claim was not exercised."""

from __future__ import annotations

from harness.model.plans import Act, Action, Exercise, Gap, Plan
from harness.model.ways import Cost, Way

STATE, AGAIN, NEW = Act(Way.STATE_CAPTURE, "us"), Act(Way.RECAPTURE, "us"), Act(Way.NEW_CELLS, "DE")
GAPS = (
    Gap(0, STATE, ""),
    Gap(1, AGAIN, ""),
    Gap(2, NEW, "a"),
    Gap(2, Act(Way.NEW_CELLS, "SG"), "b"),
    Gap(3, None, ""),
)


def action(number: int, act: Act, *gaps: Gap) -> Action:
    return Action(
        number=number, act=act, hows=(), gaps=gaps, clears=(), helps=(), claims=(), octets=0, moves=(), besides=(),
    )  # fmt: skip


PLAN = Plan(
    scenario="s", path="s.yaml", goals=(), kinds=(), limits=(), exercises=(), gaps=GAPS,
    actions=(action(1, AGAIN, *GAPS[:2]), action(2, NEW, GAPS[2])),
)  # fmt: skip


def test_a_cell_captured_again_states_its_own_captures() -> None:
    assert AGAIN.covers(STATE)
    assert not STATE.covers(AGAIN)
    assert not AGAIN.covers(Act(Way.STATE_CAPTURE, "de"))
    assert not Act(Way.RECAPTURE_KEYS, "us").covers(Act(Way.RECAPTURE_UID, "us"))


def test_a_blind_spot_is_cleared_once_nothing_of_it_is_left() -> None:
    assert PLAN.cleared(0) == frozenset()
    assert PLAN.cleared(1) == {0, 1}
    assert PLAN.cleared(2) == {0, 1}


def test_effort() -> None:
    assert [one.cost for one in PLAN.actions] == [Cost.RECAPTURE, Cost.NEW_CELL]


def test_what_was_not_exercised() -> None:
    one = Exercise(claim="c", variable="steps", asserted=("login", "flight", "sync"), tested=("login",), partly=("flight",))  # fmt: skip
    assert one.missing == ("sync",)
    assert Exercise(claim="c", variable="steps", asserted=None, tested=()).missing == ()
