"""Sums of a table in parts: what is left of each part is put together with what is left of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

_ROWS_AT_ONCE: Final = 4_096
"""Of parts that wait to be put together; each time costs as much as a few thousand rows."""


class Adding:
    """Puts frames together as they come, a few at a time.

    Args:
        add: Gives the rows that are left of some; the same whatever the order, and whatever was put together before, so what it
            gave it gives again.
    """

    def __init__(self, add: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        self._add = add
        self._held: list[pl.DataFrame] = []
        self._waiting = 0

    def take(self, frame: pl.DataFrame) -> None:
        """Add what ``add``, or the like of it, left of one part."""
        self._held = [one for one in (*self._held, frame) if one.height] or [frame]
        self._waiting += frame.height
        if self._waiting > _ROWS_AT_ONCE:
            self.result()
            self._waiting = 0

    def result(self) -> pl.DataFrame:
        """The rows that are left of all parts; at least one was taken."""
        if len(self._held) > 1:
            self._held = [self._add(pl.concat(self._held, rechunk=False))]
        return self._held[0]
