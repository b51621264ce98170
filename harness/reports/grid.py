"""Small tables: a first column of names, then short columns; names that have no room get a line of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.reports.lines import Line, Style
from harness.reports.text import cells, pad, pieces

_INDENT = "  "
_LEAST_NAME = 12


def grid_lines(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    words: int = 1,
    styles: Sequence[Style] = (),
) -> Iterator[Line]:
    """Lay out rows below their titles; nothing for no rows.

    Args:
        titles: Of every column; the first is that of the names.
        rows: Texts from anywhere, as many in each as there are titles.
        width: Columns of the terminal; the columns behind the names must have room in them.
        words: Columns from the left that hold words; the others hold numbers and stand to the right.
        styles: One for each row; plain without.
    """
    if not rows:
        return
    widths = [max(map(cells, column)) for column in zip(titles, *rows, strict=True)]
    least = min(widths[0], _LEAST_NAME)
    # Where room is short the gaps give way first, then the names.
    gap = "  " if _room(widths, "  ", width) >= widths[0] else " "
    room = max(0, _room(widths, gap, width))
    widths[0] = min(widths[0], room) if room >= least else 0
    yield ((_row(titles, widths, gap, words), Style.DIM),)
    for number, row in enumerate(rows):
        style = styles[number] if styles else Style.PLAIN
        for name in pieces(row[0], width - len(_INDENT)) if cells(row[0]) > widths[0] else ():
            yield ((_INDENT + name, style),)
        yield ((_row(row, widths, gap, words), style),)


def _room(widths: Sequence[int], gap: str, width: int) -> int:
    """What the other columns leave to the names."""
    return width - len(_INDENT) - sum(widths[1:]) - len(gap) * (len(widths) - 1)


def _row(row: Sequence[str], widths: Sequence[int], gap: str, words: int) -> str:
    """The columns; a name that is too long is left out here."""
    name = row[0] if cells(row[0]) <= widths[0] else ""
    texts = [
        pad(text, width, right=number >= words)
        for number, (text, width) in enumerate(zip((name, *row[1:]), widths, strict=True))
    ]
    return _INDENT + gap.join(texts if widths[0] else texts[1:])
