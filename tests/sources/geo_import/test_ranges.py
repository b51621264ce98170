"""Flattening of source rows against a plain search."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.ranges import Row, code_of, flatten
from tests.support.range_rows import ROWS, TOP, at

BASES = st.sampled_from([0, 2**64 - 20, 2**127])


def by_search(rows: list[Row], number: int) -> object:
    holding = [row for row in rows if row.start <= number <= row.end]
    return min(holding, key=lambda row: row.precedence).value if holding else None


@given(ROWS, BASES)
def test_every_address_keeps_the_answer_of_its_winning_row(made: list[Row], base: int) -> None:
    rows = [row._replace(start=row.start + base, end=row.end + base) for row in made]
    ranges = flatten(rows)
    assert all(at(ranges, base + number) == by_search(rows, base + number) for number in range(TOP + 20))


@given(ROWS)
def test_ranges_start_at_zero_ascend_and_differ_from_their_neighbours(rows: list[Row]) -> None:
    starts, values = flatten(rows)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(one != other for one, other in pairwise(values))


@given(ROWS, st.randoms())
def test_order_of_rows_is_irrelevant(rows: list[Row], rnd: Random) -> None:
    before = flatten(rows)
    rnd.shuffle(rows)
    assert flatten(rows) == before


def test_a_nested_row_does_not_end_the_row_around_it() -> None:
    starts, values = flatten([Row(0, 63, "DE"), Row(40, 47, "TR")])
    assert (starts, values) == ([0, 40, 48, 64], ["DE", "TR", "DE", None])


@pytest.mark.parametrize("bits", [32, 128])
def test_the_last_address_of_all_has_its_row(bits: int) -> None:
    starts, values = flatten([Row(2**bits - 8, 2**bits - 1, "DE"), Row(2**bits - 1, 2**bits - 1, "FR")])
    assert list(zip(starts, values, strict=True))[:3] == [(0, None), (2**bits - 8, "DE"), (2**bits - 1, "FR")]


def test_rows_that_all_nest_are_flattened_without_going_through_each_other() -> None:
    starts, values = flatten([Row(at, 2**32 - 1 - at, at % 7) for at in range(20_000)])
    assert (len(starts), values[1]) == (40_000, 1)


def test_codes_count_from_one_and_zero_is_no_answer() -> None:
    assert code_of(["b", None, "a"], ["a", "b"]) == [2, 0, 1]
