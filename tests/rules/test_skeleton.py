"""The skeleton loads as it is, names every key, and can never be judged PASS by mistake."""

from __future__ import annotations

import re

import pytest

from harness.model.countries import COUNTRIES, USER_ASSIGNED
from harness.model.scenario import CellRole, Scenario
from harness.rules.faults import keys_of
from harness.rules.scenario_base import Form
from harness.rules.scenario_reference import FORMS
from harness.rules.skeleton import skeleton
from tests.support.scenario_files import checked, scenario_of


def made(*regions: str) -> Scenario:
    return scenario_of(skeleton("x", regions))


@pytest.mark.parametrize("region", [*COUNTRIES, *USER_ASSIGNED])
def test_it_loads_for_every_country(region: str) -> None:
    assert made(region).cells[0].egress_region == region


def test_one_cell_for_each_region_and_baseline_and_control_in_the_first() -> None:
    scenario = made("US", "DE", "SG")
    assert [(cell.id, cell.role) for cell in scenario.cells] == [
        ("us-1", CellRole.TEST),
        ("de-1", CellRole.TEST),
        ("sg-1", CellRole.TEST),
        ("baseline", CellRole.BASELINE),
        ("control", CellRole.CONTROL),
    ]
    assert {cell.egress_region for cell in scenario.cells[3:]} == {"US"}
    assert all(cell.captures == () for cell in scenario.cells)
    assert [point.id for point in scenario.vantage_points] == ["us", "de", "sg"]


def test_a_place_that_was_not_filled_in_is_anywhere() -> None:
    assert made("US").vantage_points[0].error_km >= 20_038


@pytest.mark.parametrize("form", [form for _, form in FORMS], ids=lambda form: form.__name__)
def test_every_key_is_shown(form: type[Form]) -> None:
    text = skeleton("x", ["US"])
    missing = [key for key in keys_of(form) if f"{key}:" not in text]
    assert missing in ([], ["countries"], ["devices"])


def test_the_example_of_a_run_holds_once_its_digest_is_known() -> None:
    text = skeleton("x", ["US"]).replace("  captures: []\n  # captures:", "  # captures:", 1)
    begin, end = text.index("  # captures:"), text.index("# The same devices")
    run = re.sub("^  # ", "  ", text[begin:end], flags=re.MULTILINE)
    run = run.replace("sha256: ...", f"sha256: {'a' * 64}")
    alone = text[:begin] + run + text[end:]
    faults = checked(alone)[1]
    assert [fault.message.partition(" has no captures")[0] for fault in faults] == [
        "baseline: cell 'baseline'",
        "control: cell 'control'",
    ]
    scenario = scenario_of(alone.replace("  baseline: baseline\n", "").replace("  control: control\n", ""))
    assert scenario.cells[0].steps[0].devices == ("phone",)
    assert scenario.cells[0].captures[0].path == "us-1.pcapng"
