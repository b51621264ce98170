"""Fields of kernel records -> Polars columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray


def plain(values: NDArray[Any], dtype: type[pl.DataType]) -> pl.Series:
    """A column without nulls."""
    return pl.Series(np.ascontiguousarray(values)).cast(dtype)


def nullable(values: NDArray[Any], absent: int, dtype: type[pl.DataType]) -> pl.Series:
    """A column in which ``absent`` is null; masked before the cast, which would refuse it."""
    lacking = values == absent
    if not lacking.any():
        return plain(values, dtype)
    return pl.Series(np.ascontiguousarray(values)).set(pl.Series(lacking), None).cast(dtype)


def strings(values: NDArray[Any]) -> pl.Series:
    """A column of texts; None is null."""
    return pl.Series(values.tolist(), dtype=pl.String)
