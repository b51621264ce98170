"""Lines of a terminal report: pieces of text with a style, painted at the very end.

``paint`` is the only way from pieces to a terminal, and it escapes every piece
(``text.shown``); so nothing from the wire can get past it, line breaks included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TypeVar

from harness.reports.text import shown, wrap


class Style(StrEnum):
    """SGR parameters (ECMA-48 section 8.3.117); the 8 standard colours, so that themes apply."""

    PLAIN = ""
    HEADING = "1"
    BAD = "1;31"
    DOUBT = "33"
    GOOD = "32"
    DIM = "2"


Piece = tuple[str, Style]
Line = Sequence[Piece]
EMPTY: Line = ()
T = TypeVar("T")


def plain(text: str) -> Line:
    """One piece without style."""
    return ((text, Style.PLAIN),)


def heading(text: str) -> Line:
    """One piece that opens a section."""
    return ((text, Style.HEADING),)


def wrapped(
    text: str, width: int, *, first: str = "", rest: str | None = None, style: Style = Style.PLAIN
) -> list[Line]:
    """Break text at spaces into lines of at most ``width`` columns.

    Args:
        text: Anything; escaped before it is measured.
        width: Columns, the indent included.
        first: Put before the first line; plain ASCII.
        rest: Put before the others; as many spaces as ``first`` has columns if not given.
        style: Of every line.
    """
    rest = " " * len(first) if rest is None else rest
    room = max(12, width - max(len(first), len(rest)))
    return [(((rest if number else first) + line, style),) for number, line in enumerate(wrap(text, room))]


def first_of(
    items: Sequence[T], most: int, lines_of: Callable[[T], Iterable[Line]], *, all_rows: bool, indent: str
) -> Iterator[Line]:
    """Lines of the first items, and how many are left out.

    Args:
        items: In order.
        most: So many are told.
        lines_of: One item -> its lines.
        all_rows: Every one is told.
        indent: Before the last line.
    """
    listed = items if all_rows else items[:most]
    for item in listed:
        yield from lines_of(item)
    if left := len(items) - len(listed):
        yield plain(f"{indent}... and {left:,} more; --all lists every one")


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """Turn lines into text that ends with a line break; without colour not one escape sequence is in it."""
    return "".join(_line(line, colour=colour).rstrip(" ") + "\n" for line in lines)


def _line(line: Line, *, colour: bool) -> str:
    return "".join(_piece(text, style, colour=colour) for text, style in line)


def _piece(text: str, style: Style, *, colour: bool) -> str:
    safe = shown(text)
    return f"\x1b[{style}m{safe}\x1b[0m" if colour and style and safe else safe
