"""Matrix of assurances -> a report for the terminal; nothing in it depends on the clock or the machine."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.assurance_matrix import Matrix
from harness.reports.assurance_facts import certificate_lines, corrected_lines, test_lines
from harness.reports.assurance_matrix import LEGEND, matrix_lines
from harness.reports.assurance_own import own_lines
from harness.reports.assurance_sentences import sentence_lines
from harness.reports.lines import EMPTY, Line, heading, paint, wrapped
from harness.reports.units import counted


def render(matrix: Matrix, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """Write the report.

    Args:
        matrix: Everything, or what was asked for.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
        all_rows: Show every field and source, and the ends of long lists.
    """
    return paint(_lines(matrix, width, all_rows=all_rows), colour=colour)


def _lines(matrix: Matrix, width: int, *, all_rows: bool) -> Iterator[Line]:
    yield heading("PUBLISHED ASSURANCES")
    yield from wrapped(
        f"{counted(len(matrix.tests), 'test')}, {counted(len(matrix.certificates), 'certificate')}, "
        f"{counted(len(matrix.sentences), 'sentence')}, as of {matrix.as_of}.",
        width,
    )
    if matrix.products:
        yield from wrapped(f"Only products named like: {', '.join(matrix.products)}.", width)
    if matrix.regions:
        yield from wrapped(f"Only regions: {', '.join(matrix.regions)}, and where none is stated.", width)
    yield EMPTY
    yield heading("MATRIX")
    for text in LEGEND:
        yield from wrapped(text, width, first="  ")
    yield EMPTY
    yield from matrix_lines(matrix.rows, width)
    if matrix.own:
        yield from _section("OWN SCENARIOS BESIDE IT")
        yield from wrapped(
            "-: cells of the scenario. +: published cells of its product that it has not.", width
        )
        days = {own: row.as_of for row in matrix.rows for own in row.own if row.as_of is not None}
        yield from own_lines(matrix.own, matrix.tests, days, width)
    if matrix.certificates:
        yield from _section("CERTIFICATES")
        yield from certificate_lines(matrix.certificates, width, all_rows=all_rows)
    if matrix.sentences:
        yield from _section("SENTENCES")
        yield from sentence_lines(matrix.sentences, width, all_rows=all_rows)
    if matrix.tests:
        yield from _section("CORRECTED MEANWHILE, AND LEFT OUT OF SUMMARIES")
        yield from corrected_lines(matrix.tests, width)
        yield from _section("TESTS")
        yield from test_lines(matrix.tests, width, all_rows=all_rows)


def _section(title: str) -> Iterator[Line]:
    yield EMPTY
    yield heading(title)
