"""Baselines that could have missed what the device does anyway, and which so accuse no app."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario import CellRole, Interference, Scenario
from harness.model.subject import Boundary, EgressState
from harness.stages.baselines import absent_devices, unsound_baselines, unwatched_devices
from harness.tables.liveness import LIVENESS
from tests.support.places_example import frame
from tests.support.scenario_parts import capture_file, cell, device, scenario, step
from tests.support.scenario_people import egress, subject


def pair(
    baseline: dict[str, Any] | None = None, test: dict[str, Any] | None = None, **given: Any
) -> Scenario:
    """A test of a minute with a baseline like it, each changed."""
    fields: dict[str, Any] = {"id": "base", "role": CellRole.BASELINE, "steps": (step("lying", 0, 60),)}
    tested: dict[str, Any] = {"id": "us", "baseline": "base", "steps": (step("login", 100, 160),)}
    cells = (cell(**(fields | (baseline or {}))), cell(**(tested | (test or {}))))
    return scenario(
        *cells, **({"subject": subject(Boundary.APP, egress("wifi", EgressState.TAPPED, "lan"))} | given)
    )


def why(of: Scenario, **flawed: str) -> str | None:
    found = unsound_baselines(of, flawed)
    assert found.keys() <= {"us"}
    return found.get("us")


def test_a_whole_baseline_of_the_same_place_access_and_length_tells() -> None:
    assert why(pair()) is None


@pytest.mark.parametrize(
    ("baseline", "test", "reason"),
    [
        ({"egress_region": "DE"}, {}, "run in DE"),
        ({"bearer": "sim"}, {}, "run over sim"),
        ({"ip_versions": (4,)}, {"ip_versions": (4, 6)}, "no IPv6"),
        ({"interference": (Interference.QUIC_BLOCKED,)}, {}, "did not change the same"),
        ({}, {"interference": (Interference.TLS_INTERCEPTION,)}, "did not change the same"),
        ({"steps": ()}, {}, "lists no step"),
        ({"steps": ()}, {"steps": ()}, "lists no step"),
        ({"steps": (step("lying", 0, 59),)}, {}, "shorter than the test"),
        ({"captures": (capture_file(vantage_point="wan"),)}, {}, "wifi (wifi) was not observed"),
        ({"captures": ()}, {}, "wifi (wifi) was not observed"),
    ],
)
def test_a_baseline_under_other_conditions_or_too_short_does_not_tell(
    baseline: dict[str, Any], test: dict[str, Any], reason: str
) -> None:
    assert reason in str(why(pair(baseline, test)))


@pytest.mark.parametrize(
    ("baseline", "test"),
    [
        ({"ip_versions": (4, 6)}, {"ip_versions": (4,)}),
        ({"steps": (step("a", 0, 30), step("b", 30, 60))}, {}),
        ({"steps": (step("lying", 0, 600),)}, {}),
        ({"interference": (Interference.QUIC_BLOCKED,)}, {"interference": (Interference.QUIC_BLOCKED,)}),
        ({"subject_version": "none", "consent": "none", "session": 7}, {}),
    ],
)
def test_a_baseline_that_offers_more_lasts_longer_or_lacks_only_the_app_tells(
    baseline: dict[str, Any], test: dict[str, Any]
) -> None:
    assert why(pair(baseline, test)) is None


@pytest.mark.parametrize(
    ("state", "tells"),
    [(EgressState.UNOBSERVED, False), (EgressState.DISABLED, True), (EgressState.TAPPED, False)],
)
def test_a_way_out_that_the_baseline_did_not_watch_could_have_carried_it(
    state: EgressState, tells: bool
) -> None:
    ways = (egress("wifi", EgressState.TAPPED, "lan"), egress("sim", state, "cell-tap"))
    assert (why(pair(subject=subject(Boundary.APP, *ways))) is None) is tells


def test_a_flawed_baseline_does_not_tell_and_says_of_what() -> None:
    assert why(pair(), base="a.pcap: 3 packets were lost") == (
        "that baseline could hide it: a.pcap: 3 packets were lost"
    )


def test_a_flaw_of_the_test_takes_nothing_from_its_baseline() -> None:
    assert why(pair(), us="a.pcap: 3 packets were lost") is None


@given(
    st.lists(st.sampled_from(["egress_region", "bearer", "short", "flaw"]), unique=True),
    st.sampled_from(["short", "flaw"]),
)
def test_another_fault_never_makes_an_unsound_baseline_sound(faults: list[str], one_more: str) -> None:
    def unsound(of: set[str]) -> bool:
        changed: dict[str, Any] = dict.fromkeys(of & {"egress_region", "bearer"}, "DE")
        if "short" in of:
            changed["steps"] = (step("lying", 0, 1),)
        return why(pair(changed), **({"base": "cut"} if "flaw" in of else {})) is not None

    assert unsound({*faults, one_more})
    assert unsound(set(faults)) is bool(faults)


@pytest.mark.parametrize(
    ("steps", "watched"),
    [
        ((step("lying", 0, 60),), True),
        ((step("lying", 0, 60, devices=()),), False),
        ((step("lying", 0, 60, devices=("tablet",)),), False),
        ((step("a", 0, 1), step("b", 1, 60, devices=())), False),
        ((step("a", 0, 60), step("b", 60, 90, devices=())), True),
    ],
)
def test_a_baseline_shows_a_device_only_in_steps_that_name_it(steps: tuple[Any, ...], watched: bool) -> None:
    of = pair({"steps": steps}, devices=(device("phone"),))
    assert unwatched_devices(of) == (frozenset() if watched else {("us", "phone")})


def test_a_baseline_that_shows_one_device_shows_no_other() -> None:
    of = pair(devices=(device("phone"), device("tablet", "192.168.1.21")))
    assert unwatched_devices(of) == {("us", "tablet")}


def test_a_device_that_was_not_seen_in_one_step_is_told_with_the_first_such_step() -> None:
    def row(step_id: str, seen: bool, **given: Any) -> dict[str, Any]:
        told = {"cell": "base", "step": step_id, "device": "phone", "seen": seen, "flows": 0}
        return dict.fromkeys(LIVENESS.columns) | told | given

    liveness = frame(LIVENESS, row("a", True), row("b", False), row("c", False), row("d", True, cell="us"))
    assert absent_devices(liveness) == {"base": "device phone was not seen in its step b"}
    assert absent_devices(pl.DataFrame(schema=LIVENESS.schema)) == {}
