"""Laws of judging, by Hypothesis over made-up campaigns (``tests.support.campaign_world``).

A verdict is better the nearer it is to PASS. That something is the app's rests on its baseline as well as on
its own capture, so a flaw of the baseline can leave a FAIL undecided; it never becomes a PASS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from harness.judging import Judged, Observed, judge_campaign
from harness.model.scenario import CellRole, Interference, Scenario
from harness.model.selection import VARIABLES, Selection
from harness.model.subject import EgressState
from harness.model.verdicts import Verdict, worst
from tests.support.campaign_check import campaign, judged
from tests.support.campaign_facts import TODAY, observed, scenario_of
from tests.support.campaign_world import CellPlan, Taken, Talk, World

SEEDS = st.integers(0, 5_000)
LAW = settings(max_examples=settings().max_examples // 10)
"""A campaign is judged twice for each example, which takes half a second: a tenth of what other properties get, also in the soak."""
Verdicts = dict[tuple[str, str], Verdict]
"""By claim and cell."""


def verdicts(result: Judged) -> Verdicts:
    rows = result["judgements"].select("claim", "cell", "verdict").iter_rows()
    return {(claim, cell): Verdict[verdict] for claim, cell, verdict in rows}


@cache
def verdicts_of(seed: int) -> Verdicts:
    """Of the campaign as it was made; every flaw is tried on the same."""
    return verdicts(judged(campaign(seed)))


# --- a blind spot never improves a verdict


def drops(cell: CellPlan) -> None:
    cell.captures[0].drops = 7


def uncounted(cell: CellPlan) -> None:
    cell.captures[0].drops = None


def filtered(cell: CellPlan) -> None:
    cell.captures[0].filter = "tcp"


def unfiltered_for_all_one_knows(cell: CellPlan) -> None:
    cell.captures[0].stated_filter = None


def unread(cell: CellPlan) -> None:
    cell.captures[0].unread += 3


def cut(cell: CellPlan) -> None:
    cell.captures[0].truncated = True


def begun_late(cell: CellPlan) -> None:
    cell.captures[0].from_s, cell.captures[0].told = 11.0, True


def disturbed(cell: CellPlan) -> None:
    cell.interference = (*cell.interference, Interference.TLS_INTERCEPTION)


def broken(cell: CellPlan) -> None:
    cell.broken = True


FLAWS: tuple[Callable[[CellPlan], None], ...] = (
    *(drops, uncounted, filtered, unfiltered_for_all_one_knows, unread, cut, begun_late, disturbed, broken),
)


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: flaw.__name__)
@LAW
@given(seed=SEEDS, which=st.integers(0, 3))
def test_a_flaw_never_improves_a_verdict(flaw: Callable[[CellPlan], None], seed: int, which: int) -> None:
    world = campaign(seed)
    before = verdicts_of(seed)
    struck = world.cells[which % len(world.cells)]
    flaw(struck)
    for row, verdict in verdicts(judged(world)).items():
        # A rig that changed something in the test alone makes the baseline one of another network.
        told_apart = struck.role is not CellRole.BASELINE and flaw is not disturbed
        assert_no_better(before[row], verdict, told_apart=told_apart)


def assert_no_better(before: Verdict, after: Verdict, *, told_apart: bool) -> None:
    """``told_apart``: the baseline still tells the app from the rest."""
    if not told_apart:
        assert after is not Verdict.PASS or before is Verdict.PASS
    else:
        assert after >= before


@LAW
@given(seed=SEEDS)
def test_an_egress_that_nobody_observed_never_improves_a_verdict(seed: int) -> None:
    world = campaign(seed)
    before = verdicts_of(seed)
    world.egresses["cable"] = (EgressState.UNOBSERVED, ())
    for row, verdict in verdicts(judged(world)).items():
        assert_no_better(before[row], verdict, told_apart=False)  # the baseline did not observe it either
        assert verdict is not Verdict.PASS


# --- another vantage point never removes a witness


@LAW
@given(seed=SEEDS, shown=st.sampled_from(["all", "nothing", "others"]), drawn=st.integers(0, 99))
def test_another_vantage_point_never_removes_a_witness(seed: int, shown: str, drawn: int) -> None:
    world = campaign(seed)
    before = judged(world)
    cell = world.tests[drawn % len(world.tests)]
    world.taps["mirror"] = world.taps["lan"]
    cell.captures.append(Taken(point="mirror"))
    cell.talks += [
        replace(talk, point="mirror")
        for talk in cell.talks
        if talk.point == "lan" and (shown == "all" or (shown == "others" and talk.whose != "subject"))
    ]
    after = judged(world)
    assert witnesses(before) <= witnesses(after)
    for row, verdict in verdicts(before).items():
        if verdict is Verdict.FAIL:
            assert verdicts(after)[row] is Verdict.FAIL


def witnesses(result: Judged) -> set[tuple[object, ...]]:
    """Witnesses by claim, cell, vantage point and far end; numbers of flows and leads change."""
    held = result["leads"].filter(pl.col("standing") == "witness").join(result["contacts"], on="contact_id")
    return set(
        held.select("claim", "cell", "vantage_point", "server_ip", "server_port", "device").iter_rows()
    )


# --- order is irrelevant


@LAW
@given(seed=SEEDS, drawn=st.integers(0, 999))
def test_the_order_of_rows_changes_nothing(seed: int, drawn: int) -> None:
    world = campaign(seed)
    seen, scenario = observed(world), scenario_of(world)
    one, other = judge(scenario, seen), judge(scenario, shuffled(seen, Random(drawn)))
    for name in ("attributions", "contacts", "leads", "liveness", "blind_spots", "judgements", "findings"):
        assert one[name].equals(other[name]), name
    assert one["chosen"] == other["chosen"]


def judge(scenario: Scenario, seen: Observed, only: Selection | None = None) -> Judged:
    return judge_campaign(scenario, seen, only=only or Selection(), today=TODAY)


def shuffled(seen: Observed, rng: Random) -> Observed:
    tables = ("captures", "flows", "names", "sightings", "endpoints", "places", "classes")
    mixed = {
        name: getattr(seen, name).sample(fraction=1, shuffle=True, seed=rng.randrange(99)) for name in tables
    }
    return replace(seen, **mixed)


@LAW
@given(seed=SEEDS, drawn=st.integers(0, 999))
def test_the_order_in_a_scenario_changes_no_verdict(seed: int, drawn: int) -> None:
    world = campaign(seed)
    seen, scenario = observed(world), scenario_of(world)
    rng = Random(drawn)
    keys = ("cells", "claims", "devices", "tools", "others", "vantage_points")
    mixed: dict[str, Any] = {}
    for key in keys:
        entries = list(getattr(scenario, key))
        rng.shuffle(entries)
        mixed[key] = tuple(entries)
    other = replace(scenario, **mixed)
    one, two = judge(scenario, seen), judge(other, seen)
    assert verdicts(one) == verdicts(two)
    assert rolled(one) == rolled(two)


def rolled(result: Judged) -> set[tuple[str, Verdict, Verdict]]:
    return {(one.claim, one.as_tested.verdict, one.as_asserted.verdict) for one in result["chosen"]}


# --- the worst wins


@LAW
@given(seed=SEEDS, variable=st.sampled_from(sorted(VARIABLES)), drawn=st.integers(0, 9))
def test_the_worst_cell_wins_over_any_choice_of_cells(seed: int, variable: str, drawn: int) -> None:
    world = varied(campaign(seed), Random(drawn))
    seen, scenario = observed(world), scenario_of(world)
    values = sorted({VARIABLES[variable](cell) for cell in scenario.cells if cell.role is CellRole.TEST})
    only = Selection(((variable, (values[drawn % len(values)],)),))
    result = judge(scenario, seen, only)
    chosen = {cell.id for cell in scenario.cells if only.holds(cell)}
    found = verdicts(result)
    for one in result["chosen"]:
        of_cells = [
            verdict for (claim, cell), verdict in found.items() if claim == one.claim and cell in chosen
        ]
        assert one.as_tested.verdict is worst(of_cells)
        assert one.as_asserted.verdict >= one.as_tested.verdict


def varied(world: World, rng: Random) -> World:
    for cell in world.tests:
        cell.region = rng.choice(("US", "DE"))
    return world


@LAW
@given(seed=SEEDS, talks=st.integers(1, 3))
def test_what_others_send_never_decides(seed: int, talks: int) -> None:
    """More traffic of a listed device that is not under test leaves every verdict as it is."""
    world = campaign(seed)
    assume(world.hosts["television"].kind == "other" and world.tests[0].captures[0].point == "lan")
    before = verdicts(judged(world))
    cell = world.tests[0]
    server = next(talk.server for talk in world.talks() if talk.whose == "subject")
    cell.talks += [Talk("television", server, 20.0 + number, "other") for number in range(talks)]
    assert verdicts(judged(world)) == before
