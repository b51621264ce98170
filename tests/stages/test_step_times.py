"""Times of captures -> steps, on two cells and clocks that are wrong."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.step_times import list_steps, step_of, steps_touched, true_times
from tests.support.scenario_parts import SECOND_NS, at, cell, scenario, step

STEPS = list_steps(
    scenario(
        cell(step("login", 0, 60), step("flight", 60, 100), step("idle", 200, 300)),
        cell(step("login", 1000, 1060), id="cn"),
    )
)
OFFSETS = {"c0": 0, "late": 30 * SECOND_NS}


def step_at(seconds: float | None, capture: str = "c0", of: str = "us") -> str | None:
    time_ns = pl.Series([None if seconds is None else at(seconds)], dtype=pl.Int64)
    found = step_of(pl.Series([of]), pl.Series([capture]), time_ns, steps=STEPS, offsets=OFFSETS)
    return found.item()


def touched(first: float, last: float, capture: str = "c0") -> list[str]:
    spans = pl.Series([at(first)]), pl.Series([at(last)])
    return (
        steps_touched(pl.Series(["us"]), pl.Series([capture]), *spans, steps=STEPS, offsets=OFFSETS)
        .item()
        .to_list()
    )


def test_steps_come_in_order_of_the_scenario() -> None:
    assert STEPS.select("cell", "step", "order").rows() == [
        ("us", "login", 0), ("us", "flight", 1), ("us", "idle", 2), ("cn", "login", 0),
    ]  # fmt: skip
    assert STEPS.row(1)[3:] == (at(60), at(100))


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0, "login"), (59.9, "login"), (60, "flight"), (100, None), (-0.1, None), (250, "idle"), (None, None)],
)
def test_a_step_holds_its_beginning_and_not_its_end(seconds: float | None, found: str | None) -> None:
    assert step_at(seconds) == found


def test_the_same_time_in_another_cell_is_in_another_step_or_none() -> None:
    assert (step_at(1000, of="cn"), step_at(1000), step_at(0, of="cn")) == ("login", None, None)


def test_the_clock_offset_of_the_capture_shifts_its_times() -> None:
    assert (step_at(40), step_at(40, "late"), step_at(-10, "late")) == ("login", "flight", "login")
    assert touched(40, 50, "late") == ["flight"]


def test_a_span_touches_every_step_it_reaches_in_order_of_the_scenario() -> None:
    assert touched(59, 250) == ["login", "flight", "idle"]
    assert touched(60, 60) == ["flight"]
    assert touched(100, 199) == []


def test_where_steps_overlap_the_first_is_told_and_both_are_touched() -> None:
    steps = list_steps(scenario(cell(step("b", 0, 60), step("a", 30, 90))))
    place = pl.Series(["us"]), pl.Series(["c0"]), pl.Series([at(40)])
    assert step_of(*place, steps=steps, offsets=OFFSETS).to_list() == ["b"]
    assert steps_touched(*place, place[2], steps=steps, offsets=OFFSETS).to_list() == [["b", "a"]]


def test_no_rows_and_no_steps_give_no_rows_and_no_steps() -> None:
    texts, times = pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.Int64)
    assert step_of(texts, texts, times, steps=STEPS, offsets={}).dtype == pl.String
    none = list_steps(scenario())
    found = steps_touched(
        pl.Series(["us"]), pl.Series(["c0"]), pl.Series([0]), pl.Series([1]), steps=none, offsets=OFFSETS
    )
    assert found.to_list() == [[]]


def test_a_capture_without_offset_is_refused_not_taken_for_right() -> None:
    with pytest.raises(ValueError, match="without a clock offset: \\['other'\\]"):
        true_times(pl.Series(["c0", "other"]), pl.Series([1, 2]), OFFSETS)


@given(st.lists(st.integers(-50, 400), max_size=12))
def test_a_moment_lies_in_the_first_step_that_it_touches(seconds: list[int]) -> None:
    times = pl.Series([at(second) for second in seconds], dtype=pl.Int64)
    place = (
        pl.Series(["us"] * len(seconds), dtype=pl.String),
        pl.Series(["c0"] * len(seconds), dtype=pl.String),
    )
    lists = steps_touched(*place, times, times, steps=STEPS, offsets=OFFSETS).to_list()
    assert step_of(*place, times, steps=STEPS, offsets=OFFSETS).to_list() == [
        steps[0] if steps else None for steps in lists
    ]


@given(st.lists(st.tuples(*[st.none() | st.integers(-10, 300)] * 2, st.sampled_from(["c0", "late", None]))))
def test_a_span_is_in_a_step_where_both_of_its_ends_are_known_to_reach_it(
    spans: list[tuple[int | None, int | None, str | None]],
) -> None:
    firsts = [None if first is None else at(first) for first, _, _ in spans]
    lasts = [None if last is None else at(last) for _, last, _ in spans]
    captures = [capture for _, _, capture in spans]
    found = steps_touched(
        pl.Series(["us"] * len(spans), dtype=pl.String),
        pl.Series(captures, dtype=pl.String),
        pl.Series(firsts, dtype=pl.Int64),
        pl.Series(lasts, dtype=pl.Int64),
        steps=STEPS,
        offsets=OFFSETS,
    )
    assert found.to_list() == [_reached(*span) for span in zip(firsts, lasts, captures, strict=True)]


def _reached(first: int | None, last: int | None, capture: str | None) -> list[str]:
    if first is None or last is None or capture is None:
        return []
    begins, ends = first + OFFSETS[capture], last + OFFSETS[capture]
    return [
        name
        for of, name, _, from_ns, to_ns in STEPS.rows()
        if of == "us" and begins < to_ns and ends >= from_ns
    ]
