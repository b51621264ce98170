"""Made-up addresses with a known place: physics is never wrong, however many locators and vantage points are.

Test: 500 draws (ten seconds). Soak: HARNESS_CAMPAIGNS=20000, as ``make soak`` sets it. What databases alone come to is measured and
printed (``python -m tests.bench.place_rates``, docs/geodata.md), not held here.
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from tests.support.place_draws import BLOCK, Outcome, outcomes, summary
from tests.support.place_world import CITIES, LIES, POINTS

USUAL = 500
CAMPAIGNS = int(os.environ.get("HARNESS_CAMPAIGNS", "0"))
BLOCKS = max(USUAL, CAMPAIGNS) // BLOCK


@cache
def block(number: int) -> tuple[Outcome, ...]:
    return outcomes(number)


def everything() -> list[Outcome]:
    return [one for number in range(BLOCKS) for one in block(number)]


@pytest.mark.parametrize("number", range(BLOCKS))
def test_physics_is_never_wrong(number: int) -> None:
    assert len(block(number)) == BLOCK * len(POINTS)
    wrong = [one for one in block(number) if one.wrong]
    assert not wrong, (wrong[0].wrong, wrong[0])


def test_the_draws_hold_what_they_are_meant_to() -> None:
    found = everything()
    assert {one.lie for one in found} == {None, *LIES}
    assert {node for one in found for node in one.server.nodes} == set(CITIES)
    assert {one.place["status"] for one in found} >= {"confirmed", "refuted", "anycast", "agreed", "disputed"}
    overlapping = [one for one in found if len(one.server.nodes) > 1 and not one.place["anycast"]]
    assert len(overlapping) > 100, "anycast whose discs overlap"
    assert any(one.place["excluded_jointly"] for one in found)


@pytest.mark.parametrize("lie", ["intercepted", "misplaced"])
def test_what_is_known_to_lie_excludes_nothing_by_itself(lie: str) -> None:
    places = [one.place for one in everything() if one.lie == lie]
    assert all(set(place["excluded"]) == set(place["excluded_jointly"]) for place in places)


def test_the_check_itself_sees_what_trust_in_every_round_trip_would_come_to() -> None:
    wrong = {text for seed in range(4) for one in outcomes(seed, trusting=True) for text in one.wrong}
    assert wrong >= {"cleared by physics", "nearer than it is"}


def test_the_check_itself_sees_what_discs_of_anycast_put_together_would_come_to() -> None:
    found = [one for seed in range(6) for one in outcomes(seed, all_listed=True)]
    assert any("cleared by physics" in one.wrong for one in found)
    assert all(len(one.server.nodes) > 1 for one in found if one.wrong)


def test_the_summary_counts_no_wrong_statement_of_physics() -> None:
    text = summary(everything())
    assert f"{BLOCKS * BLOCK:,} addresses" in text
    of_physics = text.split("| said by databases alone |")[0]
    for said in ("CONFIRMED", "REFUTED", "anycast", "clear of CN"):
        (row,) = [line for line in of_physics.splitlines() if line.startswith(f"| {said} |")]
        assert row.endswith("| 0 |"), row
