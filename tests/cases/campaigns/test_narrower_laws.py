"""Laws of narrower tests, by Hypothesis over made-up campaigns.

In these no round trip bounds a distance. Where one does, a vantage point less may add a witness: what showed that an address
is anycast, or out of reach, is gone with it (decision 0161).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.judging import Judged, Observed
from harness.model.narrowing import Narrower, without_points
from harness.model.scenario import Scenario
from harness.model.selection import VARIABLES, Selection
from harness.model.verdicts import Verdict
from harness.stages.changed import changed_leads, changed_places
from harness.stages.missed import compare_endpoints, kept, sum_up, witnesses_of
from harness.tables.counterfactuals import Missed
from tests.cases.campaigns.test_laws import LAW, SEEDS, judge, shuffled, varied, verdicts, witnesses
from tests.support.campaign_check import campaign
from tests.support.campaign_facts import observed, scenario_of
from tests.support.campaign_world import World


def without(world: World, points: tuple[str, ...]) -> World:
    """The world as its taps would have recorded it without some."""
    left = deepcopy(world)
    for cell in left.cells:
        cell.captures = [taken for taken in cell.captures if taken.point not in points]
    return left


@dataclass(frozen=True)
class Pair:
    """A full test and a narrower one."""

    scenario: Scenario
    seen: Observed
    full: Judged
    narrow: Judged
    endpoints: pl.DataFrame
    missed: Missed
    has: pl.DataFrame


def pair(world: World, test: Narrower, rng: Random | None = None) -> Pair:
    """Judge both, the narrower one from what its own taps would have recorded; rows mixed where a source of chance is given."""
    scenario, seen, less = scenario_of(world), observed(world), observed(without(world, test.without))
    if rng is not None:
        seen, less = shuffled(seen, rng), shuffled(less, rng)
    full = judge(scenario, seen)
    narrow = judge(without_points(scenario, test.without), less, test.only)
    has = kept(scenario, test)
    proven = witnesses_of(narrow["contacts"], narrow["leads"], has)
    endpoints = compare_endpoints(full["contacts"], full["leads"], seen.places, has, proven, scenario)
    return Pair(scenario, seen, full, narrow, endpoints, sum_up(endpoints), has)


def points_of(world: World, drawn: int) -> tuple[str, ...]:
    """Some of the taps that recorded anything."""
    there = sorted({taken.point for cell in world.cells for taken in cell.captures})
    return tuple(point for number, point in enumerate(there) if drawn >> number & 1)


def chosen(world: World, variable: str, drawn: int) -> Selection:
    cells = [cell for cell in scenario_of(world).cells if cell.role.value == "test"]
    values = sorted({VARIABLES[variable](cell) for cell in cells})
    return Selection(((variable, (values[drawn % len(values)],)),))


TAPS = st.integers(0, 7)
FEW = settings(max_examples=LAW.max_examples // 2)
"""Two campaigns are recorded and judged for each example."""


@FEW
@given(seed=SEEDS, drawn=TAPS)
def test_a_vantage_point_less_never_adds_a_witness_and_never_makes_a_fail(seed: int, drawn: int) -> None:
    world = campaign(seed)
    found = pair(world, Narrower(without=points_of(world, drawn)))
    assert witnesses(found.narrow) <= witnesses(found.full)
    before, after = verdicts(found.full), verdicts(found.narrow)
    assert before.keys() == after.keys()
    assert all(before[key] in {Verdict.FAIL, Verdict.ERROR} for key in after if after[key] is Verdict.FAIL)


@FEW
@given(seed=SEEDS, drawn=TAPS)
def test_a_cell_whose_every_tap_is_left_out_is_not_tested(seed: int, drawn: int) -> None:
    world = campaign(seed)
    points = points_of(world, drawn)
    after = verdicts(pair(world, Narrower(without=points)).narrow)
    gone = {cell.id for cell in world.tests if all(taken.point in points for taken in cell.captures)}
    for (_, cell), verdict in after.items():
        # What is missing is no longer asked for, so it is no error either.
        if not any(plan.id == cell and plan.broken for plan in world.cells):
            assert (verdict is Verdict.NONE) == (cell in gone)


@FEW
@given(seed=SEEDS, drawn=TAPS, variable=st.sampled_from(sorted(VARIABLES)))
def test_missed_and_seen_are_all_and_shares_are_shares(seed: int, drawn: int, variable: str) -> None:
    world = varied(campaign(seed), Random(drawn))
    found = pair(world, Narrower(only=chosen(world, variable, drawn), without=points_of(world, drawn)))
    sums, seen = found.missed, found.endpoints.filter(~pl.col("missed"))
    assert sums.endpoints_missed + seen.height == sums.endpoints
    assert sums.octets_missed + seen["payload_octets_up"].sum() == sums.octets
    assert sums.octets_missed <= sums.octets_unseen <= sums.octets
    still = {country for row in seen["candidates_seen"].to_list() for country in row}
    assert still | set(sums.countries_missed) == set(sums.countries)
    assert still.isdisjoint(sums.countries_missed)
    ratios = (sums.endpoints_ratio, sums.octets_ratio, sums.octets_unseen_ratio, sums.countries_ratio)
    assert all(ratio is None or 0 <= ratio <= 1 for ratio in ratios)


@FEW
@given(seed=SEEDS, drawn=TAPS)
def test_no_witness_of_the_full_test_is_left_untold(seed: int, drawn: int) -> None:
    """Each is at an endpoint that says whether the narrower test has it too."""
    world = campaign(seed)
    found = pair(world, Narrower(without=points_of(world, drawn)))
    proven = found.full["leads"].filter(pl.col("standing") == "witness")
    named = proven.join(found.full["contacts"], on="contact_id").select(
        "claim", "server_ip", "transport", "server_port"
    )
    told = found.endpoints.explode("claims").drop_nulls("claims").explode("server_ips")
    keys = told.select(
        claim="claims", server_ip="server_ips", transport="transport", server_port="server_port"
    )
    assert set(named.iter_rows()) <= set(keys.iter_rows())
    lost = {claim for row in found.endpoints["claims_lost"].to_list() for claim in row}
    left = {claim for claim, *_ in witnesses(found.narrow)}
    assert {claim for claim, *_ in witnesses(found.full)} <= lost | left


@FEW
@given(seed=SEEDS)
def test_a_test_that_leaves_nothing_out_misses_nothing_and_says_the_same(seed: int) -> None:
    world = varied(campaign(seed), Random(seed))
    regions = tuple(sorted({cell.region for cell in world.tests}))
    found = pair(world, Narrower(only=Selection((("egress.region", regions),))))
    assert (found.missed.endpoints_missed, found.missed.octets_unseen) == (0, 0)
    assert found.missed.countries_missed == ()
    assert found.endpoints["claims_lost"].explode().drop_nulls().is_empty()
    assert verdicts(found.narrow) == verdicts(found.full)
    sides = [(one["contacts"], one["leads"]) for one in (found.full, found.narrow)]
    assert changed_leads(sides[0], sides[1], found.has).is_empty()
    assert changed_places(found.seen.places, found.seen.places, found.full["contacts"], found.has).is_empty()


@FEW
@given(seed=SEEDS, drawn=TAPS)
def test_order_never_matters(seed: int, drawn: int) -> None:
    world = campaign(seed)
    points = points_of(world, drawn)
    one, other = (
        pair(world, Narrower(without=given), rng)
        for given, rng in ((points, None), (points[::-1], Random(drawn)))
    )
    assert one.endpoints.equals(other.endpoints)
    assert verdicts(one.narrow) == verdicts(other.narrow)
    changed = [
        changed_leads(
            (each.full["contacts"], each.full["leads"]),
            (each.narrow["contacts"], each.narrow["leads"]),
            each.has,
        )
        for each in (one, other)
    ]
    assert changed[0].equals(changed[1])


@FEW
@given(seed=SEEDS, first=TAPS, second=TAPS)
def test_leaving_out_more_never_misses_less(seed: int, first: int, second: int) -> None:
    world = campaign(seed)
    fewer, more = (
        pair(world, Narrower(without=points_of(world, drawn))).endpoints for drawn in (first, first | second)
    )
    key = ("name", "server_ips", "transport", "server_port")
    missed = [set(map(str, one.filter("missed").select(key).rows())) for one in (fewer, more)]
    assert missed[0] <= missed[1]
