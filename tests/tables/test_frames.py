"""What is done by name alone gives what a query gives."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.tables.frames import joined_left, only, parted, with_mark, without

KEYS = st.none() | st.sampled_from("abc")
FRAME = pl.DataFrame({"key": ["a", None, "b"], "number": [1, 2, 3], "more": [[1], [], [2]]})


def frame(keys: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"key": keys, "number": range(len(keys))}, schema={"key": pl.String, "number": pl.Int64}
    )


def test_columns_are_those_named_in_their_order() -> None:
    assert_frame_equal(only(FRAME, iter(("more", "key"))), FRAME.select("more", "key"))


def test_columns_that_are_not_there_need_not_be_left_out() -> None:
    assert_frame_equal(without(FRAME, "number", "absent"), FRAME.select("key", "more"))


@given(st.lists(KEYS), st.sets(KEYS), st.booleans())
def test_a_join_is_the_same_where_there_is_nothing_to_join(
    keys: list[str | None], known: set[str | None], nulls_equal: bool
) -> None:
    more = pl.DataFrame(
        {"key": sorted(known, key=str), "told": [{"of": [key]} for key in sorted(known, key=str)]},
        schema={"key": pl.String, "told": pl.Struct({"of": pl.List(pl.String)})},
    )
    wanted = frame(keys).join(more, on="key", how="left", nulls_equal=nulls_equal, maintain_order="left")
    assert_frame_equal(joined_left(frame(keys), more, on=["key"], nulls_equal=nulls_equal), wanted)


@given(st.lists(KEYS), st.sets(KEYS), st.booleans())
def test_marked_are_rows_that_are_named(
    keys: list[str | None], known: set[str | None], nulls_equal: bool
) -> None:
    marked = pl.DataFrame({"key": sorted(known, key=str)}, schema={"key": pl.String})
    found = with_mark(frame(keys), "marked", marked, on=["key"], nulls_equal=nulls_equal)
    assert_frame_equal(found.drop("marked"), frame(keys))
    assert found["marked"].to_list() == [key in known and (nulls_equal or key is not None) for key in keys]


@given(st.lists(st.sampled_from("abc")))
def test_parts_are_what_filters_give(keys: list[str | None]) -> None:
    part_of = parted(frame(keys), "key")
    for key in "abcd":
        assert_frame_equal(part_of(key), frame(keys).filter(pl.col("key") == key))
