"""coverage, steps, judgements, roll-ups + captures, scenario -> MATRIX: every claim in every cell, and how much was seen.

Figures of a cell are those of COVERAGE; time is that of the steps that the claim is asserted for. Of several cells
times are added up, and of loss and shares the worst counts: what is not known of the loss in one is not known of them together.

Blind spots: those of COVERAGE. A sum over cells says nothing about which combinations of their values were tested; the rows do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import polars as pl

from harness.model.claims import Claim
from harness.model.scenario import Cell, EvidenceKind, Scenario, Step
from harness.model.verdicts import Judgement
from harness.stages.capture_windows import Windows, capture_windows, captured_ns, rows_by_place
from harness.stages.not_tested import missing_steps, not_tested
from harness.tables.coverage import COVERAGE
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.matrix import MATRIX
from harness.tables.schema import conform
from harness.tables.verification import RollUp

Row = dict[str, Any]
SHOWN, STATED, NOT_SHOWN, NOT_RUN = "shown", "stated", "not_shown", "not_run"
EXERCISED: Final = (SHOWN, STATED)
"""Of a step: that it took place, by packets or by somebody's word."""
_RATIOS: Final = ("attributed_ratio", "located_ratio", "named_ratio", "decoded_ratio")


def gather_matrix(
    captures: pl.DataFrame,
    coverage: pl.DataFrame,
    liveness: pl.DataFrame,
    step_evidence: pl.DataFrame,
    judgements: Sequence[Judgement],
    rolled: Sequence[RollUp],
    scenario: Scenario,
    offsets: Mapping[str, int],
) -> pl.DataFrame:
    """Lay claims against cells.

    Args:
        captures: CAPTURES rows; ``vantage`` is ``cell/vantage_point``.
        coverage: COVERAGE rows of the cells.
        liveness: LIVENESS rows.
        step_evidence: STEP_EVIDENCE rows.
        judgements: One for each claim and cell of its scope, in the order of the rows.
        rolled: Roll-ups in the order of the sums.
        scenario: Claims and cells.
        offsets: Capture key to what is added to its times, ns.
    """
    claims = {claim.id: claim for claim in scenario.claims}
    cells = {cell.id: cell for cell in scenario.cells}
    figures = _Figures(captures, coverage, liveness, step_evidence, scenario, offsets)
    rows = [figures.row(claims[one.claim], cells[one.cell or ""], one.verdict.name) for one in judgements]
    by_cell = {(row["claim"], row["cell"]): row for row in rows}
    for one in rolled:
        rows += _sums(claims[one.claim], one, by_cell, cells, scenario.subject.product)
    return conform(pl.DataFrame(rows, schema=MATRIX.schema, orient="row"), MATRIX)


def exercised(rows: Collection[Row]) -> list[str]:
    """Kinds of steps that took place in one of several cells, of those that the claim is asserted for; sorted.

    Args:
        rows: MATRIX rows of single cells.
    """
    steps = (step for row in rows for step in row["steps"])
    return sorted({step["kind"] for step in steps if step["asked"] and step["shown"] in EXERCISED})


class _Figures:
    """What was seen of each cell, by its id."""

    def __init__(
        self,
        captures: pl.DataFrame,
        coverage: pl.DataFrame,
        liveness: pl.DataFrame,
        step_evidence: pl.DataFrame,
        scenario: Scenario,
        offsets: Mapping[str, int],
    ) -> None:
        self._windows: Windows = capture_windows(captures, scenario, offsets)
        self._captures: dict[str, int] = {}
        for (cell, _), rows in rows_by_place(captures).items():
            self._captures[cell] = self._captures.get(cell, 0) + len(rows)
        measures = conform(coverage, COVERAGE).iter_rows(named=True)
        self._measures = {(row["cell"], row["measure"]): row for row in measures}
        self._devices = _by_step(conform(liveness, LIVENESS))
        self._signs = _by_step(conform(step_evidence, STEP_EVIDENCE))

    def row(self, claim: Claim, cell: Cell, verdict: str) -> Row:
        """One claim in one cell."""
        run = bool(cell.captures)
        seen_ns, all_ns = captured_ns(cell, self._windows, claim.scope.steps) if run else (0, 0)
        in_time = sorted(cell.steps, key=lambda step: (step.from_ns, step.id))
        steps = [self._step(claim, cell, step) for step in in_time]
        shares = {name: self._octets(cell.id, name.removesuffix("_ratio")) for name in _RATIOS}
        row: Row = {
            "claim": claim.id, "cell": cell.id, "selection": None, "basis": None, "verdict": verdict,
            "captures": self._captures.get(cell.id, 0), "captured_ns": seen_ns, "steps_ns": all_ns,
            "loss_ratio": self._loss(cell.id), "steps": steps,
        }  # fmt: skip
        took_place = exercised([row])
        return row | shares | {"not_tested": list(missing_steps(claim, took_place)) if run else []}

    def _octets(self, cell: str, what: str) -> float | None:
        found = self._measures.get((cell, f"octets_{what}"))
        return None if found is None else found["ratio"]

    def _loss(self, cell: str) -> float | None:
        found = self._measures.get((cell, "packets"))
        if found is None or found["seen"] is None or not found["total"]:
            return None
        return float((found["total"] - found["seen"]) / found["total"])

    def _step(self, claim: Claim, cell: Cell, step: Step) -> Row:
        signs = self._signs.get((cell.id, step.id), ())
        devices = self._devices.get((cell.id, step.id), ())
        met = [row for row in signs if row["met"]]
        return {
            "step": step.id, "kind": step.kind, "asked": not claim.scope.steps or step.kind in claim.scope.steps,
            "shown": _shown(met) if cell.captures else NOT_RUN,
            "evidence_met": len(met) if cell.captures else 0, "evidence": len(step.evidence),
            "devices_seen": sum(row["seen"] for row in devices) if cell.captures else 0, "devices": len(step.devices),
        }  # fmt: skip


def _by_step(frame: pl.DataFrame) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault((row["cell"], row["step"]), []).append(row)
    return found


def _shown(met: Sequence[Row]) -> str:
    if any(row["kind"] != EvidenceKind.STATED.value for row in met):
        return SHOWN
    return STATED if met else NOT_SHOWN


def _sums(
    claim: Claim,
    rolled: RollUp,
    by_cell: Mapping[tuple[str, str], Row],
    cells: Mapping[str, Cell],
    product: str,
) -> list[Row]:
    """As tested and as asserted."""
    rows = [by_cell[claim.id, cell] for cell in rolled.tested]
    losses = [row["loss_ratio"] for row in rows]
    known = [loss for loss in losses if loss is not None]
    figures: Row = {
        "claim": claim.id,
        "cell": None,
        "selection": rolled.selection,
        **{name: sum(row[name] for row in rows) for name in ("captures", "captured_ns", "steps_ns")},
        "loss_ratio": max(known) if known and len(known) == len(losses) else None,
        **{name: _least(row[name] for row in rows) for name in _RATIOS},
        "steps": [],
    }
    planned, run = ([cells[cell] for cell in some] for some in (rolled.cells, rolled.tested))
    beyond = list(not_tested(claim, planned, run, exercised(rows), product))
    return [
        figures | {"basis": "as_tested", "verdict": rolled.as_tested.verdict.name, "not_tested": []},
        figures | {"basis": "as_asserted", "verdict": rolled.as_asserted.verdict.name, "not_tested": beyond},
    ]


def _least(ratios: Any) -> float | None:
    return min((ratio for ratio in ratios if ratio is not None), default=None)
