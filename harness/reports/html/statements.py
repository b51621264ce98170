"""Lines of a terminal report -> statements with those below them, so that a page says what the terminal says.

The lines must have been made for ``ANY_WIDTH`` columns, so that each holds one statement. What stands below what is told by their
indent and their dash; headings are left out, because the page has its own.

Blind spots: grids are lines too, and would come out as text with gaps in it; a page makes tables of the rows instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from harness.reports.lines import Line, Style

ANY_WIDTH: Final = 1_000_000
"""No statement is as long as this, so none is broken."""
_TONES: Final = {Style.BAD: "bad", Style.DOUBT: "doubt", Style.GOOD: "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement; not yet escaped for HTML."""

    text: str
    tone: str
    """``bad``, ``doubt``, ``good``, or empty."""
    below: tuple[Statement, ...] = ()
    """What it is made of."""


def statements(lines: Iterable[Line]) -> tuple[Statement, ...]:
    """Statements in their order, each with those below it."""
    told = [line for line in lines if line and line[0][1] is not Style.HEADING]
    return _tree([_place("".join(text for text, _ in line), line) for line in told])


def _place(text: str, line: Line) -> tuple[int, str, str]:
    """Depth, text and tone; behind a dash a statement is below one of the same indent without."""
    bare = text.lstrip(" ")
    depth = 2 * (len(text) - len(bare)) + bare.startswith("- ")
    tone = next((_TONES[style] for _, style in line if style in _TONES), "")
    return depth, bare.removeprefix("- "), tone


def _tree(told: list[tuple[int, str, str]]) -> tuple[Statement, ...]:
    found, start = [], 0
    while start < len(told):
        depth, text, tone = told[start]
        end = start + 1
        while end < len(told) and told[end][0] > depth:
            end += 1
        found.append(Statement(text=text, tone=tone, below=_tree(told[start + 1 : end])))
        start = end
    return tuple(found)
