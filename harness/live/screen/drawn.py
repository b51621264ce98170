"""A view in, every line of the screen out: at most as many lines as the terminal has, none wider than it.

From top to bottom: title, what stands above the table, the table or a page, what was said, keys. The last line is left to
whoever types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.live.screen.head import summary, title
from harness.live.screen.pages import page
from harness.live.screen.table import table
from harness.live.screen.view import Page, View
from harness.reports.lines import Line, Style, plain
from harness.reports.text import cells, head
from harness.reports.units import counted, number

KEYS: Final = "s step  n note  p pause  enter open  / filter  c sort  i all  ? help  q stop"
ASKED: Final = "Stop capturing? y stops, any other key goes on"
_ROWS_LEAST: Final = 8
"""Rows of the table that what stands above it leaves, where the terminal has so many."""
_FIXED: Final = 4
"""Title, heading of the table, what was said, keys."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A whole screen."""

    lines: tuple[Line, ...]
    cursor: int | None
    """Line that the cursor stands on."""
    room: int
    """Rows of the table, or lines of the page, that have room."""
    scroll: int = 0
    """Lines of the page that went out at the top: never more than leave its end in sight."""


def drawn(view: View, width: int, height: int, *, now_ns: int, free_octets: int | None = None) -> Drawn:
    """Draw everything.

    Args:
        view: What to show.
        width: Columns of the terminal.
        height: Its lines.
        now_ns: Wall time.
        free_octets: Room on the disk that is written to; None where nobody says.
    """
    scroll = 0
    first = title(view, width, now_ns, free_octets)
    if view.page is Page.TABLE:
        above = summary(view, width, max(1, height - _FIXED - _ROWS_LEAST))
        room = max(1, height - _FIXED - len(above))
        body, cursor = table(view, width, room)
        at = None if cursor is None else 1 + len(above) + cursor
    else:
        above, at, room = [], None, max(1, height - _FIXED + 1)
        whole = page(view, width)
        scroll = min(view.scroll, max(0, len(whole) - room))
        body = whole[scroll : scroll + room]
    lines = [first, *above, *body][: max(0, height - 2)]
    lines += [plain("")] * (height - 2 - len(lines))
    lines += [_said(view, width), plain(head(ASKED if view.asking else KEYS, width))]
    return Drawn(tuple(lines[-height:]), at if at is not None and at < height - 2 else None, room, scroll)


def _said(view: View, width: int) -> Line:
    """What was told last; else what is listed, and how."""
    if view.said:
        return ((head(view.said, width), Style.DOUBT),)
    if view.page is not Page.TABLE:
        return ((head("esc closes this page", width), Style.DIM),)
    picture = view.picture
    if picture is None:
        return plain("")
    parts = [f"{number(view.index + 1)} of {counted(len(view.rows), 'row')}" if view.rows else "no row"]
    if view.wanted:
        parts.append(f"filter: {view.wanted}")
    parts.append(f"sorted by {view.order}")
    if view.paused and view.latest is not None:
        waiting = len(view.latest.endpoints) - len(picture.endpoints)
        parts.insert(0, f"{counted(max(0, waiting), 'new endpoint')} since the pause")
    return ((head("; ".join(parts), width), Style.DIM),)


def width_of(line: Line) -> int:
    """Columns that a line takes."""
    return sum(cells(text) for text, _ in line)
