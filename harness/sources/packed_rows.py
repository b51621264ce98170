"""PackedRows: rows of one capture, packed as they come; beyond a few they lie outside memory.

Packed are numbers as an array and texts joined: a row of Python objects takes some 430 octets, packed about 80, and
no table library is needed while a capture is read. Texts are printable ASCII (``harness.wire.text``), so a line
feed can part them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np
import polars as pl

from harness.sources.nameless_file import NamelessFile
from harness.tables.frames import only

ROWS_AT_ONCE: Final = 4_096
"""Rows that are packed together; fewer stay in memory."""

_BEFORE_EACH: Final = " "
"""Stands before each text of a list; in none of them, so that an empty list and one of an empty text differ."""

Row = TypeVar("Row")
Packed = list[bytes]
"""Numbers of rows, then each of their texts."""


@dataclass(frozen=True, slots=True)
class Form(Generic[Row]):
    """How rows of one kind are packed."""

    numbers: np.dtype[Any]
    """Fields that are numbers."""
    texts: tuple[str, ...]
    """Names of those that are texts."""
    numbers_of: Callable[[Row], tuple[int, ...]]
    texts_of: Callable[[Row], tuple[str, ...]]
    table_of: Callable[[pl.DataFrame], pl.DataFrame]
    """Columns as packed -> the table's."""
    holds: str
    """What lies outside memory, for messages."""


class _Place(NamedTuple):
    """Where packed rows lie in the file."""

    first: int
    rows: int
    octets: tuple[int, ...]
    """Of each part."""


class PackedRows(Generic[Row]):
    """A growing table; see ``harness.tables.parts.Frames``.

    Raises:
        HarnessError: From any method: the temporary file cannot be made, written or read.
    """

    def __init__(self, form: Form[Row]) -> None:
        self._form = form
        self._loose: list[Row] = []
        self._places: list[_Place] = []
        self._file: NamelessFile | None = None

    def append(self, row: Row) -> None:
        """Add one row at the end."""
        self._loose.append(row)
        if len(self._loose) >= ROWS_AT_ONCE:
            self._put_away()

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``Frames``."""
        for packed in self._all():
            frame = self._frame(packed)
            yield frame if columns is None else only(frame, columns)

    def filled(self) -> Iterator[pl.DataFrame]:
        """As ``frames``, and none where there is no row: what is done with each frame costs as much without rows."""
        if len(self):
            yield from self.frames()

    def __len__(self) -> int:
        """Rows added so far."""
        return sum(place.rows for place in self._places) + len(self._loose)

    def _all(self) -> Iterator[Packed]:
        """Packed rows in order; at least one packing, which may hold none."""
        for place in self._places:
            yield self._read(place)
        if self._loose or not self._places:
            yield self._pack(self._loose)

    def _pack(self, rows: Sequence[Row]) -> Packed:
        form = self._form
        numbers = np.array([form.numbers_of(row) for row in rows], dtype=form.numbers)
        texts = zip(*[form.texts_of(row) for row in rows], strict=True) if rows else [()] * len(form.texts)
        return [numbers.tobytes(), *["\n".join(text).encode() for text in texts]]

    def _frame(self, packed: Packed) -> pl.DataFrame:
        form = self._form
        numbers = np.frombuffer(packed[0], dtype=form.numbers)
        columns: dict[str, Any] = {
            name: np.ascontiguousarray(numbers[name]) for name in form.numbers.names or ()
        }
        for name, octets in zip(form.texts, packed[1:], strict=True):
            texts = octets.decode().split("\n") if len(numbers) else []
            columns[name] = pl.Series(texts, dtype=pl.String)
        return form.table_of(pl.DataFrame(columns))

    def _put_away(self) -> None:
        rows, self._loose = self._loose, []
        if self._file is None:
            self._file = NamelessFile(self._form.holds)
        packed = self._pack(rows)
        place = _Place(self._file.octets, len(rows), tuple(len(part) for part in packed))
        for part in packed:
            self._file.append(part)
        self._places.append(place)

    def _read(self, place: _Place) -> Packed:
        if self._file is None:
            raise RuntimeError("nothing was written")
        packed, at = [], place.first
        for octets in place.octets:
            packed.append(self._file.read(at, octets))
            at += octets
        return packed


def joined(texts: Sequence[str]) -> str:
    """A list of texts as one text."""
    return "".join([_BEFORE_EACH + text for text in texts])


def apart(column: str) -> pl.Expr:
    """A list again; what stands before the first separator is no text of it."""
    return pl.col(column).str.split(_BEFORE_EACH).list.slice(1)
