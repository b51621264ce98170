"""What a narrower test has, how it reads, and the scenario that it would have been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.narrowing import Narrower, without_points
from harness.model.scenario import CellRole, Interference, Scenario
from harness.model.selection import Selection
from harness.model.subject import Boundary, Egress, EgressState, Subject
from tests.support.scenario_parts import capture_file, cell, scenario, step, vantage_point

US = Selection((("egress.region", ("US",)),))
POINTS = ("lan", "dock", "wan")


def tapped(name: str, *points: str) -> Egress:
    return Egress(id=name, kind="wifi", state=EgressState.TAPPED, verified=None, vantage_points=points)


def made() -> Scenario:
    """A phone at two taps, its dock at one, a baseline at the first alone."""
    egresses = (
        tapped("phone", "lan", "wan"),
        tapped("dock", "dock"),
        Egress(id="sim", kind="sim", state=EgressState.DISABLED, verified="none in it", vantage_points=()),
    )
    return scenario(
        cell(id="base", role=CellRole.BASELINE, captures=(capture_file("base.pcap"),)),
        cell(
            step(),
            id="us",
            interference=(Interference.QUIC_BLOCKED,),
            captures=tuple(capture_file(f"{point}.pcap", vantage_point=point) for point in POINTS),
        ),
        vantage_points=tuple(vantage_point(point) for point in POINTS),
        subject=Subject(
            vendor="Example Aero", product="Skylark", boundary=Boundary.DEVICE, egresses=egresses
        ),
    )


@pytest.mark.parametrize(
    ("test", "whole", "anew", "text"),
    [
        (Narrower(), True, False, "everything"),
        (Narrower(only=US), False, False, "--only egress.region=US"),
        (Narrower(without=("a", "b")), False, True, "--without vantage=a,b"),
        (Narrower(databases=("x",)), False, True, "--databases x"),
        (Narrower(databases=()), False, True, "--databases none"),
        (
            Narrower(only=US, without=("a",), databases=("x", "y")),
            *(False, True),
            "--only egress.region=US --without vantage=a --databases x,y",
        ),
    ],
)
def test_what_it_narrows_and_how_it_reads(test: Narrower, whole: bool, anew: bool, text: str) -> None:
    assert (test.is_whole, test.judges_anew, str(test)) == (whole, anew, text)


def test_a_sentence_tells_what_it_was_judged_without() -> None:
    assert Narrower(only=US).told == ""
    assert Narrower(without=("a", "b")).told == "Judged as if a, b had not been tapped."
    assert Narrower(databases=()).told == "Judged by no locator."
    both = Narrower(without=("a",), databases=("x", "y"))
    assert both.told == "Judged as if a had not been tapped, and by no locator but x, y."


def test_captures_of_a_vantage_point_are_gone_from_every_cell_and_a_way_out_that_it_alone_tapped_is_unobserved() -> (
    None
):
    found = without_points(made(), ["dock", "lan"])
    assert [point.id for point in found.vantage_points] == ["wan"]
    assert {one.id: [file.path for file in one.captures] for one in found.cells} == {
        "base": [],
        "us": ["wan.pcap"],
    }
    assert [(one.id, one.state.value, one.vantage_points) for one in found.subject.egresses] == [
        ("phone", "tapped", ("wan",)),
        ("dock", "unobserved", ()),
        ("sim", "disabled", ()),
    ]


def test_what_is_known_of_a_cell_by_other_means_stays() -> None:
    before, after = (one.cells[1] for one in (made(), without_points(made(), POINTS)))
    assert after.captures == ()
    assert (after.steps, after.interference) == (before.steps, before.interference)


@given(st.lists(st.sampled_from([*POINTS, "elsewhere"]), max_size=4))
def test_order_and_repetition_never_matter_and_taking_away_twice_is_taking_away_once(
    points: list[str],
) -> None:
    once = without_points(made(), points)
    assert without_points(made(), sorted(points, reverse=True) * 2) == once
    assert without_points(without_points(made(), points[:1]), points[1:]) == once
    assert without_points(once, points) == once


def test_nothing_taken_away_is_the_scenario_itself() -> None:
    assert without_points(made(), []) == made() == without_points(made(), ["elsewhere"])
