"""A thousand made-up campaigns with a known truth: no wrong PASS and no wrong FAIL.

Test: 1,000 campaigns (about two minutes). Soak: HARNESS_CAMPAIGNS=20000, as ``make soak`` sets it.
What is simulated starts at the facts (flows, names, sightings, places); how captures become facts is held
by tests/cases/verdicts and tests/cases/ground_truth.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.cases.campaigns.summary import summary
from tests.support import golden
from tests.support.campaign_check import Outcome, campaign, chain, judged, outcomes
from tests.support.campaign_impairments import IMPAIRMENTS
from tests.support.campaign_world import CN

USUAL = 1_000
CAMPAIGNS = max(USUAL, int(os.environ.get("HARNESS_CAMPAIGNS", USUAL)))
BLOCK = 100
LEAST_OF_EACH = 10
SUMMARY = Path(__file__).parent / "expected" / "thousand.md"


@cache
def block(number: int) -> tuple[Outcome, ...]:
    seeds = range(number * BLOCK, min((number + 1) * BLOCK, CAMPAIGNS))
    worlds = [campaign(seed) for seed in seeds]
    return tuple(one for world in worlds for one in outcomes(world, judged(world)))


def everything() -> list[Outcome]:
    return [one for number in range(-(-CAMPAIGNS // BLOCK)) for one in block(number)]


@pytest.mark.parametrize("number", range(-(-CAMPAIGNS // BLOCK)))
def test_no_verdict_is_wrong(number: int) -> None:
    wrong = [one for one in block(number) if one.wrong]
    assert block(number)
    assert not wrong, chain(wrong[0].seed, wrong[0])


def test_a_campaign_in_which_nothing_went_wrong_is_decided_as_it_truly_was() -> None:
    whole = [one for one in everything() if not one.impairments]
    assert len(whole) > LEAST_OF_EACH
    assert [one for one in whole if not one.decided] == []
    assert {one.verdict for one in whole} == {"PASS", "FAIL"}


def test_every_impairment_strikes_often_enough_to_tell() -> None:
    struck = Counter(name for one in everything() for name in one.impairments)
    assert [one.__name__ for one in IMPAIRMENTS if struck[one.__name__] < LEAST_OF_EACH] == []


def test_the_share_decided_is_as_documented() -> None:
    usual = [one for one in everything() if one.seed < USUAL]
    golden.check(SUMMARY, summary(usual, USUAL))


def test_the_check_itself_sees_a_wrong_fail_and_a_wrong_pass() -> None:
    """Two locators that are wrong alike are beyond what databases know, so they show whether the check works."""
    found = set()
    for seed in range(40):
        world = campaign(seed)
        if world.impairments:
            continue
        for server in {id(talk.server): talk.server for talk in world.talks()}.values():
            lie = "US" if server.country == CN else CN
            server.votes = dict.fromkeys(server.votes, lie)
            server.operator = server.registered = lie
        found |= {one.verdict for one in outcomes(world, judged(world)) if one.wrong}
    assert found == {"PASS", "FAIL"}
