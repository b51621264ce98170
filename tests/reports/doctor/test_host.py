"""Processor, memory and power that suffice, and that do not."""

from __future__ import annotations

import pytest

from harness.machine.capacity import Memory, Processor
from harness.machine.power import Power
from harness.model.readiness import State
from harness.reports.doctor.host import AWAKE, of_memory, of_power, of_processor


@pytest.mark.parametrize(
    ("cores", "load", "state", "part"),
    [
        (4.0, 1.0, State.THERE, "4 cores, load 1.0"),
        (4.0, 4.0, State.LIMITED, "busy already"),
        (1.0, 0.0, State.LIMITED, "share one"),
        (0.5, 0.0, State.LIMITED, "0.5 cores"),
    ],
)
def test_cores_that_are_free(cores: float, load: float, state: State, part: str) -> None:
    answer = of_processor(Processor(cores=cores, load=(load, 9.0, 9.0)))
    assert answer.state is state
    assert part in answer.said


def test_memory_that_can_be_had() -> None:
    assert of_memory(Memory(total_octets=4_000_000_000, available_octets=1_000_000_000)).state is State.THERE
    short = of_memory(Memory(total_octets=4_000_000_000, available_octets=999_999_999))
    assert short.state is State.LIMITED
    assert short.said.startswith("999.9 MB of 4.0 GB")


def power(**given: object) -> Power:
    told = {"batteries": 1, "on_battery": True, "percent": 63, "sleep_masked": False}
    return Power(**{**told, **given})  # type: ignore[arg-type]


def test_a_machine_on_battery_may_fall_asleep() -> None:
    answer = of_power(power())
    assert (answer.state, answer.mends) == (State.LIMITED, (AWAKE,))
    assert answer.said.startswith("on battery at 63 %; it may fall asleep")


def test_one_that_may_not_sleep_is_told_when_the_battery_is_low() -> None:
    assert of_power(power(sleep_masked=True)).state is State.THERE
    low = of_power(power(sleep_masked=True, percent=39))
    assert (low.state, low.said, low.mends) == (State.LIMITED, "on battery at 39 %: plug it in", ())


def test_one_with_power() -> None:
    assert of_power(power(on_battery=False)).said == "not on battery (1 there at 63 %)"
    assert of_power(power(batteries=0, on_battery=False, percent=None)).said == "no battery"
