"""Endpoints of a view in, lines of a table out: one heading, then as many rows as there is room for.

Only rows that are shown are made, so ten thousand endpoints cost what twenty do. Columns that find no room are left out,
those that matter least first; all that is known of an endpoint stands on its own page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harness.live.screen.rows import socket_of
from harness.live.screen.view import View, top_of
from harness.model.live import LiveEndpoint
from harness.reports.concern import CONTROL, POSSIBLE, WITNESS
from harness.reports.lines import Line, Style, heading, plain
from harness.reports.text import cells, head, pad, tail
from harness.reports.units import number, octets

_NAME_LEAST: Final = 20
_NAME_SHARE: Final = 0.27
"""Of the width at least for the name, before columns that matter less find room."""
_CURSOR, _NEW = ">", "*"
_STYLES: Final = {WITNESS: Style.BAD, POSSIBLE: Style.DOUBT, CONTROL: Style.DOUBT}
_S: Final = 1_000_000_000
_AGES: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of fixed width; that of the name takes what is left."""

    title: str
    width: int
    keep: int
    """The larger, the later it is left out."""
    text: Callable[[LiveEndpoint, int], str]
    """What it says of an endpoint at a time."""
    right: bool = False


def age(span_ns: int) -> str:
    """Whole seconds, minutes, hours or days, at most four columns; what is not past yet is now.

    >>> age(59_900_000_000), age(3_600_000_000_000), age(-1)
    ('59s', '1h', '0s')
    """
    seconds = max(0, span_ns // _S)
    size, unit = next((step for step in _AGES if seconds >= step[0]), (1, "s"))
    return f"{min(seconds // size, 999)}{unit}"


def _concern(endpoint: LiveEndpoint, at_ns: int) -> str:  # noqa: ARG001 - columns are alike
    return endpoint.concern or ("ours" if endpoint.ours else "")


_CONCERN: Final = Column("concern", 11, 9, _concern)
_NAME: Final = Column("name or address", _NAME_LEAST, 9, lambda row, _: row.name or socket_of(row))
_COLUMNS: Final = (
    _CONCERN,
    _NAME,
    Column("address", 21, 1, lambda row, _: socket_of(row)),
    Column("vantage", 11, 5, lambda row, _: row.vantage),
    Column("place", 9, 8, lambda row, _: row.located),
    Column("whose", 9, 6, lambda row, _: row.whose),
    Column("up", 8, 7, lambda row, _: octets(row.octets_up), right=True),
    Column("down", 8, 4, lambda row, _: octets(row.octets_down), right=True),
    Column("packets", 8, 2, lambda row, _: number(row.packets), right=True),
    Column("age", 4, 3, lambda row, at_ns: age(at_ns - row.last_ns), right=True),
)
_GROWING: Final = ("whose", "name or address", "place", "address")
"""Take turns at the room that is left: the first a half, the next a half of the rest."""
_MOST: Final = {"name or address": 60, "whose": 40, "place": 24, "address": 47}


def fitting(width: int, *, vantages: int) -> tuple[tuple[Column, int], ...]:
    """Columns that find room, with the width of each.

    Args:
        width: Of the whole table, the two marks in front included.
        vantages: How many vantage points there are; of one nothing is said in each row.
    """
    columns = [column for column in _COLUMNS if column.title != "vantage" or vantages > 1]
    widths = {column.title: column.width for column in columns}
    widths[_NAME.title] = max(_NAME_LEAST, int(width * _NAME_SHARE))
    while len(columns) > 1 and _taken(widths) > width:
        least = min(columns, key=lambda column: column.keep)
        columns.remove(least)
        del widths[least.title]
    left = width - _taken(widths)
    for title in _GROWING:
        if title in widths and left > 0:
            more = min((left + 1) // 2, _MOST[title] - widths[title])
            widths[title] += more
            left -= more
    if left > 0 and _NAME.title in widths:
        widths[_NAME.title] += left
    return tuple((column, widths[column.title]) for column in columns)


def _taken(widths: dict[str, int]) -> int:
    return 2 + sum(widths.values()) + len(widths) - 1


def table(view: View, width: int, room: int) -> tuple[list[Line], int | None]:
    """Heading and rows.

    Args:
        view: What to show.
        width: Columns of the terminal.
        room: Rows besides the heading.

    Returns:
        Lines, and which of them the cursor stands on; None where nothing is listed.
    """
    vantages = {tap.vantage for tap in view.picture.taps} if view.picture else set()
    columns = fitting(width, vantages=len(vantages))
    title = " ".join(_cell(column.title, wide, right=column.right) for column, wide in columns)
    lines = [heading("  " + title)]
    if view.picture is None or not view.rows:
        return [*lines, plain(head("  " + _nothing(view), width))], None
    top, at = top_of(view, room), view.index
    for index, row in enumerate(view.rows[top : top + room], start=top):
        lines.append(_row(view, row, columns, chosen=index == at))
    return lines, 1 + at - top


def _nothing(view: View) -> str:
    if view.picture is None:
        return "waiting for the first packets to be read"
    if view.wanted:
        return f"none of {number(len(view.picture.endpoints))} endpoints holds the filter's words"
    return "no endpoint seen yet"


def _row(view: View, row: LiveEndpoint, columns: tuple[tuple[Column, int], ...], *, chosen: bool) -> Line:
    at_ns = view.picture.at_ns if view.picture else row.last_ns
    marks = (_CURSOR if chosen else " ") + (_NEW if view.is_new(row) else " ")
    style = Style.DIM if row.ours and not row.concern else _STYLES.get(row.rank, Style.PLAIN)
    texts = [
        _cell(column.text(row, at_ns), wide, right=column.right, end=column is _NAME)
        for column, wide in columns
    ]
    return ((marks + " ".join(texts), Style.HEADING if view.is_new(row) and not style else style),)


def _cell(text: str, width: int, *, right: bool = False, end: bool = False) -> str:
    """Exactly ``width`` columns; of a name its end is kept."""
    cut = tail(text, width) if end else head(text, width)
    return pad(cut, width, right=right) if cells(cut) <= width else " " * width
