"""Frames -> frames with other columns, by name alone.

Polars answers ``select`` and ``drop`` by a query, which takes 30 to 100 us however few the rows and the longer the more columns
there are; taking columns by name takes a fifth of it. An inference takes columns some hundred times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl


def only(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Some columns, in the order named."""
    return frame[list(names)]


def without(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """All columns but some, which need not be there."""
    return frame[[name for name in frame.columns if name not in names]]


def with_mark(
    frame: pl.DataFrame, name: str, marked: pl.DataFrame, on: Sequence[str], *, nulls_equal: bool = False
) -> pl.DataFrame:
    """Add whether a row is one of those marked; nothing is joined where none are.

    Args:
        name: Of the new column, a Boolean without nulls.
        marked: Columns ``on``, each row once.
    """
    if marked.is_empty():
        return frame.hstack([_same(pl.Series(name, [False]), frame.height)])
    told = marked.with_columns(pl.lit(value=True).alias(name))
    return frame.join(told, on=on, how="left", nulls_equal=nulls_equal, maintain_order="left").with_columns(
        pl.col(name).fill_null(value=False)
    )


def joined_left(
    frame: pl.DataFrame, more: pl.DataFrame, on: Sequence[str], *, nulls_equal: bool = False
) -> pl.DataFrame:
    """Join what is known of some rows, nulls for others; a table without rows is not joined, and mostly there is none.

    Args:
        frame: Order and number of rows are its own.
        more: Each ``on`` once.
    """
    if more.is_empty():
        nothing = [(name, dtype) for name, dtype in more.schema.items() if name not in on]
        return frame.hstack(
            [_same(pl.Series(name, [None], dtype=dtype), frame.height) for name, dtype in nothing]
        )
    return frame.join(more, on=on, how="left", nulls_equal=nulls_equal, maintain_order="left")


def _same(one: pl.Series, height: int) -> pl.Series:
    """One value in each row."""
    return one.new_from_index(0, height)


def parted(frame: pl.DataFrame, by: str) -> Callable[[Any], pl.DataFrame]:
    """The rows with each value of a column, in their order; parted once, and not gone through for each value."""
    parts = frame.partition_by(by, as_dict=True) if frame.height else {}
    return lambda value: parts.get((value,), frame.clear())
