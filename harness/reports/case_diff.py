"""What differs between a case's rows and those expected in; a report for a terminal, hop by hop, out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.reports.case_differences import CaseDifference, HopDifference, RowDifference, Value
from harness.reports.lines import EMPTY, Line, Style, paint, plain, wrapped
from harness.reports.text import shown
from harness.reports.units import counted

_MOST_ROWS: Final = 8
"""Of one hop, unless all are asked for."""
_NOTHING: Final = "(nothing)"


def render(
    name: str, found: CaseDifference, width: int, *, colour: bool, all_rows: bool = False, kept: bool = True
) -> str:
    """One case.

    Args:
        name: Of the case, as the user named its directory.
        found: What differs.
        width: Columns.
        colour: Whether escape sequences may be used.
        all_rows: Whether every row is listed.
        kept: Whether the case has expected rows at all.
    """
    return paint(_lines(name, found, width, all_rows=all_rows, kept=kept), colour=colour)


def _lines(name: str, found: CaseDifference, width: int, *, all_rows: bool, kept: bool) -> Iterator[Line]:
    if not kept:
        text = f"{name}: no rows are expected yet; `harness case update` writes them"
        yield from wrapped(text, width, rest="  ", style=Style.DOUBT)
        return
    if not found.differ and not found.captures:
        yield (
            (f"{shown(name)}: ", Style.PLAIN),
            (f"as expected at {counted(found.hops, 'hop')}", Style.GOOD),
        )
        return
    told = f"{len(found.differ)} of {counted(found.hops, 'hop')} not as expected"
    yield from wrapped(f"{name}: {told}", width, rest="  ", style=Style.BAD if found.differ else Style.DOUBT)
    for path in found.captures:
        yield from wrapped(f"{path} has other octets than the rows are of", width, first="  ", rest="    ")
    for number, hop in enumerate(found.differ):
        yield from _hop(hop, width, all_rows=all_rows, is_first=number == 0)
    if len(found.differ) > 1:
        yield EMPTY
        yield from wrapped(
            f"Look at {found.differ[0].hop} first: what stands below it rests on it.", width, first="  "
        )


def _hop(hop: HopDifference, width: int, *, all_rows: bool, is_first: bool) -> Iterator[Line]:
    yield EMPTY
    yield ((f"  {hop.hop}", Style.HEADING), (f"  {_counts(hop)}" + " (first)" * is_first, Style.PLAIN))
    rows = hop.rows if all_rows else hop.rows[:_MOST_ROWS]
    for row in rows:
        yield from _row(row, width)
    if left := len(hop.rows) - len(rows):
        yield plain(f"    ... {counted(left, 'row')} more; --all lists them")


def _counts(hop: HopDifference) -> str:
    if hop.absent:
        return "is not expected" if hop.absent == "expected" else "is expected and there is none"
    if not hop.rows:
        return "the same rows in another order of rows or columns"
    changed = sum(1 for row in hop.rows if row.values)
    missing = sum(1 for row in hop.rows if row.missing)
    counts = ((changed, "changed"), (missing, "missing"), (len(hop.rows) - changed - missing, "more"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _row(row: RowDifference, width: int) -> Iterator[Line]:
    sign, style = ("- ", Style.BAD) if row.missing else ("+ ", Style.GOOD)
    sign, style = ("  ", Style.PLAIN) if row.values else (sign, style)
    named = ", ".join(f"{column} {value}" for column, value in row.named) or "row"
    yield from wrapped(named, width, first=f"  {sign}", rest="      ", style=style)
    for value in row.values:
        yield from _value(value, width)


def _value(value: Value, width: int) -> Iterator[Line]:
    """In one line where it fits, else expected and found below each other."""
    old, new = (_NOTHING if one is None else one for one in (value.expected, value.found))
    line = f"      {shown(value.column)}: {shown(old)} -> {shown(new)}"
    if len(line) <= width:
        yield plain(line)
        return
    yield plain(f"      {value.column}:")
    yield from wrapped(old, width, first="      - ", rest="        ", style=Style.BAD)
    yield from wrapped(new, width, first="      + ", rest="        ", style=Style.GOOD)
