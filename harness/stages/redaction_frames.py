"""Frames of a table and a Redactor in, the same frames without private values out: column by column as the table declares.

Rows, their order and every other column stay, so that joins, counts and verdicts are those of the frames that came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.model.privacy import Privacy
from harness.stages.redaction_text import Redactor
from harness.tables.parts import Parts
from harness.tables.schema import Table

ROUNDED_KM: Final = 79.0
"""Half the diagonal of a square degree at the equator: how far off rounding may put a position."""
_ERROR: Final = "error_km"


def redact_frame(frame: pl.DataFrame, table: Table, redactor: Redactor) -> pl.DataFrame:
    """Redact a frame.

    Args:
        frame: Rows of the table, or some of its columns; those that are not of the table stay as they are.
        table: Says what each column can hold.
        redactor: Of the result that the frame is of.
    """
    told = [
        _column(frame, name, one.private, redactor)
        for name, one in table.columns.items()
        if name in frame.columns and one.private not in (None, Privacy.PUBLIC)
    ]
    if any(one.private is Privacy.POSITION for one in table.columns.values()) and _ERROR in frame.columns:
        told.append(frame[_ERROR] + ROUNDED_KM)
    return frame.with_columns(told)


def _column(frame: pl.DataFrame, name: str, kind: Privacy | None, redactor: Redactor) -> pl.Series:
    column = frame[name]
    if kind is Privacy.POSITION:
        return column.round(0)
    if kind is Privacy.KEYED:
        pairs = zip(frame["key"], column, strict=True)
        found = redactor.keyed({(key, text) for key, text in pairs if key is not None and text is not None})
        rows = zip(frame["key"], column, strict=True)
        return pl.Series(name, [found.get(row, row[1]) for row in rows], dtype=column.dtype)
    if column.dtype == pl.String:
        return _replaced(column, redactor.texts(column.drop_nulls().unique(), kind or Privacy.PUBLIC))
    if column.dtype == pl.List(pl.String):
        texts = column.explode().drop_nulls().unique()
        put = redactor.texts(texts, kind or Privacy.PUBLIC)
        return column.list.eval(_replacement(pl.element(), put)) if put else column
    rows_ = column.to_list()
    put = redactor.texts(_strings(rows_), kind or Privacy.PUBLIC)
    return pl.Series(name, _mapped(rows_, put), dtype=column.dtype) if put else column


def _replaced(column: pl.Series, put: dict[str, str]) -> pl.Series:
    return column.replace(list(put), list(put.values())) if put else column


def _replacement(element: pl.Expr, put: dict[str, str]) -> pl.Expr:
    return element.replace(list(put), list(put.values()))


def _strings(value: Any) -> Iterator[str]:
    """Every text in lists and structs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _mapped(value: Any, put: dict[str, str]) -> Any:
    if isinstance(value, str):
        return put.get(value, value)
    if isinstance(value, dict):
        return {key: _mapped(one, put) for key, one in value.items()}
    return [_mapped(one, put) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class RedactedParts:
    """A table in parts, each redacted when it is asked for."""

    parts: Parts
    table: Table
    redactor: Redactor

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """See ``harness.tables.parts.Parts``."""
        for frame in self.parts.frames(self._with_key(columns)):
            yield self._told(frame, columns)

    def of_flows(self, flow_ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """See ``harness.tables.parts.Parts``."""
        return self._told(self.parts.of_flows(flow_ids, self._with_key(columns) or ()), columns)

    def _with_key(self, columns: Sequence[str] | None) -> Sequence[str] | None:
        """What a column is redacted by is read with it."""
        if columns is None or "key" in columns or "key" not in self.table.columns:
            return columns
        return (*columns, "key")

    def _told(self, frame: pl.DataFrame, columns: Sequence[str] | None) -> pl.DataFrame:
        told = redact_frame(frame, self.table, self.redactor)
        return told if columns is None else told.select(columns)
