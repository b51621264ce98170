"""Lines of a report in, strips of a terminal out: the only way from the view to Textual, and it escapes every piece.

Pieces never pass through Rich's or Textual's markup: they become segments, whose text is taken as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from harness.reports.lines import Line, Style
from harness.reports.text import shown

_STYLES: Final = {
    Style.PLAIN: RichStyle.null(),
    Style.HEADING: RichStyle(bold=True),
    Style.BAD: RichStyle(bold=True, color="red"),
    Style.DOUBT: RichStyle(color="yellow"),
    Style.GOOD: RichStyle(color="green"),
    Style.DIM: RichStyle(dim=True),
}
"""Of the 8 standard colours (``harness.reports.lines``), so that the terminal's own theme applies."""
_CURSOR: Final = RichStyle(reverse=True)


class Canvas(Widget):
    """A whole screen of lines."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._cursor: int | None = None

    def put(self, lines: Sequence[Line], cursor: int | None) -> None:
        """Show these lines, the one at the cursor reversed; only lines that changed are painted."""
        old, at = self._lines, self._cursor
        self._lines, self._cursor = lines, cursor
        if len(old) != len(lines):
            self.refresh()
            return
        for y, (before, now) in enumerate(zip(old, lines, strict=True)):
            if before != now or (cursor != at and y in {cursor, at}):
                self.refresh(self._region_of(y))

    def _region_of(self, y: int) -> Region:
        return Region(0, y, self.size.width, 1)

    def render_line(self, y: int) -> Strip:
        """One line, as wide as the screen."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width)
        return strip(self._lines[y], self.size.width, cursor=y == self._cursor)


def strip(line: Line, width: int, *, cursor: bool = False) -> Strip:
    """Escape each piece, give it its style, and fill to the width."""
    segments = [
        Segment(shown(text), _STYLES[style] + _CURSOR if cursor else _STYLES[style]) for text, style in line
    ]
    return Strip(segments).adjust_cell_length(width, _CURSOR if cursor else None).simplify()
