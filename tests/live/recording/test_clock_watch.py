"""Steps of the clock and sleep, from readings made by hand; the machine's own clocks stand still against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.recording.clock_watch import ClockEvent, ClockWatch, Reading, farthest_set, read_clocks

S = 1_000_000_000
START = Reading(wall=1_000 * S, monotonic=50 * S, boot=60 * S)


def look(wall: float, monotonic: float, boot: float) -> ClockEvent | None:
    """The second of two looks; so many seconds later by each clock."""
    later = Reading(
        wall=START.wall + round(wall * S),
        monotonic=START.monotonic + round(monotonic * S),
        boot=START.boot + round(boot * S),
    )
    readings = iter([START, later])
    return ClockWatch(lambda: next(readings)).look()


@pytest.mark.parametrize("clocks", [(1, 1, 1), (1.01, 1, 1), (0.99, 1, 1), (1.0, 1.01, 1.0)])
def test_clocks_that_go_together_tell_nothing(clocks: tuple[float, float, float]) -> None:
    assert look(*clocks) is None


@pytest.mark.parametrize(("wall", "stepped"), [(1 + 3600, 3600), (1 - 5, -5), (1.021, 0.021)])
def test_a_clock_that_was_set(wall: float, stepped: float) -> None:
    event = look(wall, 1, 1)
    assert event is not None
    assert (event.stepped_ns, event.slept_ns) == (round(stepped * S), 0)
    assert (event.before_ns, event.after_ns) == (START.wall, START.wall + round(wall * S))


def test_sleep_is_no_step() -> None:
    event = look(601, 1, 601)
    assert event is not None
    assert (event.stepped_ns, event.slept_ns) == (0, 600 * S)


def test_a_clock_set_while_the_machine_slept() -> None:
    event = look(661, 1, 601)
    assert event is not None
    assert (event.stepped_ns, event.slept_ns) == (60 * S, 600 * S)


def test_a_step_is_told_once() -> None:
    set_ = Reading(wall=START.wall + 9 * S, monotonic=START.monotonic, boot=START.boot)
    later = Reading(wall=set_.wall + S, monotonic=set_.monotonic + S, boot=set_.boot + S)
    readings = iter([START, set_, later])
    watch = ClockWatch(lambda: next(readings))
    assert watch.set_ns == 0
    assert watch.look() is not None
    assert watch.look() is None
    assert watch.set_ns == 9 * S


@given(st.lists(st.integers(-(2**62), 2**62), max_size=12))
def test_no_two_moments_are_farther_apart(steps: list[int]) -> None:
    offsets = [sum(steps[:end]) for end in range(len(steps) + 1)]
    apart = [later - earlier for end, later in enumerate(offsets) for earlier in offsets[:end]]
    found = farthest_set(steps)
    assert found in {0, *apart}
    assert abs(found) == max(map(abs, apart), default=0)


def test_the_clocks_of_this_machine_are_read() -> None:
    reading = read_clocks()
    assert reading.wall > 1_600_000_000 * S
    assert reading.boot >= reading.monotonic > 0
