"""Endpoints on a wide terminal: one line each, as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.reports.lines import Line, Style
from harness.reports.text import cells, head, pad, tail

_GAP = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    key: str
    title: str
    least: int | None = None
    """Columns that it may shrink to; None: it is always shown whole."""
    right: bool = False
    keep_end: bool = False
    """Cut at the start instead of the end."""


_COLUMNS = (
    _Column(key="concern", title="CONCERN"),
    _Column(key="name", title="NAME", least=24, keep_end=True),
    _Column(key="address", title="ADDRESS"),
    _Column(key="country", title="LOCATED"),
    _Column(key="region", title="CLOUD REGION", least=12),
    _Column(key="service", title="OPERATOR (CATEGORY)", least=20),
    _Column(key="host", title="HOST OR AS", least=12),
    _Column(key="law", title="NOT A PLACE", least=22),
    _Column(key="up", title="UP", right=True),
    _Column(key="down", title="DOWN", right=True),
    _Column(key="packets", title="PACKETS", right=True),
    _Column(key="vantage", title="VANTAGE"),
)
_OPTIONAL = ("region", "law")
"""Left out, first to last, where the rest would not fit."""


def wide_lines(rows: Sequence[dict[str, Any]], width: int) -> Iterator[Line] | None:
    """Lay out the table with one line for each endpoint.

    Returns:
        Lines, titles first; None where the columns that must be there do not fit.
    """
    texts = [{**row, "law": ", ".join(row["law"])} for row in rows]
    columns = [column for column in _COLUMNS if any(text[column.key] for text in texts)]
    for left_out in range(len(_OPTIONAL) + 1):
        kept = [column for column in columns if column.key not in _OPTIONAL[:left_out]]
        widths = _widths(kept, texts, width)
        if widths is not None:
            return _lines(kept, widths, texts)
    return None


def _widths(columns: Sequence[_Column], rows: Sequence[dict[str, Any]], width: int) -> list[int] | None:
    """Natural widths, the shrinkable columns sharing what is left over; None where it is too little."""
    natural = [max(len(c.title), *(cells(row[c.key]) for row in rows)) for c in columns]
    least = [n if c.least is None else min(n, max(c.least, len(c.title))) for c, n in zip(columns, natural, strict=True)]
    spare = width - len(_GAP) * (len(columns) - 1) - sum(least)
    if spare < 0:
        return None
    for index, (low, full) in enumerate(zip(least, natural, strict=True)):
        given = min(spare, full - low)
        least[index] += given
        spare -= given
    return least


def _lines(columns: Sequence[_Column], widths: Sequence[int], rows: Sequence[dict[str, Any]]) -> Iterator[Line]:
    titles = (pad(c.title, w, right=c.right) for c, w in zip(columns, widths, strict=True))
    yield ((_GAP.join(titles), Style.DIM),)
    for row in rows:
        texts = [_cell(row[c.key], c, w) for c, w in zip(columns, widths, strict=True)]
        first, rest = texts[0], "".join(_GAP + text for text in texts[1:])
        style = row["style"] if columns[0].key == "concern" else Style.PLAIN
        yield ((first, style), (rest, Style.PLAIN))


def _cell(text: str, column: _Column, width: int) -> str:
    cut = tail if column.keep_end else head
    return pad(cut(text, width), width, right=column.right)
