"""Expected rows and found rows of each hop in; what differs, row by row and value by value, out.

A row that is neither the same as an expected one nor close to one is *more*; one that is not found is *missing*. Two
that are alike in most values are one row that has *changed*. Where captures have other octets than before, their ids
differ in every hop; that is told once, and no row differs by it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from harness.reports.case_rows import HOPS, Row, rows_of

_LEAST_ALIKE: Final = 0.5
"""Share of values that two rows have in common that are told as one."""
_MOST_PAIRED: Final = 200
"""Rows of one hop that are compared each with each; beyond, in their order."""
_NAMING: Final = (
    *("claim", "selection", "cell", "step", "device", "kind", "measure", "path", "vantage"),
    *("server_ip", "transport", "server_port", "name", "source", "client_ip", "country", "finding"),
)
"""Columns that tell which row is meant, of any table; the first of them that a row has are enough."""
_MOST_NAMING: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a row that is not as expected."""

    column: str
    expected: str | None
    """As JSON; None: null or an empty list."""
    found: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """One row that is not as expected."""

    named: tuple[tuple[str, str], ...]
    """Columns and values that tell which one."""
    values: tuple[Value, ...]
    """What changed; empty where the whole row is missing or more."""
    missing: bool = False
    """Expected and not found. Where it is neither missing nor changed it was found and not expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HopDifference:
    """One hop that is not as expected."""

    hop: str
    rows: tuple[RowDifference, ...]
    """Empty: the same rows in another order of rows or columns, or the hop itself was not expected or not found."""
    absent: str | None = None
    """``expected`` or ``found``, where the other has no such hop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDifference:
    """What one case comes to against what it is held to."""

    hops: int
    """How many were compared."""
    captures: tuple[str, ...]
    """Paths of captures that have other octets than before."""
    differ: tuple[HopDifference, ...]
    """In the order in which hops rest on each other: what differs first is the place to look."""


def compare_case(expected: Mapping[str, str], found: Mapping[str, str]) -> CaseDifference:
    """Hold the rows of a run against those expected.

    Args:
        expected: Hop to text (``harness.reports.case_rows``).
        found: Likewise.
    """
    renamed = _renamed(expected.get("captures", ""), found.get("captures", ""))
    hops = [hop for hop in HOPS if hop in expected or hop in found]
    differ: list[HopDifference] = []
    for hop in hops:
        if hop not in expected or hop not in found:
            absent = "found" if hop in expected else "expected"
            if expected.get(hop) or found.get(hop):
                differ.append(HopDifference(hop=hop, rows=(), absent=absent))
            continue
        text = expected[hop]
        for old, new, _ in renamed:
            text = text.replace(f'"{old}"', f'"{new}"')
        if text != found[hop]:
            differ.append(HopDifference(hop=hop, rows=tuple(_rows(rows_of(text), rows_of(found[hop])))))
    return CaseDifference(
        hops=len(hops), captures=tuple(path for _, _, path in renamed), differ=tuple(differ)
    )


def _renamed(expected: str, found: str) -> list[tuple[str, str, str]]:
    """Ids of captures before and now, and their path, where a file of one path has other octets."""
    before = {row.get("path"): row.get("capture") for row in rows_of(expected)}
    now = {row.get("path"): row.get("capture") for row in rows_of(found)}
    return [
        (str(old), str(now[path]), str(path))
        for path, old in before.items()
        if path in now and old != now[path]
    ]


def _rows(expected: Sequence[Row], found: Sequence[Row]) -> Iterator[RowDifference]:
    """What differs; rows that are the same count as often as they stand there."""
    missing, more = _without_common(expected, found), _without_common(found, expected)
    for old, new in _paired(missing, more):
        if old is not None and new is not None:
            yield RowDifference(named=_named(old), values=tuple(_values(old, new)))
        elif old is not None:
            yield RowDifference(named=_named(old), values=(), missing=True)
        elif new is not None:
            yield RowDifference(named=_named(new), values=())


def _without_common(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    common = Counter(_whole(row) for row in others)
    left: list[Row] = []
    for row in rows:
        text = _whole(row)
        if common[text]:
            common[text] -= 1
        else:
            left.append(row)
    return left


def _paired(missing: list[Row], more: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Each missing row with the one that is most alike, where one is; then what is left of both."""
    left = list(more)
    for old in missing:
        near = left[:1] if max(len(missing), len(more)) > _MOST_PAIRED else left
        best = max(near, key=lambda new: _alike(old, new), default=None)
        if best is None or _alike(old, best) < _LEAST_ALIKE:
            yield old, None
            continue
        left.remove(best)
        yield old, best
    for new in left:
        yield None, new


def _alike(old: Row, new: Row) -> float:
    """Share of the columns of both that agree; rows that are named alike come first."""
    columns = old.keys() | new.keys()
    same = sum(1 for column in columns if old.get(column) == new.get(column))
    return same / max(1, len(columns)) + int(_named(old) == _named(new))


def _named(row: Row) -> tuple[tuple[str, str], ...]:
    columns = [column for column in _NAMING if row.get(column) is not None][:_MOST_NAMING] or list(row)
    return tuple((column, str(row[column])) for column in columns)


def _values(old: Row, new: Row) -> Iterator[Value]:
    for column in dict.fromkeys((*old, *new)):
        if old.get(column) != new.get(column):
            yield Value(column=column, expected=_told(old, column), found=_told(new, column))


def _told(row: Row, column: str) -> str | None:
    return _json(row[column]) if column in row else None


def _whole(row: Row) -> str:
    """A row whatever the order of its columns."""
    return json.dumps(row, sort_keys=True)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
