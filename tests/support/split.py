"""A table in small parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from harness.tables.parts import rows_of


@dataclass
class Split:
    """See ``harness.tables.parts.Parts``: a frame in parts of so many rows, and an empty one."""

    frame: pl.DataFrame
    rows: int

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        frame = self.frame if columns is None else self.frame.select(columns)
        yield frame.clear()
        yield from frame.iter_slices(self.rows)

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """See ``Parts``."""
        return rows_of(self.frame.select(columns), flow_ids)
