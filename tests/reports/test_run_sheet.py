"""The run sheet prints at 80 columns and asks for everything that a verdict needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.scenario import Scenario
from harness.reports.run_sheet import WIDTH, run_sheet
from harness.rules.skeleton import skeleton
from tests.support.scenario_files import scenario_of


def made(*regions: str) -> Scenario:
    return scenario_of(skeleton("x", regions))


def page(sheet: str, cell: str) -> str:
    return next(part for part in sheet.split("\f") if part.strip().startswith(f"CELL {cell} "))


ORDER = [
    "CLOCK CHECK",
    "BASELINE WITHOUT THE APP",
    "CONTROL WITH THE MODE OFF",
    "INSTALL",
    "DECLINE",
    "ACCEPT",
    "LOGIN",
    "FLIGHT",
    "SYNC",
    "UPDATE CHECK",
    "IDLE AFTER FLIGHT",
    "RESTART",
]


def test_a_test_has_every_step_in_order() -> None:
    text = page(run_sheet(made("US", "DE")), "de-1")
    places = [text.index(f"{number:>3} [ ] {title}") for number, title in enumerate(ORDER, 1)]
    assert places == sorted(places)
    assert "run before this, in cell baseline" in text
    assert text.count("needs: ") == len(ORDER)


@pytest.mark.parametrize(("cell", "title"), [("baseline", ORDER[1]), ("control", ORDER[2])])
def test_baseline_and_control_have_theirs_only(cell: str, title: str) -> None:
    text = page(run_sheet(made("US")), cell)
    assert [name for name in ORDER if f"] {name}" in text] == ["CLOCK CHECK", title]


@pytest.mark.parametrize(
    "asked",
    ["from: ____", "to: ____", "who: ____", "evidence: ____", "path: ____", "drops, packets lost: ____", "filter",
     "sha256: " + "_" * 64, "clock_offset_ms: ____", "How verified", "tool and version: ____", "resolvers given"],
)  # fmt: skip
def test_each_page_has_a_box_for(asked: str) -> None:
    assert all(asked in part for part in run_sheet(made("US", "DE")).split("\f")[1:])


def test_a_page_lists_the_vantage_points_of_its_region() -> None:
    text = page(run_sheet(made("US", "DE")), "de-1")
    assert "[ ] de (gateway-lan)" in text
    assert "[ ] us (gateway-lan)" not in text


def test_a_test_without_baseline_says_so() -> None:
    scenario = made("US")
    alone = replace(scenario, cells=(replace(scenario.cells[0], baseline=None),))
    assert "no cell named under 'baseline'" in run_sheet(alone)


def test_it_prints_at_80_columns_whatever_the_names() -> None:
    scenario = scenario_of()
    long = replace(scenario, title="A\x1b[31m" + "x" * 200, id="i" * 60)
    sheet = run_sheet(long)
    assert max(map(len, sheet.splitlines())) <= WIDTH == 80
    assert "\x1b" not in sheet
    assert all(line == line.rstrip() for line in sheet.replace("\f", "").split("\n"))
