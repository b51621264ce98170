"""The chain of judgement: what one stage must tell another."""

from __future__ import annotations

from harness.model.scenario import CellRole
from harness.model.subject import Boundary
from tests.support.campaign_check import judged
from tests.support.campaign_world import World, make_world


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
