"""Table schemas: what each column holds, and a check that a frame keeps to it.

A table is declared once; documentation, JSON field lists and checks come from
the declaration. ``conform`` is called at both ends of every stage, so a wrong
dtype or an undeclared null stops at the stage that made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.frames import only


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type, and what a reader must know to use it rightly."""

    dtype: Any
    """Polars data type, exact."""
    doc: str
    """Meaning; when it is wrong or only a bound."""
    private: Privacy | None = None
    """What of the tester's or user's it can hold; None only where it holds no text."""
    unit: str | None = None
    """``ns``, ``octets``, ``packets``; None where the value has no unit."""
    null: str | None = None
    """What a null means. None: nulls are forbidden."""
    spec: str | None = None
    """IPFIX element or RFC clause that defines it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A named, ordered set of columns and what one row is."""

    name: str
    row: str
    """What one row stands for, and the order that rows come in."""
    columns: Mapping[str, Column]
    schema: pl.Schema = field(init=False, repr=False, compare=False)
    """Column names and dtypes in order; not to be changed."""
    _names: list[str] = field(init=False, repr=False, compare=False)
    _dtypes: list[Any] = field(init=False, repr=False, compare=False)
    _forbidden: frozenset[str] = field(init=False, repr=False, compare=False)
    """Columns in which there is no null."""
    _empties: list[pl.DataFrame] = field(default_factory=list, init=False, repr=False, compare=False)
    """The frame without rows, once somebody asked for it: making one takes half a millisecond, copying it nothing."""

    def __post_init__(self) -> None:
        """Refuse a text of which nobody has said whether it can be private.

        Raises:
            TypeError: A column of text says nothing of that.
        """
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))
        silent = [name for name, one in self.columns.items() if one.private is None and holds_text(one.dtype)]
        if silent:
            raise TypeError(f"{self.name}: say of {silent} what can be private in them (private=Privacy...)")
        schema = pl.Schema({name: column.dtype for name, column in self.columns.items()})
        object.__setattr__(self, "schema", schema)
        object.__setattr__(self, "_names", schema.names())
        object.__setattr__(self, "_dtypes", list(schema.dtypes()))
        forbidden = frozenset(name for name, column in self.columns.items() if column.null is None)
        object.__setattr__(self, "_forbidden", forbidden)

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        if not self._empties:
            self._empties.append(pl.DataFrame(schema=self.schema))
        return self._empties[0].clone()

    def has_columns_of(self, frame: pl.DataFrame) -> bool:
        """Whether a frame has just these columns, in any order."""
        return dict(zip(frame.columns, frame.dtypes, strict=True)) == dict(
            zip(self._names, self._dtypes, strict=True)
        )

    def holed(self, frame: pl.DataFrame) -> list[str]:
        """Columns of a frame with nulls that are forbidden."""
        if frame.is_empty():
            return []
        nulls = zip(frame.columns, frame.null_count().row(0), strict=True)
        return [name for name, count in nulls if count and name in self._forbidden]

    def is_schema_of(self, frame: pl.DataFrame) -> bool:
        """Whether a frame has just these columns, in order."""
        return frame.columns == self._names and frame.dtypes == self._dtypes


def holds_text(dtype: Any) -> bool:
    """Whether values of a type hold text, however deep.

    >>> holds_text(pl.List(pl.Struct({"step": pl.String}))), holds_text(pl.UInt64)
    (True, False)
    """
    if isinstance(dtype, pl.List):
        return holds_text(dtype.inner)
    if isinstance(dtype, pl.Struct):
        return any(holds_text(field.dtype) for field in dtype.fields)
    return dtype in (pl.String, pl.Binary, pl.Categorical)


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Check a frame against its table and return it, columns in declared order.

    Raises:
        TypeError: A column is missing, undeclared or of another dtype.
        ValueError: A column holds a null that its declaration forbids.
    """
    if not table.is_schema_of(frame):
        frame = _in_order(frame, table)
    if holed := table.holed(frame):
        raise ValueError(f"{table.name}: forbidden nulls in {holed}")
    return frame


def _in_order(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The columns of a frame in declared order; TypeError where they are not those of the table."""
    if table.has_columns_of(frame):
        return only(frame, table.schema)
    found, wanted = frame.schema, table.schema
    if missing := [name for name in wanted if name not in found]:
        raise TypeError(f"{table.name}: missing columns {missing}")
    if extra := [name for name in found if name not in wanted]:
        raise TypeError(f"{table.name}: undeclared columns {extra}")
    wrong = [f"{name} is {found[name]}, not {wanted[name]}" for name in wanted if found[name] != wanted[name]]
    if wrong:
        raise TypeError(f"{table.name}: {'; '.join(wrong)}")
    return only(frame, wanted)
