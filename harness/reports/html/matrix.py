"""Matrix -> each claim in each cell with its figures, coverage and shares of octets, steps, and the details of every cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.model.scenario import Cell, Step
from harness.model.selection import VARIABLES
from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.units import moment
from harness.reports.verification_cells import COVERAGE_KEY, bounded_words, coverage_grid, liveness_lines
from harness.reports.verification_facts import Facts
from harness.reports.verification_matrix import (
    MATRIX_INTERFERENCE,
    MATRIX_KEY,
    MATRIX_TITLES,
    SHARES_KEY,
    matrix_rows,
    share_grid,
)
from harness.reports.verification_words import percent
from harness.tables.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim in one cell, or in all."""

    texts: tuple[str, ...]
    """By ``MATRIX_TITLES``."""
    verdict: str
    cell: int | None
    """Number of the cell among the details; None: a sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A small table: names of cells, then numbers."""

    caption: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """One cell."""

    id: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of one scenario."""

    key: str
    titles: tuple[str, ...]
    claims: tuple[tuple[str, tuple[Row, ...]], ...]
    """Caption and rows of each claim."""
    interference: str
    """What ``(i)`` means; empty where no row has it."""
    grids: tuple[Grid, ...]
    bounded: str
    steps: tuple[Statement, ...]
    cells: tuple[Details, ...]


def verification_matrix(verification: Verification) -> View:
    """Every claim in every cell."""
    facts = Facts(verification)
    judged = facts.judgements()
    numbers = {cell.id: number for number, cell in enumerate(verification.scenario.cells, 1)}
    claims = tuple(
        (f"{claim}, floor of coverage {percent(floor)}", tuple(_rows(facts, claim, numbers)))
        for claim, floor in judged.unique("claim", maintain_order=True)
        .select("claim", "floor_ratio")
        .iter_rows()
    )
    coverage = verification.coverage
    return View(
        key=MATRIX_KEY,
        titles=MATRIX_TITLES,
        claims=claims,
        interference=MATRIX_INTERFERENCE if judged["under_interference"].any() else "",
        grids=tuple(_grids(facts)),
        bounded=bounded_words(coverage, coverage["cell"].unique(maintain_order=True).to_list()),
        steps=statements(liveness_lines(facts, ANY_WIDTH, all_rows=True)),
        cells=tuple(_details(cell) for cell in verification.scenario.cells),
    )


def _rows(facts: Facts, claim: str, numbers: dict[str, int]) -> Iterator[Row]:
    for texts, verdict in matrix_rows(facts, claim):
        yield Row(texts=texts, verdict=verdict.name, cell=numbers.get(texts[0]))


def _grids(facts: Facts) -> Iterator[Grid]:
    for caption, (titles, rows) in (
        (f"Coverage. {COVERAGE_KEY}", coverage_grid(facts.verification.coverage)),
        (f"Shares. {SHARES_KEY.removesuffix(':')}.", share_grid(facts)),
    ):
        if rows:
            yield Grid(caption=caption, titles=titles, rows=tuple(rows))


def _details(cell: Cell) -> Details:
    changed = ", ".join(kind.value.replace("_", " ") for kind in cell.interference)
    facts = (
        ("role", cell.role.value),
        *((variable, value(cell)) for variable, value in VARIABLES.items()),
        ("independent session", "yes" if cell.independent else "no"),
        ("IP versions offered", ", ".join(map(str, cell.ip_versions))),
        ("INTERFERENCE", changed),
        ("baseline", cell.baseline or ""),
        ("control", cell.control or ""),
        (
            "captures",
            "; ".join(f"{file.path} at {file.vantage_point}" for file in cell.captures) or "NOT RUN",
        ),
        *(("step", _step(step)) for step in cell.steps),
    )
    return Details(id=cell.id, facts=tuple((label, text) for label, text in facts if text))


def _step(step: Step) -> str:
    kind = "" if step.kind == step.id else f" ({step.kind})"
    return f"{step.id}{kind}, {moment(step.from_ns)} to {moment(step.to_ns)}, of {', '.join(step.devices)}"
