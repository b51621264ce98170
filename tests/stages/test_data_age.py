"""Place data of another time than the capture's: too old, too new, and whose age does not matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.sources import DataSource
from harness.stages.data_age import age_remarks, stale_cells
from harness.tables.captures import CAPTURES
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import at

DAY_S = 86_400
TAKEN = date(2026, 1, 1)
"""Day of the first packet of all made-up captures."""


def source(days: int, meaning: str = "geolocated") -> DataSource:
    """Data made so many days after the capture."""
    return DataSource(
        source="made-up", meaning=meaning, lineage="made-up", version="1",
        date=(TAKEN + timedelta(days=days)).isoformat(), date_basis="vendor_stated", licence="CC0-1.0",
        attribution="", sha256="0" * 64,
    )  # fmt: skip


def taken(
    cell: str = "us", first: int | None = at(0), last: int | None = at(60), **given: Any
) -> dict[str, Any]:
    return capture(vantage=f"{cell}/lan", first_ns=first, last_ns=last, **given)


def stale(*captures: dict[str, Any], data: tuple[DataSource, ...], offset_days: int = 0) -> frozenset[str]:
    return stale_cells(frame(CAPTURES, *captures), data, 180, {"c0": offset_days * DAY_S * 10**9})


@pytest.mark.parametrize(
    ("days", "found"), [(0, False), (180, False), (181, True), (-180, False), (-181, True)]
)
def test_data_too_far_from_the_capture_either_way_are_stale(days: int, found: bool) -> None:
    assert stale(taken(), data=(source(days),)) == ({"us"} if found else frozenset())


def test_one_stale_locator_among_fresh_ones_is_enough() -> None:
    assert stale(taken(), data=(source(0), source(-400, "cloud_region"))) == {"us"}


@pytest.mark.parametrize("meaning", ["registered", "operator", "anycast"])
def test_what_is_no_locator_may_be_old(meaning: str) -> None:
    assert stale(taken(), data=(source(0), source(-4000, meaning))) == frozenset()


def test_only_the_cell_of_another_time_is_told() -> None:
    old = taken("old", at(-400 * DAY_S), at(-400 * DAY_S))
    assert stale(taken(), old, data=(source(0),)) == {"old"}


def test_a_capture_that_ends_too_late_is_told_though_it_began_in_time() -> None:
    assert stale(taken(last=at(200 * DAY_S)), data=(source(0),)) == {"us"}


@pytest.mark.parametrize(("clock_days", "offset_days", "found"), [(0, -400, True), (-400, 400, False)])
def test_true_time_counts_not_that_of_a_wrong_clock(clock_days: int, offset_days: int, found: bool) -> None:
    row = taken(first=at(clock_days * DAY_S), last=at(clock_days * DAY_S))
    assert (stale(row, data=(source(0),), offset_days=offset_days) == {"us"}) is found


@pytest.mark.parametrize("time_ns", [0, 2**63 - 1, -(2**63)])
def test_times_that_no_clock_had_are_far_from_any_data(time_ns: int) -> None:
    assert stale(taken(first=time_ns, last=time_ns), data=(source(0),)) == {"us"}


def test_without_packets_or_without_locators_nothing_can_be_stale() -> None:
    assert stale(taken(first=None, last=None), data=(source(-4000),)) == frozenset()
    assert stale(taken(), data=()) == frozenset()


@given(st.lists(st.integers(-400, 400), max_size=5), st.lists(st.integers(-400, 400), max_size=5))
def test_more_data_sources_never_make_a_stale_cell_fresh(some: list[int], more: list[int]) -> None:
    few = stale(taken(), data=tuple(map(source, some)))
    assert few <= stale(taken(), data=tuple(map(source, [*more, *some])))


def test_data_that_are_far_from_captures_are_remarked_on() -> None:
    captures = frame(CAPTURES, taken())
    assert age_remarks(captures, [source(-90), source(90)]) == ()
    (said,) = age_remarks(captures, [source(-3), source(112)])
    assert said.startswith("Place data are up to 112 days older or newer than the captures, more than 90:")
    assert age_remarks(captures, [source(400, "operator")]) == ()
    assert age_remarks(CAPTURES.empty(), [source(400)]) == ()
