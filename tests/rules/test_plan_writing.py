"""What a plan says to write loads, and stands where it is said to stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.plans import Act, Action, Gap, Limit, Plan
from harness.model.scenario import Cell, Scenario
from harness.model.ways import LimitKind, Way
from harness.model.writings import Writing
from harness.rules.plan_writing import Lines, cell_text, writings
from harness.rules.scenario import check_scenario
from harness.stages.plan_cells import Wanted, new_cells, partner_cells
from tests.support.examples import COSTLY
from tests.support.scenario_files import GOOD

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100)


def loaded(text: str = GOOD) -> Scenario:
    found, faults = check_scenario(text.encode(), "s.yaml", ".")
    assert faults == []
    assert found is not None
    return found


SCENARIO = loaded()
TEST = next(one for one in SCENARIO.cells if one.role == "test")


def with_cells(*cells: Cell) -> str:
    """The file with further cells."""
    lines = [line for one in cells for line in cell_text(one)]
    return GOOD.replace("cells:\n", "cells:\n" + "".join(f"{line}\n" for line in lines), 1)


def written(
    way: Way, target: str, kind: str = "no_steps", text: str = GOOD, **given_: Any
) -> tuple[Writing, ...]:
    """For a plan of one action."""
    act = Act(way, target)
    action = Action(
        number=1, act=act, hows=(), gaps=(Gap(0, act, ""),), clears=(0,), helps=(), claims=(), octets=0, moves=(),
        besides=(), **given_,
    )  # fmt: skip
    plan = Plan(
        scenario="s", path="s.yaml", goals=(), kinds=((0, kind),), actions=(action,), limits=(), exercises=()
    )
    return writings(plan, loaded(text), text.encode()).actions[1]


def line_of(number: int | None, text: str = GOOD) -> str:
    assert number is not None
    return text.splitlines()[number - 1].strip()


def test_new_cells_load_as_planned_cells() -> None:
    wanted = [Wanted.of(one, SCENARIO) for one in SCENARIO.claims]
    for region in ("DE", "SG"):
        cells, _ = new_cells(wanted, region, SCENARIO, both_versions=True)
        again = loaded(with_cells(*cells))
        got = {one.id: one for one in again.cells}
        assert cells
        for cell in cells:
            assert replace(got[cell.id], line=0) == replace(cell, line=0)


@COSTLY
@given(TEXT, TEXT, TEXT, TEXT)
def test_whatever_words_a_cell_has_it_loads_with_the_same(
    version: str, settings: str, bearer: str, consent: str
) -> None:
    cell = replace(
        TEST, id="new-1", subject_version=version, settings=settings, bearer=bearer, consent=consent, captures=(),
        steps=(), interference=(), ca_store=None, independent=False,
    )  # fmt: skip
    (got,) = [one for one in loaded(with_cells(cell)).cells if one.id == "new-1"]
    assert replace(got, line=0) == replace(cell, line=0)


@pytest.mark.parametrize(
    ("way", "target", "key", "line"),
    [
        (Way.STATE_RESOLVERS, "frankfurt", "vantage_points[frankfurt].resolvers", "- id: frankfurt"),
        (Way.STATE_STEPS, "us-v1", "cells[us-v1].steps", "- id: us-v1"),
        (Way.RECAPTURE, "us-v1", "cells[us-v1].captures", "- id: us-v1"),
        (Way.RUN_PLANNED, "us-v1", "cells[us-v1].captures", "- id: us-v1"),
        (Way.TAP_BEYOND, "192.0.2.1", "vantage_points", "vantage_points:"),
    ],
)
def test_where_to_write(way: Way, target: str, key: str, line: str) -> None:
    (found,) = written(way, target)
    assert (found.key, line_of(found.line)) == (key, line)


def test_what_a_capture_does_not_say_is_written_at_the_capture() -> None:
    (found,) = written(Way.STATE_CAPTURE, "us-v1", "filter_unknown")
    assert found.key == "cells[us-v1].captures[us/v1.pcapng]"
    assert line_of(found.line) == "- path: us/v1.pcapng"
    assert found.lines[0].startswith("filter: all")
    assert written(Way.STATE_CAPTURE, "us-v1", "loss_unknown") == ()  # its drops are stated


def test_a_way_out_is_tapped_or_disabled() -> None:
    tapped, disabled = written(Way.TAP_EGRESS, "phone-sim")
    assert line_of(tapped.line).startswith("- {id: phone-sim")
    assert (tapped.lines[0], disabled.lines[0]) == ("state: tapped", "state: disabled")


def test_a_sender_is_one_of_ours_or_is_not() -> None:
    *devices, tools, others = written(Way.STATE_SENDER, "192.168.8.99")
    assert [one.key for one in devices] == ["devices[phone].macs", "devices[aircraft].macs"]
    assert (line_of(tools.line), line_of(others.line)) == ("tools:", "others:")
    grown = GOOD.replace("others:\n", f"others:\n{others.lines[0]}\n")
    assert loaded(grown).others[0].addresses == ("192.168.8.99",)
    assert (
        written(Way.STATE_SENDER, "192.168.8.20")[-1].lines == ()
    )  # listed already: no second list can hold it


def test_a_region_without_a_vantage_point_gets_one() -> None:
    cells, _ = new_cells([Wanted.of(SCENARIO.claims[0], SCENARIO)], "SG", SCENARIO, both_versions=False)
    point, egress, new = written(Way.NEW_CELLS, "SG", "scope_not_tested", cells=cells)
    assert [one.key for one in (point, egress, new)] == ["vantage_points", "subject.egress", "cells"]
    grown = GOOD.replace("vantage_points:\n", "vantage_points:\n" + "\n".join(point.lines) + "\n")
    assert [one.region for one in loaded(grown).vantage_points][:1] == ["SG"]
    assert line_of(new.line) == "cells:"


def test_a_control_is_named_by_the_cell_that_it_is_for() -> None:
    text = "".join(line for line in GOOD.splitlines(keepends=True) if "control:" not in line)
    (made,) = partner_cells(Act(Way.CONTROL, "us-v1"), loaded(text))
    cells, naming = written(Way.CONTROL, "us-v1", "no_control", text, cells=(made,))
    assert cells.key == "cells"
    assert (naming.key, naming.lines) == (
        "cells[us-v1].control",
        (f"control: {made.id}  # once that was run",),
    )
    assert line_of(naming.line, text) == "- id: us-v1"


def test_what_to_narrow() -> None:
    limit = Limit(kind=LimitKind.ANY_VALUE, about=(), spots=(0,), claims=(SCENARIO.claims[0].id,))
    plan = Plan(scenario="s", path="s.yaml", goals=(), kinds=(), actions=(), limits=(limit,), exercises=())
    (found,) = writings(plan, SCENARIO, GOOD.encode()).limits[LimitKind.ANY_VALUE]
    assert found.key == f"claims[{SCENARIO.claims[0].id}].scope"
    assert line_of(found.line) == f"- id: {SCENARIO.claims[0].id}"


@pytest.mark.parametrize("data", [b"", b"\xff", b"- a", b"cells: 3\nsubject: 4", b"cells: [1, {id: [a]}]"])
def test_a_file_that_is_no_scenario_any_more_has_no_lines(data: bytes) -> None:
    assert Lines(data, "s.yaml").of("vantage_points[a].resolvers") is None
