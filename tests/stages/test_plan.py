"""Laws of plans: nothing is said to clear what it does not, what is cleared adds up, more open is never less to do, one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import Scope
from harness.model.mendings import MENDINGS
from harness.model.plans import Act, Outlook, Rolled
from harness.model.verdicts import Verdict
from harness.model.ways import Cost, LimitKind, Way
from harness.stages.plan import plan_campaign
from harness.stages.spots import Spot
from tests.support.geo_rows import cells as country_cells
from tests.support.judging_rows import lead, leads_of
from tests.support.planned import CLAIMS, US, planned, spot, verified, world
from tests.support.scenario_parts import cell

OF_CELLS = [
    kind
    for kind in Kind
    if kind not in (Kind.SCOPE_NOT_TESTED, Kind.CELL_NOT_RUN, Kind.IP_VERSION_NOT_OFFERED)
]
SPOTS = st.builds(
    spot,
    st.sampled_from(OF_CELLS),
    st.sampled_from(["us", "de"]),
    claim=st.sampled_from([None, None, *(one.id for one in CLAIMS)]),
    payload_octets=st.sampled_from([None, 0, 4_000]),
)
LAW = settings(max_examples=settings().max_examples // 4)
SLOW = settings(max_examples=settings().max_examples // 8)
"""Each example judges several times."""
OPEN = st.lists(SPOTS, max_size=8, unique=True)


@LAW
@given(OPEN)
def test_every_action_is_a_way_of_the_kinds_that_it_mends(spots: list[Spot]) -> None:
    plan = planned(spots)
    kinds = {number: Kind(kind) for number, kind in plan.kinds}
    for action in plan.actions:
        for gap in action.gaps:
            assert gap.act is not None
            assert gap.act.way in MENDINGS[kinds[gap.spot]].ways
            assert action.act.covers(gap.act)


@SLOW
@given(OPEN)
def test_verdicts_move_once_all_that_is_told_was_done_and_no_sooner(spots: list[Spot]) -> None:
    plan = planned(spots)
    gaps_of = {action.number: set(action.gaps) for action in plan.actions}

    def verdict(claim: str, rolled: Rolled, done: set[int]) -> Verdict:
        """As judged on what is left once some actions are done."""
        left = set(plan.gaps).difference(*(gaps_of[number] for number in done))
        cleared = {gap.spot for gap in plan.gaps} - {gap.spot for gap in left}
        again = next(one for one in verified(spots, without=sorted(cleared)).chosen if one.claim == claim)
        return (again.as_tested if rolled is Rolled.AS_TESTED else again.as_asserted).verdict

    for action in plan.actions:
        for move in action.moves[:2]:
            all_of_them = {action.number, *move.with_actions}
            assert verdict(move.claim, move.rolled, all_of_them) is Verdict.PASS
            for one in all_of_them:
                assert verdict(move.claim, move.rolled, all_of_them - {one}) is Verdict.INCONCLUSIVE


@LAW
@given(OPEN)
def test_what_no_action_can_move_stays_when_all_are_done(spots: list[Spot]) -> None:
    plan = planned(spots)
    again = verified(spots, without=sorted(plan.cleared(len(plan.actions))))
    held = {(goal.claim, goal.rolled) for goal in plan.goals if goal.outlook is Outlook.HELD}
    for rolled in again.chosen:
        for name, judged in ((Rolled.AS_TESTED, rolled.as_tested), (Rolled.AS_ASSERTED, rolled.as_asserted)):
            assert ((rolled.claim, name) in held) == (judged.verdict is not Verdict.PASS)


@LAW
@given(OPEN)
def test_what_the_first_actions_clear_is_what_each_of_them_mends_together(spots: list[Spot]) -> None:
    plan = planned(spots)
    for first in range(len(plan.actions) + 1):
        mended = {gap for action in plan.actions[:first] for gap in action.gaps}
        of_spot: dict[int, set[object]] = {}
        for gap in plan.gaps:
            of_spot.setdefault(gap.spot, set()).add(gap)
        assert plan.cleared(first) == {number for number, gaps in of_spot.items() if gaps <= mended}
        assert plan.cleared(first) >= {number for action in plan.actions[:first] for number in action.clears}


@LAW
@given(OPEN, OPEN)
def test_more_that_is_open_never_makes_less_to_do(spots: list[Spot], more: list[Spot]) -> None:
    before, after = planned(spots), planned([*spots, *more])
    assert len(after.actions) >= len(before.actions)
    assert {one.act for one in before.actions} <= {one.act for one in after.actions}


@LAW
@given(OPEN.flatmap(lambda spots: st.tuples(st.just(spots), st.permutations(spots))))
def test_the_order_in_which_things_are_found_does_not_matter(
    drawn: tuple[list[Spot], Sequence[Spot]],
) -> None:
    assert planned(drawn[0]) == planned(drawn[1])


@LAW
@given(OPEN)
def test_actions_are_numbered_by_what_they_could_move_and_then_by_effort(spots: list[Spot]) -> None:
    actions = planned(spots).actions
    assert [one.number for one in actions] == list(range(1, len(actions) + 1))
    ranks = [(-len(one.moves), one.cost) for one in actions]
    assert ranks == sorted(ranks)
    assert len({one.act for one in actions}) == len(actions)


def test_one_capture_mends_loss_interference_and_late_start() -> None:
    plan = planned([spot(kind) for kind in (Kind.INTERFERENCE, Kind.PACKET_LOSS, Kind.LATE_START)])
    (only,) = plan.actions
    assert only.act == Act(Way.RECAPTURE, "us")
    assert len(only.clears) == 3
    assert {(move.claim, move.with_actions) for move in only.moves} == {(one.id, ()) for one in CLAIMS}


def test_what_a_capture_makes_needless_stands_behind_it() -> None:
    plan = planned([spot(Kind.FILTER_UNKNOWN), spot(Kind.PACKET_LOSS)])
    again, state = plan.actions
    assert (again.act.way, {move.with_actions for move in again.moves}) == (Way.RECAPTURE, {()})
    assert again.hows == (MENDINGS[Kind.PACKET_LOSS].how,)
    assert (state.act.way, state.cost, state.besides, state.moves) == (
        Way.STATE_CAPTURE,
        Cost.STATEMENT,
        (1,),
        (),
    )


def test_a_statement_counts_for_the_claims_that_it_is_enough_for() -> None:
    plan = planned([spot(Kind.FILTER_UNKNOWN), spot(Kind.NO_SNI)])
    moves = {one.act.way: {move.claim for move in one.moves} for one in plan.actions}
    assert moves == {
        Way.STATE_CAPTURE: {"no-cn", "silent", "no-position"},
        Way.RECAPTURE_KEYS: {"no-cn", "silent", "no-position", "only-listed"},
    }


def test_what_moves_more_verdicts_comes_first_though_it_costs_more() -> None:
    plan = planned([spot(Kind.UNOBSERVED_EGRESS), spot(Kind.RESOLVER_CHOICE_UNKNOWN, claim="silent")])
    assert [(one.act.way, len(one.moves)) for one in plan.actions] == [
        (Way.TAP_EGRESS, 8),
        (Way.STATE_RESOLVERS, 2),
    ]


def test_a_refuted_claim_is_not_planned_for() -> None:
    of = world(US, claims=CLAIMS[:1])
    plan = planned([spot(Kind.PACKET_LOSS)], of, leads=leads_of(lead()))
    assert {goal.outlook for goal in plan.goals} == {Outlook.REFUTED}
    assert plan.actions == ()
    assert plan.gaps == ()
    assert plan.left_out == 2  # the loss, and the region that was not tested


def test_without_any_capture_every_planned_cell_gives_a_verdict() -> None:
    planned_cells = [cell(id=one, captures=(), egress_region=region, ip_versions=(4, 6)) for one, region in (("us", "US"), ("de", "DE"))]  # fmt: skip
    plan = planned((), world(*planned_cells, claims=CLAIMS[:1]))
    tested, asserted = plan.goals
    assert (tested.verdict, tested.any_of, tested.outlook) == (Verdict.NONE, True, Outlook.OPEN)
    assert {one.act for one in plan.actions} == {Act(Way.RUN_PLANNED, "us"), Act(Way.RUN_PLANNED, "de")}
    for action, other in zip(plan.actions, reversed(plan.actions), strict=True):
        told = {(move.rolled, move.from_none, move.with_actions) for move in action.moves}
        assert told == {(Rolled.AS_TESTED, True, ()), (Rolled.AS_ASSERTED, False, (other.number,))}
    assert asserted.outlook is Outlook.OPEN


def test_any_value_is_held_by_what_no_capture_can_move() -> None:
    plan = planned((), world(US, claims=(world().claims[0],)))
    assert [one.act for one in plan.actions] == [Act(Way.NEW_CELLS, "DE")]
    wide = world(US, claims=(replace(CLAIMS[0], scope=Scope()),))
    (limit,) = planned((), wide).limits
    assert (limit.kind, limit.claims, len(limit.about)) == (LimitKind.ANY_VALUE, ("no-cn",), 4)
    assert planned((), wide).actions == ()


def test_where_all_is_passed_nothing_is_to_be_done() -> None:
    plan = planned()
    assert (plan.actions, plan.limits, {goal.outlook for goal in plan.goals}) == ((), (), {Outlook.PASSED})


@pytest.mark.parametrize("errors", [(), ("us.pcap: no such file",)])
def test_what_broke_is_told(errors: tuple[str, ...]) -> None:
    plan = plan_campaign(verified(errors=errors), country_cells())
    assert plan.errors == errors
