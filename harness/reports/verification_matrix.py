"""Matrix -> each claim in each cell: verdict, coverage, captures, time, loss; sums; which steps took place; shares of octets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from harness.model.figures import cut_duration, percent_up
from harness.model.verdicts import Judgement, Verdict
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, first_of, heading, plain, wrapped
from harness.reports.units import counted
from harness.reports.verification_facts import Facts
from harness.reports.verification_words import STYLES, percent
from harness.tables.verification import RollUp

_TABLE = 40
"""Cells listed without ``all_rows``; the rest are counted."""
MATRIX_KEY = "TIME of the claim's steps that was captured; LOSS of packets, ? not known; OPEN: blind spots that block PASS."
MATRIX_INTERFERENCE = "FAIL (i): all witnesses of the cell were seen under interference."
SHARES_KEY = "Of the octets sent by the subject, or by what could be it; they weigh in no verdict:"
MATRIX_TITLES = ("CELL", "VERDICT", "COVERAGE", "FILES", "TIME", "LOSS", "WITNESSES", "OPEN")
_SHARES = ("attributed", "located", "named", "decoded")
_SHOWN = {"shown": "", "stated": " (stated only)", "not_shown": " NOT SHOWN", "not_run": " not run"}
Row = dict[str, Any]


def matrix_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each claim in each cell asked for, and below it all of them together."""
    judgements = facts.judgements()
    cells = _figures_of_cells(facts)
    yield heading("Matrix: each claim in each cell")
    yield from wrapped(MATRIX_KEY, width, first="  ")
    for claim in judgements["claim"].unique(maintain_order=True):
        everything = judgements.filter(pl.col("claim") == claim)
        rows = list((everything if all_rows else everything.head(_TABLE)).iter_rows(named=True))
        yield from wrapped(f"{claim}, floor of coverage {percent(rows[0]['floor_ratio'])}", width, first="  ")
        told = [*_of_each_cell(rows, cells), *_sums(facts, claim)]
        lines, styles = [line for line, _ in told], [STYLES[verdict] for _, verdict in told]
        yield from grid_lines(MATRIX_TITLES, lines, width, words=2, styles=styles)
        if left := everything.height - len(rows):
            yield plain(f"  ... and {counted(left, 'more cell')}; --all lists every one")
        if any(row["under_interference"] for row in rows):
            yield from wrapped(MATRIX_INTERFERENCE, width, first="  ")
    yield EMPTY


def matrix_rows(facts: Facts, claim: str) -> list[tuple[tuple[str, ...], Verdict]]:
    """Every cell asked about of one claim, by ``MATRIX_TITLES``, with its verdict; then as tested and as asserted."""
    judged = facts.judgements().filter(pl.col("claim") == claim).iter_rows(named=True)
    return [*_of_each_cell(judged, _figures_of_cells(facts)), *_sums(facts, claim)]


def _of_each_cell(
    judged: Iterable[Row], figures: dict[tuple[str, str], Row]
) -> Iterator[tuple[tuple[str, ...], Verdict]]:
    for row in judged:
        yield _line(row["cell"], row, figures.get((row["claim"], row["cell"]))), Verdict[row["verdict"]]


def _figures_of_cells(facts: Facts) -> dict[tuple[str, str], Row]:
    return {(row["claim"], row["cell"]): row for row in _rows(facts, pl.col("cell").is_not_null())}


def _rows(facts: Facts, condition: pl.Expr) -> Iterator[Row]:
    return facts.verification.matrix.filter(condition).iter_rows(named=True)


def _line(name: str, judged: Row, figures: Row | None) -> tuple[str, ...]:
    verdict = f"{judged['verdict']} (i)" if judged["under_interference"] else judged["verdict"]
    coverage = "-" if judged["coverage_ratio"] is None else percent(judged["coverage_ratio"])
    proof = (str(len(judged["witnesses"])), str(len(judged["blind_spots"])))
    return name, verdict, coverage, *_figures(figures), *proof


def _figures(row: Row | None) -> tuple[str, str, str]:
    if row is None or not row["captures"]:
        return "-", "-", "-"
    loss = "?" if row["loss_ratio"] is None else percent_up(row["loss_ratio"])
    return str(row["captures"]), cut_duration(row["captured_ns"]), loss


def _sums(facts: Facts, claim: str) -> Iterator[tuple[tuple[str, ...], Verdict]]:
    """As tested and as asserted; figures stand once, because they are the same."""
    rolled: RollUp | None = next((one for one in facts.verification.chosen if one.claim == claim), None)
    if rolled is None:
        return
    wanted = (pl.col("claim") == claim) & (pl.col("selection") == rolled.selection)
    figures = {row["basis"]: row for row in _rows(facts, wanted)}
    for basis, judged in (("as_tested", rolled.as_tested), ("as_asserted", rolled.as_asserted)):
        told = figures.get(basis) if basis == "as_tested" else None
        yield _line(basis.replace("_", " "), _judged(judged), told), judged.verdict


def _judged(judgement: Judgement) -> Row:
    return {
        "verdict": judgement.verdict.name,
        "under_interference": judgement.under_interference,
        "coverage_ratio": judgement.coverage_ratio,
        "witnesses": judgement.witnesses,
        "blind_spots": judgement.blind_spots,
    }


def share_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Shares of the octets sent, once for each cell: they are the same for every claim."""
    titles, rows = share_grid(facts)
    if not rows:
        return
    listed = rows if all_rows else rows[:_TABLE]
    yield from wrapped(SHARES_KEY, width, first="  ")
    yield from grid_lines(titles, listed, width)
    if left := len(rows) - len(listed):
        yield plain(f"  ... and {counted(left, 'more cell')}; --all lists every one")


def share_grid(facts: Facts) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Titles, and a row for each cell of which any share is known."""
    known = [row for row in _of_cells(facts) if any(row[f"{share}_ratio"] is not None for share in _SHARES)]
    rows = [(row["cell"], *(_share(row[f"{share}_ratio"]) for share in _SHARES)) for row in known]
    return ("CELL", *_SHARES), rows


def _share(ratio: float | None) -> str:
    return "-" if ratio is None else percent(ratio)


def _of_cells(facts: Facts) -> list[Row]:
    """The first row of each cell; what follows from the cell alone is the same in all."""
    first: dict[str, Row] = {}
    for row in _rows(facts, pl.col("cell").is_not_null()):
        first.setdefault(row["cell"], row)
    return list(first.values())


def step_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Which steps took place; cells that are alike together."""
    alike: dict[str, list[str]] = {}
    for row in _of_cells(facts):
        if row["steps"]:
            alike.setdefault(_steps(row["steps"]), []).append(row["cell"])
    told = [f"Steps of {', '.join(cells)}: {text}." for text, cells in alike.items()]

    def lines(text: str) -> list[Line]:
        return wrapped(text, width, first="  ", rest="    ")

    yield from first_of(told, _TABLE, lines, all_rows=all_rows, indent="  ")


def _steps(steps: Sequence[Row]) -> str:
    return ", ".join(f"{step['step']}{_SHOWN.get(step['shown'], ' ' + step['shown'])}" for step in steps)
