"""Analysis -> the terminal report.

Sections in the order that a reader needs them: what was read, what the reader must
know, the plain answer for each country asked about, the endpoints with the largest
concern first, devices of known makers, what hides names or content, what no answer covers, and the data it rests on.

Every statement is made in words; colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.reports.content import content_lines
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.redacted import redacted_lines
from harness.reports.synthetic import synthetic_lines
from harness.reports.terminal_answers import answer_lines, limit_lines
from harness.reports.terminal_captures import capture_lines
from harness.reports.terminal_endpoints import endpoint_lines
from harness.reports.terminal_manifest import manifest_lines
from harness.reports.terminal_obscured import obscured_lines
from harness.reports.terminal_sources import source_lines
from harness.reports.terminal_stations import station_lines
from harness.tables.analysis import Analysis

LEAST_WIDTH = 60
"""Narrower terminals get lines of this many columns, broken by the terminal."""


def render(analysis: Analysis, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """Write the report for a terminal of ``width`` columns.

    Args:
        analysis: Any, from hostile input too: everything shown is escaped.
        width: Columns of the terminal.
        colour: Whether SGR sequences may be used.
        all_rows: Leave out nothing: local endpoints and the ends of long lists too.
    """
    width = max(width, LEAST_WIDTH)
    return paint(_sections(analysis, width, all_rows=all_rows), colour=colour)


def _sections(analysis: Analysis, width: int, *, all_rows: bool) -> Iterator[Line]:
    yield from _interrupted(analysis.interrupted, width)
    yield from redacted_lines(analysis.redacted, width)
    yield from synthetic_lines(analysis.captures, width)
    yield from capture_lines(analysis.captures, width, all_rows=all_rows)
    yield from manifest_lines(analysis.manifest, width, all_rows=all_rows)
    yield from _notes(analysis.notes, width)
    yield from answer_lines(analysis, width, all_rows=all_rows)
    yield from endpoint_lines(analysis, width, all_rows=all_rows)
    yield from station_lines(analysis.stations, width, all_rows=all_rows)
    yield from obscured_lines(analysis.obscured, width)
    yield from content_lines(analysis.content, analysis.undecoded, width, all_rows=all_rows)
    yield from limit_lines(analysis, width)
    yield from source_lines(analysis.data_sources, analysis.catalogue_sha256, width)


def _interrupted(sentences: tuple[str, ...], width: int) -> Iterator[Line]:
    """What was left unread, before all else."""
    for sentence in sentences:
        yield from wrapped(f"INTERRUPTED: {sentence}", width, rest="  ", style=Style.BAD)
    if sentences:
        yield EMPTY


def _notes(notes: tuple[str, ...], width: int) -> Iterator[Line]:
    if notes:
        yield heading("Notes")
        for note in notes:
            yield from wrapped(note, width, first="  - ")
        yield EMPTY
