"""Endpoint cells -> lines: what is measured in columns, below it what is said in words.

On a wide terminal address and location stand in columns of their own; on a narrow
one they open the words below. A name may lose its start; everything else is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.reports.lines import Line, Style, wrapped
from harness.reports.text import cells, pad, shown, tail

_GAP = "  "
_LEAST_NAME = 24
_MOST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One endpoint in words; not yet escaped."""

    style: Style
    """Of the concern."""
    concern: str
    name: str
    address: str
    located: str
    up: str
    down: str
    packets: str
    vantage: str
    """Empty where there is only one."""
    words: tuple[str, ...]
    """Operator, host, countries that are not places; each its own line if need be."""


_WIDE = ("address", "located")
_NUMBERS = ("up", "down", "packets")
_TITLES = {key: key.upper() for key in ("concern", "name", *_WIDE, *_NUMBERS, "vantage")}


def table_lines(rows: Sequence[Cells], width: int) -> Iterator[Line]:
    """Lay out the table for ``width`` columns, titles first; nothing for no rows."""
    if not rows:
        return
    widths = {
        key: max(len(title), *(cells(getattr(row, key)) for row in rows)) for key, title in _TITLES.items()
    }
    wide = ("concern", "name", *_WIDE, *_NUMBERS, *(("vantage",) if rows[0].vantage else ()))
    narrow = ("concern", "name", *_NUMBERS)
    columns = wide if _name_room(wide, widths, width) >= min(_LEAST_NAME, widths["name"]) else narrow
    room = _name_room(columns, widths, width)
    # The narrow table fills the terminal, so that its numbers stand at the right edge.
    widths["name"] = room if columns is narrow else min(room, widths["name"], _MOST_NAME)
    yield ((_row(_TITLES, columns, widths), Style.DIM),)
    for row in rows:
        yield from _endpoint(row, columns, widths, width)


def _name_room(columns: Sequence[str], widths: dict[str, int], width: int) -> int:
    """What the other columns leave to the name."""
    return width - sum(widths[key] for key in columns if key != "name") - len(_GAP) * (len(columns) - 1)


def _endpoint(row: Cells, columns: Sequence[str], widths: dict[str, int], width: int) -> Iterator[Line]:
    values = {key: getattr(row, key) for key in columns} | {"name": tail(row.name, widths["name"])}
    first = pad(row.concern, widths["concern"])
    rest = _row(values, columns[1:], widths)
    yield ((first, row.style), (_GAP + rest, Style.PLAIN))
    indent = " " * (widths["concern"] + len(_GAP))
    for text in _below(row, columns, cut=values["name"] != shown(row.name)):
        yield from wrapped(text, width, first=indent, rest=indent + "  ")


def _below(row: Cells, columns: Sequence[str], *, cut: bool) -> Iterator[str]:
    """Words under the columns: what was cut or has no column on a narrow terminal, then the rest."""
    if cut:
        yield row.name
    if _WIDE[0] in columns:
        yield " | ".join(row.words)
        return
    yield f"{row.address}, {row.located}{f', seen at {row.vantage}' if row.vantage else ''}"
    yield from row.words


def _row(values: dict[str, str], columns: Sequence[str], widths: dict[str, int]) -> str:
    return _GAP.join(pad(values[key], widths[key], right=key in _NUMBERS) for key in columns)
