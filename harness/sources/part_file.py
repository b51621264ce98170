"""A table that grows: in memory while it is small, then part by part as Parquet in a temporary file without a name."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from harness.sources.nameless_file import NamelessFile
from harness.tables.frames import only
from harness.tables.parts import rows_of
from harness.tables.schema import Table

ROWS_IN_MEMORY: Final = 4_096
"""More are written to the file."""
_LEAST_ROWS: Final = 4_096
"""Smaller parts are written together."""


_HOLDS: Final = (
    f"tables of more than {ROWS_IN_MEMORY:,} rows are kept in one, and need about 100 octets a row"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A part in the file."""

    offset: int
    octets: int
    flows: tuple[int, int] | None
    """Least and greatest ``flow_id``, where a row has it."""


class PartFile:
    """See ``harness.tables.parts.Parts``; ``of_flows`` where the table has ``flow_id``.

    Args:
        table: Every part keeps to it.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._held: list[pl.DataFrame] = []
        self._places: list[_Place] = []
        self._file: NamelessFile | None = None
        self.height = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows at the end.

        Raises:
            HarnessError: They cannot be written.
        """
        if frame.is_empty():
            return
        self._held.append(frame)
        self.height += frame.height
        held = sum(part.height for part in self._held)
        if held > (ROWS_IN_MEMORY if self._file is None else _LEAST_ROWS):
            self._write(pl.concat(self._held, rechunk=False))
            self._held = []

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Parts``.

        Raises:
            HarnessError: They cannot be read back.
        """
        for place in self._places:
            yield self._read(place, columns)
        if self._held or not self._places:
            yield self._in_memory(columns)

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """See ``Parts``; only parts that may hold one of them are read.

        Raises:
            HarnessError: They cannot be read back.
        """
        found = [
            rows_of(self._read(place, columns), wanted)
            for place in self._places
            if (wanted := _between(flow_ids, place.flows)).len()
        ]
        held = rows_of(self._in_memory(columns), flow_ids)
        return pl.concat([*found, held], rechunk=False) if found else held

    def _in_memory(self, columns: Sequence[str] | None) -> pl.DataFrame:
        if len(self._held) > 1:  # asked for often, so put together once
            self._held = [pl.concat(self._held, rechunk=False)]
        held = self._held[0] if self._held else self._table.empty()
        return held if columns is None else only(held, columns)

    def _write(self, frame: pl.DataFrame) -> None:
        if self._file is None:
            self._file = NamelessFile(_HOLDS)
        for part in frame.iter_slices(_LEAST_ROWS):
            packed = io.BytesIO()
            part.write_parquet(packed, compression="lz4", statistics=False)
            octets = packed.getbuffer()
            self._places.append(_Place(self._file.append(octets), octets.nbytes, _flows_of(part)))

    def _read(self, place: _Place, columns: Sequence[str] | None) -> pl.DataFrame:
        if self._file is None:
            raise RuntimeError("nothing was written")
        packed = io.BytesIO(self._file.read(place.offset, place.octets))
        wanted = None if columns is None else list(columns)
        return pl.read_parquet(packed, columns=wanted, use_statistics=False)


def _flows_of(part: pl.DataFrame) -> tuple[int, int] | None:
    """Least and greatest ``flow_id``."""
    if "flow_id" not in part.columns:
        return None
    least, greatest = part.select(pl.col("flow_id").min(), last=pl.col("flow_id").max()).row(0)
    return None if least is None else (least, greatest)


def _between(flow_ids: pl.Series, span: tuple[int, int] | None) -> pl.Series:
    """Those of some flows, which are in order, that a part may hold."""
    if span is None:
        return flow_ids.clear()
    numbers = flow_ids.to_numpy()
    return flow_ids[np.searchsorted(numbers, span[0]) : np.searchsorted(numbers, span[1], "right")]
