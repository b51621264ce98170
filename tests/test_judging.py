"""The chain of judgement: what one stage must tell another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.judging import US_ONLY, Judged, judge_campaign
from harness.model.scenario import CellRole, Scenario
from harness.model.selection import Selection
from harness.model.subject import Boundary
from tests.support.campaign_check import judged
from tests.support.campaign_facts import TODAY, observed, scenario_of
from tests.support.campaign_world import World, make_world
from tests.support.judging_rows import expectation


def accused() -> World:
    """A whole campaign of an app that truly sends to CN."""
    for seed in range(200):
        world = make_world(seed)
        if world.boundary is Boundary.APP and world.cell(CellRole.BASELINE) and "FAIL" in verdicts(world):
            return world
    raise AssertionError("no world of 200 is accused")


def verdicts(world: World) -> set[str]:
    return set(judged(world)["judgements"]["verdict"].to_list())


def test_a_baseline_with_a_capture_that_is_missing_accuses_no_app_though_what_was_read_of_it_is_whole() -> (
    None
):
    world = accused()
    baseline = world.cell(CellRole.BASELINE)
    assert baseline is not None
    baseline.broken = True
    result = judged(world)
    assert "FAIL" not in result["judgements"]["verdict"].to_list()
    told = result["attributions"].filter(result["attributions"]["owner"] == "unassigned")["reason"]
    assert told.str.contains("a capture of it is missing, altered or unreadable").any()


GERMANY = Selection((("egress.region", ("DE",)),))


def mixed() -> World:
    """A campaign whose first test cell leaves from the US and is PASS, and whose second is FAIL, from Germany."""
    for seed in range(200):
        world = make_world(seed)
        rows = judged(world)["judgements"].filter(claim="no-data-to-cn").rows(named=True)
        if [row["verdict"] for row in rows] == ["PASS", "FAIL"] and world.boundary is not Boundary.APP:
            world.tests[1].region = "DE"
            return world
    raise AssertionError("no world of 200 is mixed")


def judge(world: World, of: Scenario, only: Selection) -> Judged:
    return judge_campaign(of, observed(world), only=only, today=TODAY)


def verdict_of(found: Judged, where: str) -> list[tuple[str, str]]:
    rolled = found["chosen"] if where == "chosen" else found["compared"]
    return [(one.selection, one.as_tested.verdict.name) for one in rolled if one.claim == "no-data-to-cn"]


@pytest.mark.parametrize(
    ("only", "chosen"),
    [
        (Selection(), ("all cells", "FAIL")),
        (US_ONLY, ("egress.region=US", "PASS")),
        (GERMANY, ("egress.region=DE", "FAIL")),
    ],
)
def test_what_a_us_only_test_would_have_said_stands_beside_every_choice(
    only: Selection, chosen: tuple[str, str]
) -> None:
    world = mixed()
    found = judge(world, scenario_of(world), only)
    assert verdict_of(found, "chosen") == [chosen]
    assert verdict_of(found, "compared") == [("egress.region=US", "PASS")]


@pytest.mark.parametrize("regions", [("US", "US"), ("DE", "DE")])
def test_there_is_nothing_to_compare_where_all_or_no_cells_leave_from_the_us(
    regions: tuple[str, str],
) -> None:
    world = mixed()
    for cell, region in zip(world.tests, regions, strict=True):
        cell.region = region
    assert judge(world, scenario_of(world), Selection())["compared"] == ()


@pytest.mark.parametrize("only", [Selection(), US_ONLY])
def test_a_choice_of_cells_is_never_held_against_what_is_expected_of_all(only: Selection) -> None:
    world = mixed()
    expected = expectation("no-data-to-cn", "PASS", "INCONCLUSIVE")
    found = judge(world, replace(scenario_of(world), expect=(expected,)), only)
    texts = [one.text for one in found["unmet"]]
    assert "Expected PASS as tested, found FAIL." in texts
    assert any("was not expected" in text for text in texts)


def test_a_choice_takes_no_cell_out_of_the_tables() -> None:
    world = mixed()
    whole, chosen = (judge(world, scenario_of(world), only) for only in (Selection(), US_ONLY))
    for name in ("judgements", "leads", "findings", "contacts"):
        assert whole[name].equals(chosen[name])


def test_as_asserted_over_a_choice_tells_what_the_choice_leaves_out() -> None:
    world = mixed()
    found = judge(world, scenario_of(world), US_ONLY)
    (one,) = [one for one in found["chosen"] if one.claim == "no-data-to-cn"]
    assert (one.as_tested.verdict.name, one.as_asserted.verdict.name) == ("PASS", "INCONCLUSIVE")
    spots = found["blind_spots"].filter(
        found["blind_spots"]["blind_spot_id"].is_in(list(one.as_asserted.blind_spots))
    )
    assert set(spots["selection"]) == {"egress.region=US"}
