"""Small tables: a first column of names, then short columns; names that have no room get a line of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.reports.lines import Line, Style
from harness.reports.text import cells, pad, pieces

_GAP = "  "
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
        width: Columns of the terminal.
        words: Columns from the left that hold words; the others hold numbers and stand to the right.
        styles: One for each row; plain without.
    """
    if not rows:
        return
    columns = list(zip(titles, *rows, strict=True))
    widths = [max(map(cells, column)) for column in columns]
    # Where even the short columns are too wide, the gaps give way first.
    rest = sum(widths[1:])
    gap = _GAP if 2 + _LEAST_NAME + rest + 2 * len(widths) <= width else " "
    room = max(_LEAST_NAME, width - 2 - rest - len(gap) * (len(widths) - 1))
    widths[0] = min(widths[0], room)
    yield ((_row(titles, widths, gap, words), Style.DIM),)
    for number, row in enumerate(rows):
        style = styles[number] if styles else Style.PLAIN
        if cells(row[0]) > widths[0]:
            yield from ((("  " + piece, style),) for piece in pieces(row[0], width - 2))
            yield ((_row(("", *row[1:]), widths, gap, words), style),)
        else:
            yield ((_row(row, widths, gap, words), style),)


def _row(row: Sequence[str], widths: Sequence[int], gap: str, words: int) -> str:
    texts = (
        pad(text, width, right=number >= words)
        for number, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  " + gap.join(texts)
