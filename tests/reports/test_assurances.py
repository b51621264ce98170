"""The report of assurances: golden texts, and what holds for any of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.assurance_matrix import Matrix
from harness.model.assurances import Assurance
from harness.reports.assurances import render
from harness.rules.assurances import load_assurances
from harness.stages.assurances import matrix_of, narrowed
from tests.support import golden
from tests.support.assurance_files import assurances
from tests.support.assurance_rows import NAMES, REGIONS, a_test, drawn_tests, sentence, sentences
from tests.support.repository import ROOT
from tests.support.scenario_files import scenario_of

EXPECTED = Path(__file__).parent / "expected"
NEVER = ("none exists", "no test exists", "was never tested", "untested")


@pytest.fixture(scope="module")
def example() -> Matrix:
    return matrix_of(assurances(), [scenario_of()])


@pytest.fixture(scope="module")
def shipped() -> Matrix:
    return matrix_of(load_assurances([ROOT / "scenarios/assurances"]))


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("all_rows", [False, True], ids=["main", "all"])
def test_the_whole_report(example: Matrix, width: int, all_rows: bool) -> None:
    told = render(example, width, colour=False, all_rows=all_rows)
    name = f"assurances_{width}{'_all' if all_rows else ''}.txt"
    golden.check(EXPECTED / name, told)


def test_colour_changes_no_word(example: Matrix) -> None:
    import re

    plain, coloured = (render(example, 80, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_is_shipped_fits_and_says_never_that_nothing_exists(shipped: Matrix, width: int) -> None:
    told = render(shipped, width, colour=False, all_rows=True)
    assert max(map(len, told.split("\n"))) <= width
    assert not any(words in told.lower() for words in NEVER)
    assert "Cover no aircraft, no controller and no app: 4 of 4." in " ".join(told.split())


def test_every_field_is_shown_with_its_basis(shipped: Matrix) -> None:
    """Each fact of each test in words, as its file has it, and behind it what it rests on."""
    told = " ".join(render(shipped, 1000, colour=False, all_rows=True).split())
    for test in shipped.tests:
        for _, fact in test.facts():
            if fact.values and fact.values != ("summary_only",):
                assert " ".join(f"{'; '.join(fact.values)} ({fact.basis.value})".split()) in told


@given(st.lists(st.one_of(drawn_tests(), sentences()), min_size=1, max_size=5), st.sampled_from([60, 80]))
def test_where_none_was_found_the_day_is_said(known: list[Assurance], width: int) -> None:
    from dataclasses import replace

    matrix = matrix_of([replace(one, id=f"x{number}") for number, one in enumerate(known)])
    lines = render(matrix, width, colour=False)
    told = " ".join(lines.split())
    assert told.count("no published test found") == told.count("no published test found as of 2026-11-2")
    open_rows = sum(row.as_of is not None for row in matrix.rows)
    assert told.count("no published test found") >= open_rows
    assert max(map(len, lines.split("\n"))) <= width


def test_long_lists_are_cut_and_told_how_to_see_them() -> None:
    said = sentence(NAMES, REGIONS, ["1.0"], ["default"], ["flight"])
    matrix = matrix_of([a_test(["app one"], ["US"]), said])
    assert "and 1 more (--all)" in render(matrix, 80, colour=False)
    assert "--all" not in render(matrix, 80, colour=False, all_rows=True)


def test_hostile_names_cannot_act_on_a_terminal() -> None:
    matrix = matrix_of([a_test(["app \x1b[31m\u202e one"], ["US"], ["1.\n0"], ["a" * 100])])
    told = render(matrix, 80, colour=False)
    assert "\x1b" not in told
    assert r"\u202e" in told
    assert max(map(len, told.split("\n"))) <= 80


def test_a_choice_says_what_was_asked_for(example: Matrix) -> None:
    told = render(narrowed(example, ["app"], ["DE"]), 80, colour=False)
    assert "Only products named like: app." in told
    assert "Only regions: DE, and where none is stated." in told
    nothing = render(narrowed(example, ["hub"], []), 80, colour=False)
    assert "No cell of what was asked for." in nothing
