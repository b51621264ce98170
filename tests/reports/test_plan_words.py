"""Every way and every class of effort has its words, and numbers of actions read as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.plans import Act, Action, Exercise, Moves, Rolled
from harness.model.ways import Cost, Way
from harness.reports.plan_words import COSTS, cleared, exercise, listed, moved, title


def action(way: Way = Way.RECAPTURE, **given: Any) -> Action:
    fields: dict[str, Any] = {
        "number": 1, "act": Act(way, "us-v1"), "hows": (), "gaps": (), "clears": (0,), "helps": (), "claims": ("a",),
        "octets": 0, "moves": (), "besides": (),
    }  # fmt: skip
    return Action(**(fields | given))


@pytest.mark.parametrize("way", Way)
def test_every_way_says_what_is_done_to_what(way: Way) -> None:
    assert "us-v1" in title(action(way))


def test_every_class_of_effort_has_its_words() -> None:
    assert set(COSTS) == set(Cost)


@pytest.mark.parametrize(("numbers", "text"), [((4,), "4"), ((1, 2), "1 and 2"), ((1, 2, 3), "1, 2 and 3")])
def test_lists_of_numbers(numbers: tuple[int, ...], text: str) -> None:
    assert listed(numbers) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "clears 1 blind spot of 1 claim"),
        ({"clears": (0, 1), "helps": (3,)}, "clears 2 blind spots and helps to clear 1 of 1 claim"),
        ({"clears": (), "helps": (3,)}, "helps to clear 1 blind spot of 1 claim"),
        ({"octets": 1_999}, "clears 1 blind spot of 1 claim; at least 1.9 kB of payload lie in them"),
    ],
)
def test_what_is_cleared(given: dict[str, Any], text: str) -> None:
    assert cleared(action(**given)) == text


def test_verdicts_that_take_the_same_stand_together() -> None:
    tested, asserted = Rolled.AS_TESTED, Rolled.AS_ASSERTED
    moves = (
        Moves("a", tested, (), from_none=False),
        Moves("a", asserted, (), from_none=False),
        Moves("b", tested, (), from_none=True),
        Moves("b", asserted, (2, 3), from_none=False),
    )
    assert list(moved(moves)) == [
        "alone: a can be PASS as tested and as asserted",
        "alone: b has a verdict as tested",
        "with 2 and 3: b can be PASS as asserted",
    ]


@pytest.mark.parametrize(
    ("variable", "asserted", "tested", "partly", "text"),
    [
        ("settings", ("a", "b"), ("a", "b"), (), None),
        ("settings", ("a", "b"), ("a",), (), "settings: a, b; tested: a; nowhere: b"),
        ("settings", None, (), (), "settings: any; tested: none"),
        ("consent", None, ("x",), (), "consent: not told apart; tested: x"),
        ("steps", ("a", "b"), ("a",), ("b",), "steps: a, b; tested: a, and in some cells b"),
    ],
)
def test_what_was_exercised(
    variable: str,
    asserted: tuple[str, ...] | None,
    tested: tuple[str, ...],
    partly: tuple[str, ...],
    text: str | None,
) -> None:
    one = Exercise(claim="c", variable=variable, asserted=asserted, tested=tested, partly=partly)
    assert exercise(one) == text
