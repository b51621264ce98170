"""A verification -> Plan: what to do next, ranked by the verdicts that it could move, and what no capture can move.

A verdict moves only when everything that blocks it is mended. Each gap is assigned to one action by its own situation, so a
plan never gets shorter by what else is open; that a wider action makes a narrower one needless is told beside.
Actions are ranked by how many verdicts they could move, then by class of effort, then by how many they move alone, how
many blind spots they clear and how much was sent, and last by what they are and to what: the order is total.

Blind spots: a mended cell may show a witness, or something else that could hide one. So an action is said to let a verdict be
PASS, and never to make it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from harness.model.plans import Act, Action, Gap, Goal, Limit, Moves, Outlook, Plan, Refuting
from harness.model.ways import COSTS, Cost, Way
from harness.stages.plan_cells import new_cells, partner_cells
from harness.stages.plan_exercises import exercises
from harness.stages.plan_gaps import gaps_of
from harness.stages.plan_goals import goals_of
from harness.stages.plan_octets import octets_of
from harness.stages.plan_situation import Situation
from harness.tables.country_cells import CountryCells
from harness.tables.verification import Verification

_WAYS = list(Way)


def plan_campaign(verification: Verification, cells: CountryCells) -> Plan:
    """Say what to do next.

    Args:
        verification: Judged over all cells; what was judged on no captures at all too.
        cells: Which part of the world each country is.
    """
    at = Situation(verification, cells)
    numbers = _movable(verification)
    gaps = tuple(gap for number in numbers for gap in gaps_of(number, at))
    goals = goals_of(verification, gaps)
    blocking = {spot for goal in goals for spot in goal.spots}
    actions = _actions(gaps, goals, at)
    return Plan(
        scenario=at.scenario.id,
        path=at.scenario.path,
        goals=goals,
        kinds=tuple((number, at.spots[number]["kind"]) for number in sorted(blocking)),
        actions=actions,
        limits=_limits(gaps, goals),
        exercises=tuple(exercises(at.scenario)),
        findings=_findings(verification, goals),
        made_by=verification.made_by,
        errors=verification.errors,
        left_out=len(blocking - set(numbers)),
        gaps=gaps,
    )


def _movable(verification: Verification) -> list[int]:
    """Blind spots of verdicts that captures can move: neither FAIL nor ERROR."""
    goals = goals_of(verification, ())
    wanted = (Outlook.OPEN, Outlook.HELD)
    return sorted({spot for goal in goals if goal.outlook in wanted for spot in goal.spots})


def _actions(gaps: Sequence[Gap], goals: Sequence[Goal], at: Situation) -> tuple[Action, ...]:
    acts = sorted({gap.act for gap in gaps if gap.act is not None})
    mends = {act: tuple(gap for gap in gaps if gap.act and act.covers(gap.act)) for act in acts}
    of_spot: dict[int, set[Gap]] = {}
    for gap in gaps:
        of_spot.setdefault(gap.spot, set()).add(gap)
    movable = [goal for goal in goals if goal.outlook is Outlook.OPEN]
    moves = {act: tuple(_moves(act, movable, mends, of_spot)) for act in acts}
    ranked = sorted(acts, key=lambda act: _rank(act, mends[act], moves[act], of_spot, at))
    number_of = {act: number for number, act in enumerate(ranked, 1)}
    return tuple(_action(act, mends, moves[act], number_of, of_spot, goals, at) for act in ranked)


_Moved = tuple[Goal, frozenset[Act]]
"""A verdict, and the other actions that it takes."""


def _moves(
    act: Act, movable: Sequence[Goal], mends: Mapping[Act, tuple[Gap, ...]], of_spot: Mapping[int, set[Gap]]
) -> Iterator[_Moved]:
    """Verdicts that an action is needed for, or moves alone; not those that the others move without it."""
    own = set(mends[act])
    for goal in movable:
        wanted = {gap for spot in goal.spots for gap in of_spot[spot]}
        if not wanted & own:
            continue
        others = frozenset() if goal.any_of else _others(wanted - own, mends)
        if not others or wanted - {gap for other in others for gap in mends[other]}:
            yield goal, others


def _others(left: set[Gap], mends: Mapping[Act, tuple[Gap, ...]]) -> frozenset[Act]:
    """Actions that what is left is assigned to, without those that others make needless, cheapest first."""
    needed = {gap.act for gap in left if gap.act is not None}
    for one in sorted(needed, key=lambda one: (COSTS[one.way], one)):
        rest = {gap for other in needed - {one} for gap in mends[other]}
        if not left - rest:
            needed.discard(one)
    return frozenset(needed)


def _rank(
    act: Act,
    mended: Sequence[Gap],
    moves: Sequence[_Moved],
    of_spot: Mapping[int, set[Gap]],
    at: Situation,
) -> tuple[Any, ...]:
    spots = {gap.spot for gap in mended}
    alone = [goal for goal, others in moves if not others]
    cleared = [spot for spot in spots if of_spot[spot] <= set(mended)]
    return (
        -len(moves),
        COSTS[act.way],
        -len(alone),
        -len(cleared),
        -octets_of(spots, at),
        _WAYS.index(act.way),
        act.target,
    )


def _action(
    act: Act,
    mends: Mapping[Act, tuple[Gap, ...]],
    moves: Sequence[_Moved],
    number_of: Mapping[Act, int],
    of_spot: Mapping[int, set[Gap]],
    goals: Sequence[Goal],
    at: Situation,
) -> Action:
    done = set(mends[act])
    spots = {gap.spot for gap in done}
    clears = {spot for spot in spots if of_spot[spot] <= done}
    # What is captured anew has to see to all that it mends; what it makes needless to state, it need not.
    own = (gap for gap in mends[act] if gap.act and (gap.act == act or COSTS[gap.act.way] >= Cost.RECAPTURE))
    cells, more = _cells(act, mends[act], at)
    return Action(
        number=number_of[act],
        act=act,
        hows=tuple(dict.fromkeys(gap.how for gap in own)),
        gaps=mends[act],
        clears=tuple(sorted(clears)),
        helps=tuple(sorted(spots - clears)),
        claims=tuple(dict.fromkeys(goal.claim for goal in goals if spots & set(goal.spots))),
        octets=octets_of(spots, at),
        moves=tuple(
            Moves(goal.claim, goal.rolled, tuple(sorted(map(number_of.__getitem__, others))), goal.any_of)
            for goal, others in moves
        ),
        besides=tuple(sorted(number_of[one] for one in mends if one != act and one.covers(act))),
        cells=cells,
        more_cells=more,
    )


def _cells(act: Act, gaps: Iterable[Gap], at: Situation) -> tuple[tuple[Any, ...], int]:
    """Cells to be planned for an action that needs new ones."""
    if act.way in (Way.BASELINE, Way.CONTROL):
        return partner_cells(act, at.scenario), 0
    if act.way is not Way.NEW_CELLS:
        return (), 0
    spots = [at.spots[gap.spot] for gap in gaps]
    claims = dict.fromkeys(spot["claim"] for spot in spots)
    both = any(spot["kind"] == "ip_version_not_offered" for spot in spots)
    return new_cells([at.wanted[claim] for claim in claims], act.target, at.scenario, both_versions=both)


def _limits(gaps: Sequence[Gap], goals: Sequence[Goal]) -> tuple[Limit, ...]:
    """By kind, in the order of blind spots."""
    by_kind: dict[Any, list[Gap]] = {}
    for gap in gaps:
        if gap.limit is not None:
            by_kind.setdefault(gap.limit, []).append(gap)
    return tuple(
        Limit(
            kind=kind,
            about=tuple(dict.fromkeys(gap.about for gap in found if gap.about)),
            spots=tuple(sorted({gap.spot for gap in found})),
            claims=tuple(
                dict.fromkeys(goal.claim for goal in goals if {gap.spot for gap in found} & set(goal.spots))
            ),
        )
        for kind, found in sorted(by_kind.items())
    )


def _findings(verification: Verification, goals: Sequence[Goal]) -> tuple[Refuting, ...]:
    """What refutes claims, and where."""
    refuted = {goal.claim for goal in goals if goal.outlook is Outlook.REFUTED}
    rows = verification.findings.select("claim", "finding", "status", "cells").iter_rows()
    return tuple(
        Refuting(claim=claim, finding=finding, status=status, cells=tuple(cells))
        for claim, finding, status, cells in rows
        if claim in refuted
    )
