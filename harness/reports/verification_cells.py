"""Cells -> what each was, its coverage, and which devices and steps it does not show; verdicts are in ``verification_matrix``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from harness.model.scenario import Cell, CellRole
from harness.model.selection import VARIABLES
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, Style, first_of, heading, plain, wrapped
from harness.reports.look import look_lines
from harness.reports.units import counted
from harness.reports.verification_facts import Facts
from harness.reports.verification_matrix import share_lines, step_lines
from harness.reports.verification_words import percent
from harness.tables.verification import Verification

_MEASURES = ("packets", "frames", "time", "liveness", "evidence", "attributed", "placed")
COVERAGE_KEY = (
    "Share that was seen. *: weighs in verdicts, the least counts. -: not known, or there was nothing to see."
)
_BOUNDED = "measured"
"""Told in words below the grid."""
_OCTETS = "octets_"
"""Beginning of the measures that have a grid of their own."""
_SHOWN = 12
"""Cells, and troubles with steps, listed without ``all_rows``; the rest are counted."""
_TABLE = 40
"""Rows of a table likewise."""


def cell_lines(verification: Verification, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each cell's variables, so that cells can be told apart by more than their names."""
    cells = verification.scenario.cells
    listed = cells if all_rows else cells[:_SHOWN]
    yield heading(f"Cells: {len(cells)}")
    for cell in listed:
        yield from wrapped(_cell(cell), width, first="  ", rest="    ")
    yield from _left_out(len(cells) - len(listed))
    yield EMPTY


def _cell(cell: Cell) -> str:
    values = ", ".join(f"{variable} {value(cell)}" for variable, value in VARIABLES.items())
    role = "" if cell.role is CellRole.TEST else f" ({cell.role.value})"
    changed = ", ".join(kind.value.replace("_", " ") for kind in cell.interference)
    text = f"{cell.id}{role}: {values}; {counted(len(cell.captures), 'capture')}"
    text += f"; INTERFERENCE: {changed}" if changed else ""
    return text if cell.captures else f"{text}, NOT RUN"


def coverage_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each measure of each cell; those that weigh are marked."""
    coverage = facts.verification.coverage
    if not coverage.height:
        return
    titles, rows = coverage_grid(coverage)
    listed = rows if all_rows else rows[:_TABLE]
    yield heading("Coverage")
    yield from wrapped(COVERAGE_KEY, width, first="  ")
    yield from grid_lines(titles, listed, width)
    yield from _left_out(len(rows) - len(listed))
    if told := bounded_words(coverage, [row[0] for row in listed]):
        yield from wrapped(told, width, first="  ")
    yield from share_lines(facts, width, all_rows=all_rows)
    yield EMPTY


def coverage_grid(coverage: pl.DataFrame) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Titles, and a row for each cell: its name, then each measure as ``COVERAGE_KEY`` says."""
    found = {(row["cell"], row["measure"]): row for row in coverage.iter_rows(named=True)}
    # Measures that this report does not know yet are shown behind those that it knows.
    names = dict.fromkeys((*_MEASURES, *coverage["measure"]))
    measures = tuple(name for name in names if name != _BOUNDED and not name.startswith(_OCTETS))
    cells = coverage["cell"].unique(maintain_order=True)
    rows = [(cell, *(_ratio(found.get((cell, measure))) for measure in measures)) for cell in cells]
    return ("CELL", *measures), rows


def bounded_words(coverage: pl.DataFrame, cells: Sequence[str]) -> str:
    """How many addresses of these cells physics says anything of; a share of few would say little. Empty: of none."""
    rows = {row["cell"]: row for row in coverage.filter(pl.col("measure") == _BOUNDED).iter_rows(named=True)}
    kept = [rows[cell] for cell in cells if cell in rows]
    told = [f"{row['cell']} {row['seen']:,.0f} of {row['total']:,.0f}" for row in kept if row["total"]]
    return f"Addresses whose distance round trips bound: {', '.join(told)}." if told else ""


def _left_out(cells: int) -> Iterator[Line]:
    if cells:
        yield plain(f"  ... and {counted(cells, 'more cell')}; --all lists every one")


def _ratio(row: dict[str, Any] | None) -> str:
    if row is None:
        return "-"
    text = "-" if row["ratio"] is None else percent(row["ratio"])
    return f"{text}*" if row["weighs"] else text


def liveness_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Devices not seen and steps not shown; what is only stated is told as such."""
    verification = facts.verification
    unseen = list(verification.liveness.filter(~pl.col("seen")).iter_rows(named=True))
    unmet = list(verification.step_evidence.filter(~pl.col("met")).iter_rows(named=True))
    stated = list(verification.step_evidence.filter(pl.col("kind") == "stated").iter_rows(named=True))
    troubles = [
        *(f"cell {row['cell']}: {row['device']} NOT SEEN in step {row['step']}" for row in unseen),
        *(
            f"cell {row['cell']}: step {row['step']} NOT SHOWN: {row['kind']} {row['wanted']}"
            for row in unmet
        ),
    ]
    yield heading("Devices and steps")
    seen = verification.liveness.height - len(unseen)
    yield from wrapped(
        f"{seen} of {verification.liveness.height} devices seen in the steps that need them.",
        width,
        first="  ",
    )
    yield from step_lines(facts, width, all_rows=all_rows)
    yield from _listed(troubles, Style.DOUBT, width, all_rows=all_rows)
    words = [f"cell {row['cell']}: step {row['step']} is stated only: {row['wanted']}" for row in stated]
    yield from _listed(words, Style.PLAIN, width, all_rows=all_rows)
    if all_rows:
        yield from _shown(facts, width)
    yield EMPTY


def _listed(texts: list[str], style: Style, width: int, *, all_rows: bool) -> Iterator[Line]:
    def lines(text: str) -> list[Line]:
        return wrapped(text, width, first="  - ", style=style)

    return first_of(texts, _SHOWN, lines, all_rows=all_rows, indent="  ")


def _shown(facts: Facts, width: int) -> Iterator[Line]:
    """Evidence of steps that the captures do show, with the packet."""
    for row in facts.verification.step_evidence.iter_rows(named=True):
        if row["met"] and row["capture"] is not None and row["packet"] is not None:
            text = (
                f"cell {row['cell']}: step {row['step']} shown: {row['kind']} {row['found'] or row['wanted']}"
            )
            yield from wrapped(text, width, first="  - ")
            yield from look_lines(row["packet"], facts.path(row["capture"]), width)
