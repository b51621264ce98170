"""A scenario while one of its cells is captured."""

from __future__ import annotations

from dataclasses import replace

from harness.model.running import BEFORE, RunningFile, running_scenario
from harness.model.scenario import Interference, Scenario
from harness.rules.scenario import load_scenario
from tests.support.repository import ROOT

SCENARIO: Scenario = load_scenario(ROOT / "scenarios/four-regions/scenario.yaml")
CELL = next(cell for cell in SCENARIO.cells if cell.id == "us-v10")
FILES = [RunningFile(name="a_00001.pcapng", vantage_point="ashburn", from_ns=100)]


def spans(steps: list[tuple[str, int]], now_ns: int) -> list[tuple[str, int, int]]:
    (cell,) = running_scenario(SCENARIO, CELL, FILES, steps, now_ns).cells
    return [(step.id, step.from_ns, step.to_ns) for step in cell.steps]


def test_each_step_lasts_to_the_next_and_the_last_to_now() -> None:
    assert spans([("login", 200), ("flight", 300)], 400) == [
        (BEFORE, 100, 200),
        ("login", 200, 300),
        ("flight", 300, 400),
    ]


def test_a_step_that_takes_no_time_is_left_out_and_one_that_is_done_twice_is_there_twice() -> None:
    assert spans([("login", 100), ("flight", 200), ("flight", 200), ("login", 300)], 400) == [
        ("login", 100, 200),
        ("flight", 200, 300),
        ("login#4", 300, 400),
    ]


def test_planned_steps_keep_their_devices_and_evidence() -> None:
    (cell,) = running_scenario(SCENARIO, CELL, FILES, [("login", 200), ("sunbathing", 300)], 400).cells
    before, login, other = cell.steps
    planned = CELL.steps[0]
    assert (login.kind, login.devices, login.evidence) == (planned.kind, planned.devices, planned.evidence)
    assert (other.kind, other.devices, other.evidence, before.devices) == ("sunbathing", (), (), ())


def test_it_is_that_cell_alone_with_what_is_captured_and_interfered_with() -> None:
    found = running_scenario(SCENARIO, CELL, FILES, [], 400, [Interference.QUIC_BLOCKED])
    (cell,) = found.cells
    assert (cell.id, cell.baseline, cell.control, cell.interference) == (
        "us-v10",
        None,
        None,
        (Interference.QUIC_BLOCKED,),
    )
    assert [(file.path, file.vantage_point, file.filter, file.drops) for file in cell.captures] == [
        ("a_00001.pcapng", "ashburn", "all", None)
    ]
    assert (found.expect, found.claims) == ((), SCENARIO.claims)


def test_a_mark_means_the_step_that_sealing_takes_it_for() -> None:
    """However it is typed, and by its kind where no step has that id."""
    renamed = replace(CELL, steps=(replace(CELL.steps[0], id="sign-in"), *CELL.steps[1:]))
    (cell,) = running_scenario(SCENARIO, renamed, FILES, [("Login!", 200), ("FLIGHT", 300)], 400).cells
    assert [(step.id, step.devices) for step in cell.steps[1:]] == [
        ("sign-in", CELL.steps[0].devices), ("flight", CELL.steps[1].devices),
    ]  # fmt: skip
