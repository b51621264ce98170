"""Clocks that tell time in steps, by made-up round trips."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.clock_steps import STEPS_NS, with_steps

SCHEMA = {"capture": pl.String, "rtt_ns": pl.Int64}


def steps(*samples: tuple[str, int]) -> list[int]:
    return with_steps(pl.DataFrame(samples, schema=SCHEMA, orient="row"))["step_ns"].to_list()


@pytest.mark.parametrize("step", STEPS_NS)
def test_five_whole_round_trips_show_the_step(step: int) -> None:
    assert steps(*(("a", number * step) for number in (1, 2, 3, 5, 7))) == [step] * 5


def test_four_do_not_nor_does_the_same_one_again() -> None:
    assert steps(*(("a", number * 1_000_000) for number in (1, 2, 3, 7))) == [0] * 4
    assert steps(*(("a", 3_000_000) for _ in range(9))) == [0] * 9


def test_one_that_is_not_whole_shows_a_finer_clock() -> None:
    wholes = [("a", number * 1_000_000) for number in (1, 2, 3, 5, 7)]
    assert steps(*wholes, ("a", 4_000_001)) == [0] * 6
    assert steps(*wholes, ("a", 4_010_000)) == [10_000] * 6


def test_each_capture_has_its_own_clock() -> None:
    coarse = [("a", number * 1_000_000) for number in (1, 2, 3, 5, 7)]
    fine = [("b", number * 1_000_000 + 123) for number in (1, 2, 3, 5, 7)]
    assert steps(*coarse, *fine) == [1_000_000] * 5 + [0] * 5
    assert steps() == []


@given(
    st.sampled_from(STEPS_NS),
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 300_000_000)), min_size=5, max_size=20),
)
def test_with_what_is_added_no_round_trip_is_shorter_than_it_was(
    step: int, truths: list[tuple[int, int]]
) -> None:
    """Stamps are cut to the step; where enough of them show it, the true time is never more than told and added."""
    told = [(asked + rtt) // step * step - asked // step * step for asked, rtt in truths]
    found = steps(*(("a", rtt) for rtt in told))
    if len(set(told)) >= 5:
        assert all(rtt <= shown + added for (_, rtt), shown, added in zip(truths, told, found, strict=True))
