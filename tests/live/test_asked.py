"""What is asked: countries, and those of the claims."""

from __future__ import annotations

import pytest

from harness.live.asked import Asked
from harness.rules.catalogue import load_catalogue
from harness.rules.scenario import load_scenario
from tests.support.repository import ROOT

SCENARIO = load_scenario(ROOT / "scenarios/four-regions/scenario.yaml")


def test_countries_are_those_asked_for_and_those_of_claims_each_once() -> None:
    asked = Asked(rules=load_catalogue(), countries=("RU", "CN"), scenario=SCENARIO, cell=SCENARIO.cells[0])
    assert asked.all_countries == ("RU", "CN")
    assert Asked(rules=load_catalogue(), countries=("RU",)).all_countries == ("RU",)


def test_a_scenario_is_asked_about_by_its_cell() -> None:
    with pytest.raises(ValueError, match="go together"):
        Asked(rules=load_catalogue(), scenario=SCENARIO)
