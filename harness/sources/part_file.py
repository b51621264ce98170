"""A table that grows: in memory while it is small, then part by part as Parquet in a temporary file without a name."""

from __future__ import annotations

import io
import os
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import polars as pl

from harness.errors import HarnessError
from harness.tables.schema import Table

ROWS_IN_MEMORY: Final = 65_536
"""More are written to the file."""
_LEAST_ROWS: Final = 16_384
"""Smaller parts are written together."""


class PartFile:
    """See ``harness.tables.parts.Parts``.

    Args:
        table: Every part keeps to it.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._held: list[pl.DataFrame] = []
        self._places: list[tuple[int, int]] = []
        """Offset and octets of each part in the file."""
        self._file: BinaryIO | None = None
        self.height = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows at the end.

        Raises:
            HarnessError: They cannot be written.
        """
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
        for offset, octets in self._places:
            yield self._read(offset, octets, columns)
        held = [self._table.empty(), *self._held]
        yield pl.concat([part if columns is None else part.select(columns) for part in held], rechunk=False)

    def _write(self, frame: pl.DataFrame) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="harness-", buffering=0)  # noqa: SIM115 - lives with this
                weakref.finalize(self, self._file.close)
            offset = self._file.seek(0, os.SEEK_END)
            for part in frame.iter_slices(_LEAST_ROWS):
                packed = io.BytesIO()
                part.write_parquet(packed, compression="lz4", statistics=False)
                left = packed.getbuffer()
                self._places.append((offset, left.nbytes))
                while left.nbytes:
                    written = os.pwrite(self._file.fileno(), left, offset)
                    offset, left = offset + written, left[written:]
        except OSError as error:
            raise _fault(error) from error

    def _read(self, offset: int, octets: int, columns: Sequence[str] | None) -> pl.DataFrame:
        if self._file is None:
            raise RuntimeError("nothing was written")
        try:
            packed = os.pread(self._file.fileno(), octets, offset)
        except OSError as error:
            raise _fault(error) from error
        return pl.read_parquet(
            io.BytesIO(packed), columns=None if columns is None else list(columns), use_statistics=False
        )


def _fault(error: OSError) -> HarnessError:
    return HarnessError(
        f"temporary file: {error.strerror or error}; tables of more than {ROWS_IN_MEMORY:,} rows are kept in one: "
        "set TMPDIR to a folder with room for them"
    )
