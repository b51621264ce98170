"""Rows of the matrix -> lines: one block for each product, one line for each cell and test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from harness.model.assurance_matrix import Row
from harness.reports.assurance_words import (
    ANY_OTHER,
    BASIS_LETTERS,
    NOT_STATED,
    not_found,
    own_words,
    product_words,
    region_words,
    test_words,
)
from harness.reports.lines import Line, Style, plain, wrapped
from harness.reports.text import cells, pad

_TITLES: Final = ("region", "version", "setting", "basis")
_LEAST_TEST: Final = 12
"""Columns that a test's id is to have beside its cell."""
_BELOW: Final = "      "

LEGEND: Final = (
    "A test in a cell says that somebody published having looked there: not what was found, nor that it is enough.",
    "region: where the source places the test.",
    "basis of product, region, version and setting: p primary, s secondary, - not stated.",
    "?: no source says which products, regions, versions and settings were tested together.",
    "any other: said by a sentence without a bound, and in no line above it.",
)


def matrix_lines(rows: Sequence[Row], width: int) -> Iterator[Line]:
    """Every row below its product."""
    if not rows:
        yield plain("  No cell of what was asked for.")
        return
    widths = _widths(rows)
    room = width - 2 - sum(widths) - 2 * len(widths)
    if room >= _LEAST_TEST:
        yield ((_columns(("region", "version", "setting", "basis"), widths) + "test", Style.DIM),)
    for (name, kind), block in groupby(rows, key=lambda row: (row.name, row.product_class)):
        yield from wrapped(product_words(name, kind), width, style=Style.HEADING)
        for row in block:
            yield from _row_lines(row, widths, room, width)


def _widths(rows: Sequence[Row]) -> list[int]:
    texts = [(*_cell(row), "ssss") for row in rows]
    return [max(map(cells, column)) for column in zip(_TITLES, *texts, strict=True)]


def _cell(row: Row) -> tuple[str, str, str]:
    """Region, version and setting in words."""
    told = (region_words(row.region), row.version or NOT_STATED, row.setting or NOT_STATED)
    words = [ANY_OTHER if name in row.other else text for name, text in zip(_TITLES[:3], told, strict=True)]
    return words[0], words[1], words[2]


def _columns(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  " + "".join(pad(text, width) + "  " for text, width in zip(texts, widths, strict=True))


def _row_lines(row: Row, widths: Sequence[int], room: int, width: int) -> Iterator[Line]:
    """The cell once, then every test, or the day on which none was found; then what is one's own."""
    told: tuple[str, str, str] = _cell(row)
    for number, cell in enumerate(row.tests):
        basis, test = "".join(BASIS_LETTERS[one] for one in cell.bases), test_words(cell)
        texts = told if number == 0 else ("", "", "")
        if room >= _LEAST_TEST and cells(test) <= room:
            yield plain(_columns((*texts, basis), widths) + test)
            continue
        if number == 0:
            yield from _cell_lines(told, widths, room, width)
        yield from wrapped(f"{basis} {test}", width, first=_BELOW)
    if row.as_of is not None:
        yield from _cell_lines(told, widths, room, width)
        said = f"; said by {', '.join(row.asserted_by)}" if row.asserted_by else ""
        yield from wrapped(not_found(row.as_of) + said, width, first=_BELOW, style=Style.DOUBT)
    elif row.asserted_by:
        yield from wrapped(f"said by {', '.join(row.asserted_by)}", width, first=_BELOW, style=Style.DIM)
    for own in row.own:
        yield from wrapped(
            f"own: {own_words(own)}", width, first=_BELOW, rest=_BELOW + "  ", style=Style.GOOD
        )


def _cell_lines(told: Sequence[str], widths: Sequence[int], room: int, width: int) -> Iterator[Line]:
    """The cell alone: in its columns where they have room, else in words."""
    if room >= 0:
        yield plain(_columns((*told, ""), widths))
        return
    words = "; ".join(f"{title} {text}" for title, text in zip(_TITLES[:3], told, strict=True))
    yield from wrapped(words, width, first="  ", rest="    ")
