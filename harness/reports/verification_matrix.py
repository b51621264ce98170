"""Matrix -> each claim in each cell: verdict, coverage, captures, time, loss; sums; which steps took place; shares of octets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from harness.model.figures import cut_duration, percent_up
from harness.model.verdicts import Judgement, Verdict
from harness.reports.grid import grid_lines
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.units import counted
from harness.reports.verification_facts import Facts
from harness.reports.verification_words import STYLES, percent
from harness.tables.verification import RollUp

_TABLE = 40
"""Cells listed without ``all_rows``; the rest are counted."""
_TITLES = ("CELL", "VERDICT", "COVERAGE", "FILES", "TIME", "LOSS", "WITNESSES", "OPEN")
_SHARES = ("attributed", "located", "named", "decoded")
_SHOWN = {"shown": "", "stated": " (stated only)", "not_shown": " NOT SHOWN", "not_run": " not run"}
Row = dict[str, Any]


def matrix_lines(facts: Facts, width: int, *, all_rows: bool) -> Iterator[Line]:
    """Each claim in each cell asked for, and below it all of them together."""
    judgements = facts.judgements()
    cells = {(row["claim"], row["cell"]): row for row in _rows(facts, pl.col("cell").is_not_null())}
    yield heading("Matrix: each claim in each cell")
    text = "TIME of the claim's steps that was captured; LOSS of packets, ? not known; OPEN: blind spots that block PASS."
    yield from wrapped(text, width, first="  ")
    for claim in judgements["claim"].unique(maintain_order=True):
        everything = judgements.filter(pl.col("claim") == claim)
        rows = list((everything if all_rows else everything.head(_TABLE)).iter_rows(named=True))
        yield from wrapped(f"{claim}, floor of coverage {percent(rows[0]['floor_ratio'])}", width, first="  ")
        lines = [_line(row["cell"], row, cells.get((claim, row["cell"]))) for row in rows]
        styles = [STYLES[Verdict[row["verdict"]]] for row in rows]
        sums = list(_sums(facts, claim))
        lines += [line for line, _ in sums]
        styles += [style for _, style in sums]
        yield from grid_lines(_TITLES, lines, width, words=2, styles=styles)
        if left := everything.height - len(rows):
            yield plain(f"  ... and {counted(left, 'more cell')}; --all lists every one")
        if any(row["under_interference"] for row in rows):
            told = "FAIL (i): all witnesses of the cell were seen under interference."
            yield from wrapped(told, width, first="  ")
    yield EMPTY


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


def _sums(facts: Facts, claim: str) -> Iterator[tuple[tuple[str, ...], Style]]:
    """As tested and as asserted; figures stand once, because they are the same."""
    rolled: RollUp | None = next((one for one in facts.verification.chosen if one.claim == claim), None)
    if rolled is None:
        return
    wanted = (pl.col("claim") == claim) & (pl.col("selection") == rolled.selection)
    figures = {row["basis"]: row for row in _rows(facts, wanted)}
    for basis, judged in (("as_tested", rolled.as_tested), ("as_asserted", rolled.as_asserted)):
        told = figures.get(basis) if basis == "as_tested" else None
        yield _line(basis.replace("_", " "), _judged(judged), told), STYLES[judged.verdict]


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
    rows = _of_cells(facts)
    known = [row for row in rows if any(row[f"{share}_ratio"] is not None for share in _SHARES)]
    if not known:
        return
    listed = known if all_rows else known[:_TABLE]
    text = "Of the octets sent by the subject, or by what could be it; they weigh in no verdict:"
    yield from wrapped(text, width, first="  ")
    lines = [(row["cell"], *(_share(row[f"{share}_ratio"]) for share in _SHARES)) for row in listed]
    yield from grid_lines(("CELL", *_SHARES), lines, width)
    if left := len(known) - len(listed):
        yield plain(f"  ... and {counted(left, 'more cell')}; --all lists every one")


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
    listed = told if all_rows else told[:_TABLE]
    for text in listed:
        yield from wrapped(text, width, first="  ", rest="    ")
    if left := len(told) - len(listed):
        yield plain(f"  ... and {left:,} more; --all lists every one")


def _steps(steps: Sequence[Row]) -> str:
    return ", ".join(f"{step['step']}{_SHOWN.get(step['shown'], ' ' + step['shown'])}" for step in steps)
