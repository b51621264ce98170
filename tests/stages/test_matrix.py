"""The matrix: each cell's own figures, and sums in which the worst counts and nothing unknown gets lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from harness.model.claims import Scope
from harness.model.selection import Selection
from harness.model.verdicts import Verdict
from harness.stages.matrix import exercised
from harness.tables.matrix import MATRIX
from harness.tables.schema import conform
from tests.support.drawn_sentences import SELECTIONS, worlds
from tests.support.judging_rows import claim
from tests.support.sentence_world import World, laid_out, plan, scope_of, world

Row = dict[str, Any]
MINUTE = 60_000_000_000


def rows(of: World, selection: Selection = Selection()) -> list[Row]:  # noqa: B008 - frozen
    return conform(laid_out(of, selection)[0], MATRIX).to_dicts()


def sums(of: World, selection: Selection = Selection()) -> tuple[Row, Row]:  # noqa: B008 - frozen
    tested, asserted = [row for row in rows(of, selection) if row["cell"] is None]
    return tested, asserted


def test_a_cell_has_its_verdict_captures_time_and_loss() -> None:
    (row, *_) = rows(world(plan(0, loss=0.25)))
    assert (row["claim"], row["cell"], row["verdict"], row["captures"]) == ("no-cn", "c0", "PASS", 1)
    assert (row["captured_ns"], row["steps_ns"], row["loss_ratio"]) == (2 * MINUTE, 2 * MINUTE, 0.25)
    assert (row["selection"], row["basis"], row["not_tested"]) == (None, None, [])


def test_a_cell_that_was_not_run_has_no_figures() -> None:
    (row, *_) = rows(world(plan(0, Verdict.NONE)))
    assert (row["verdict"], row["captures"], row["captured_ns"], row["loss_ratio"]) == ("NONE", 0, 0, None)
    assert {step["shown"] for step in row["steps"]} == {"not_run"}
    assert all(step["evidence_met"] == step["devices_seen"] == 0 for step in row["steps"])


def test_only_steps_that_the_claim_is_asserted_for_count() -> None:
    one = plan(0, steps=("login", "flight"), shown=frozenset({"login"}))
    of = claim(scope=replace(scope_of([one]), steps=("flight", "sync")))
    (row, *_) = rows(world(one, claim=of))
    assert row["captured_ns"] == MINUTE
    assert [(step["step"], step["asked"], step["shown"]) for step in row["steps"]] == [
        ("login", False, "shown"),
        ("flight", True, "not_shown"),
    ]
    assert exercised([row]) == []
    assert row["not_tested"] == ["steps flight, sync"]


@pytest.mark.parametrize(
    ("shown", "stated", "word"),
    [({"login"}, set(), "shown"), ({"login"}, {"login"}, "shown"), (set(), {"login"}, "stated"), (set(), set(), "not_shown")],
)  # fmt: skip
def test_a_step_is_shown_by_packets_or_stated_by_somebody(
    shown: set[str], stated: set[str], word: str
) -> None:
    one = plan(0, steps=("login",), shown=frozenset(shown), stated=frozenset(stated))
    (row, *_) = rows(world(one))
    assert [step["shown"] for step in row["steps"]] == [word]
    assert exercised([row]) == (["login"] if word != "not_shown" else [])


def test_sums_add_up_time_and_take_the_worst_of_the_rest() -> None:
    tested, asserted = sums(world(plan(0, loss=0.1), plan(1, loss=0.2), plan(2, Verdict.NONE)))
    assert (tested["captures"], tested["captured_ns"], tested["loss_ratio"]) == (2, 4 * MINUTE, 0.2)
    assert (tested["verdict"], asserted["verdict"]) == ("PASS", "INCONCLUSIVE")
    assert tested["not_tested"] == []
    assert asserted["not_tested"] == ["planned and not run: c2"]
    figures = ("captures", "captured_ns", "steps_ns", "loss_ratio")
    assert [tested[name] for name in figures] == [asserted[name] for name in figures]


def test_loss_that_is_not_known_in_one_cell_is_not_known_of_all() -> None:
    assert sums(world(plan(0, loss=0.1), plan(1, loss=None)))[0]["loss_ratio"] is None
    assert sums(world(plan(0, Verdict.NONE)))[0]["loss_ratio"] is None


def test_what_is_asserted_beyond_stands_in_the_sum_as_asserted() -> None:
    one = plan(0)
    scope = replace(scope_of([one]), egress_regions=("BR", "JP"), steps=("login", "sync"))
    _, asserted = sums(world(one, scope=scope))
    assert asserted["not_tested"] == ["egress region JP", "step sync"]


@settings(max_examples=settings().max_examples // 4)
@given(worlds(), SELECTIONS)
def test_every_claim_has_each_cell_once_and_two_sums(of: World, selection: Selection) -> None:
    found = rows(of, selection)
    assert [row["cell"] for row in found] == [*(one.cell.id for one in of.plans), None, None]
    assert [row["verdict"] for row in found[:-2]] == [one.verdict.name for one in of.plans]
    tested = [
        row for row in found[:-2] if row["verdict"] != "NONE" and selection.holds(_cell(of, row["cell"]))
    ]
    assert found[-1]["captured_ns"] == sum(row["captured_ns"] for row in tested)
    losses = [row["loss_ratio"] for row in tested]
    if found[-1]["loss_ratio"] is not None:
        assert found[-1]["loss_ratio"] == max(losses)
    else:
        assert None in losses or not losses


def _cell(of: World, name: str) -> Any:
    return next(one.cell for one in of.plans if one.cell.id == name)


def test_a_scope_of_everything_is_told_as_any_other() -> None:
    _, asserted = sums(world(plan(0), scope=Scope()))
    assert asserted["not_tested"][0] == "any other egress region"
