"""Captures -> who made them up, and the line that every report of such captures opens with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from harness.reports.lines import EMPTY, Line, Style, wrapped
from harness.reports.units import counted
from harness.tables.captures import made_by


def synthetic_sentence(captures: pl.DataFrame) -> str | None:
    """Say that captures were made up, by whom, and which share of them; None where none says so."""
    makers = made_by(captures)
    if not makers:
        return None
    marked = captures.height - captures["made_by"].null_count()
    some = "" if marked == captures.height else f" ({marked} of {counted(captures.height, 'capture')})"
    return made_up_sentence(makers, some)


def made_up_sentence(makers: Sequence[str], some: str = "") -> str:
    """The sentence for some makers, and which share of the captures is theirs."""
    return f"SYNTHETIC: made up by {_listed(makers)}{some}; says nothing about any real product."


def synthetic_lines(captures: pl.DataFrame, width: int) -> Iterator[Line]:
    """The sentence as lines of a terminal report, and an empty line; nothing where nothing was made up."""
    if sentence := synthetic_sentence(captures):
        yield from wrapped(sentence, width, rest="  ", style=Style.DOUBT)
        yield EMPTY


def _listed(makers: Sequence[str]) -> str:
    return ", and by ".join(makers)
