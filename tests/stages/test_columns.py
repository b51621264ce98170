"""Fields of records to columns."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from harness.kernel.records import FLOW, NO_TIME
from harness.stages.columns import nullable, plain, strings


def test_plain_takes_any_layout_and_the_dtype_asked_for() -> None:
    records = np.zeros(3, dtype=FLOW)
    records["isn"] = [0, 5, 2**32 - 1]
    column = plain(records["isn"], pl.UInt32)
    assert column.to_list() == [0, 5, 2**32 - 1]
    assert column.dtype == pl.UInt32


def test_plain_refuses_what_does_not_fit() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        plain(np.array([-1]), pl.UInt64)


def test_the_absent_value_is_null_and_no_other() -> None:
    assert nullable(np.array([-1, 0, 7]), -1, pl.UInt16).to_list() == [None, 0, 7]
    times = nullable(np.array([NO_TIME, NO_TIME + 1, -5]), int(NO_TIME), pl.Int64)
    assert times.to_list() == [None, NO_TIME + 1, -5]
    assert nullable(np.array([], dtype=np.int64), -1, pl.UInt16).dtype == pl.UInt16


def test_none_among_texts_is_null() -> None:
    column = strings(np.array(["a", None], dtype=object))
    assert column.to_list() == ["a", None]
    assert column.dtype == pl.String
    assert strings(np.array([None], dtype=object)).dtype == pl.String
