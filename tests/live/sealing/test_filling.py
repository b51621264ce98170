"""Where in a scenario evidence belongs, and the scenario that stands in where none is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ScenarioError, UsageError
from harness.live.sealing.filling import Asked, fill_given, fill_skeleton, given_scenario, place_in
from harness.live.sealing.folder import GIVEN
from harness.model.scenario import Scenario, Tap
from harness.rules.scenario import check_scenario
from harness.rules.skeleton import skeleton
from tests.support.evidence_made import session
from tests.support.gateway_states import gateway_state
from tests.support.scenario_files import GOOD


def load(text: str) -> Scenario:
    found, faults = check_scenario(text.encode(), "s.yaml", ".")
    assert found is not None, faults
    return found


def asked(cell: str | None = None, **vantages: str) -> Asked:
    return Asked(cell=cell, vantages={name.removeprefix("only"): point for name, point in vantages.items()})


GOOD_SCENARIO = load(GOOD)


@pytest.mark.parametrize(
    ("taps", "given", "vantages"),
    [
        (["frankfurt"], asked(), {"frankfurt": "frankfurt"}),
        (["lan"], asked(only="frankfurt"), {"lan": "frankfurt"}),
        (["lan"], asked(lan="frankfurt"), {"lan": "frankfurt"}),
        (["lan", "frankfurt"], asked(lan="frankfurt"), {"lan": "frankfurt", "frankfurt": "frankfurt"}),
    ],
)
def test_the_only_planned_cell_of_the_region_is_meant(
    taps: list[str], given: Asked, vantages: dict[str, str]
) -> None:
    place = place_in(GOOD_SCENARIO, taps, given)
    assert (place.cell, place.vantages) == ("de-v1", vantages)


@pytest.mark.parametrize(
    ("taps", "given", "words"),
    [
        (["lan"], asked(), "--vantage: 'lan' is no vantage point of scenario"),
        (
            ["lan", "wan"],
            asked(only="frankfurt"),
            "say which one wan is, --vantage wan=ID; there are ashburn, frankfurt",
        ),
        (
            ["frankfurt"],
            asked(wan="ashburn"),
            "--vantage wan=: nothing was captured there; there are frankfurt",
        ),
        (["frankfurt"], asked("no"), "--cell: 'no' is no cell of scenario"),
        (["frankfurt"], asked("us-v1"), "--cell: 'us-v1' lists captures already, and none is ever replaced"),
        (["ashburn"], asked(), "no planned cell of role test has the region of its vantage point"),
    ],
)
def test_what_is_not_told_is_asked_for(taps: list[str], given: Asked, words: str) -> None:
    with pytest.raises(UsageError) as told:
        place_in(GOOD_SCENARIO, taps, given)
    assert words in str(told.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        place_in(GOOD_SCENARIO, ["lan", "wan"], asked("no"))
    assert len(str(told.value).splitlines()) == 3


def test_several_planned_cells_are_a_question() -> None:
    text = skeleton("x", ["DE"])
    cell = text[text.index("- id: de-1") : text.index("  # captures:")]
    several = load(text.replace("- id: baseline", f"{cell.replace('de-1', 'de-2')}- id: baseline", 1))
    with pytest.raises(UsageError, match="say which cell of scenario x was captured; there are de-1, de-2"):
        place_in(several, ["de"], asked())


def test_a_given_scenario_with_faults_is_told_with_its_place(tmp_path: Path) -> None:
    assert given_scenario(tmp_path) is None
    (tmp_path / GIVEN).write_text("id: [")
    with pytest.raises(ScenarioError, match=r"scenario-given\.yaml:1:"):
        given_scenario(tmp_path)


def test_what_would_be_at_fault_filled_in_is_told(tmp_path: Path) -> None:
    (tmp_path / GIVEN).write_text(GOOD)
    scenario = given_scenario(tmp_path)
    assert scenario is not None
    place = place_in(scenario, ["lan"], asked("de-v1", lan="ashburn"))
    with pytest.raises(ScenarioError, match=r"filled in:.*egress_region: DE, but vantage point 'ashburn'"):
        fill_given(scenario, tmp_path, session(), place, None)


def test_a_skeleton_holds_what_is_known_and_marks_what_is_not(tmp_path: Path) -> None:
    made = fill_skeleton(tmp_path / "Field 7", session(), ["lan"], asked(), None)
    scenario = load(made.text)
    assert scenario.id == "field-7"
    (point,) = scenario.vantage_points
    assert (point.id, point.tap, point.region) == ("lan", Tap.GATEWAY_LAN, "US")
    (cell, *_) = scenario.cells
    assert (cell.id, len(cell.captures), [step.id for step in cell.steps]) == ("session-1", 2, ["login"])
    (line,) = [line for line in made.text.splitlines() if line.strip().startswith("region:")]
    assert line.endswith("# CHANGE: made up, nothing says where this was")
    assert scenario.subject.egresses[0].vantage_points == ("lan",)


def test_a_skeleton_takes_the_region_and_the_gateway_s_sides(tmp_path: Path) -> None:
    state = gateway_state(interference=())
    evidence = session()
    made = fill_skeleton(tmp_path, evidence, ["lan", "wan-2"], Asked(vantages={}, region="SG"), state)
    scenario = load(made.text)
    assert [(one.id, one.region, one.resolvers) for one in scenario.vantage_points] == [
        ("lan", "SG", ("10.77.0.1",)), ("wan-2", "SG", None),
    ]  # fmt: skip
