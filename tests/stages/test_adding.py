"""Parts put together give what the whole gives."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages import adding
from harness.stages.adding import Adding


@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99)), max_size=4), min_size=1),
    st.integers(0, 9),
)
def test_the_sum_of_parts_is_that_of_the_whole(parts: list[list[tuple[str, int]]], at_once: int) -> None:
    schema = {"key": pl.String, "number": pl.Int64}
    frames = [pl.DataFrame(rows, schema=schema, orient="row") for rows in parts]
    added = Adding(lambda frame: frame.group_by("key").sum())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adding, "_ROWS_AT_ONCE", at_once)
        for frame in frames:
            added.take(frame.group_by("key").sum())
    assert added.result().sort("key").rows() == pl.concat(frames).group_by("key").sum().sort("key").rows()
