"""leads + blind spots + coverage -> JUDGEMENTS: each claim in each cell.

A witness gives FAIL, whatever else is open. Without one, anything that blinds the claim's kind gives
INCONCLUSIVE; only what is left is PASS, and a cell that was not run is NONE. A cell whose
captures are missing or altered is ERROR, and keeps its witnesses.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import polars as pl

from harness.model.claims import Claim
from harness.model.scenario import Cell, Scenario
from harness.model.verdicts import Judgement, Verdict
from harness.model.words import Standing
from harness.stages.scoping import in_scope
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.coverage import COVERAGE
from harness.tables.frames import only
from harness.tables.judgements import JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.schema import conform


class _Witness(NamedTuple):
    """Of a LEADS row."""

    lead_id: int
    under_interference: bool


def judge(
    leads: pl.DataFrame,
    blind_spots: pl.DataFrame,
    coverage: pl.DataFrame,
    scenario: Scenario,
    broken: Collection[str] = (),
) -> tuple[Judgement, ...]:
    """Judge each claim in each test cell of its scope.

    Args:
        leads: LEADS rows.
        blind_spots: BLIND_SPOTS rows of the cells.
        coverage: COVERAGE rows of the cells.
        scenario: Claims and cells, in the order of the result.
        broken: Cells whose captures are missing, altered or unreadable.

    Returns:
        One judgement for each claim and cell.
    """
    witnesses: dict[tuple[str, str], list[_Witness]] = {}
    found = conform(leads, LEADS).filter(pl.col("standing") == Standing.WITNESS.value).sort("lead_id")
    for claim_id, cell_id, *witness in only(found, ("claim", "cell", *_Witness._fields)).iter_rows():
        witnesses.setdefault((claim_id, cell_id), []).append(_Witness(*witness))
    spots = conform(blind_spots, BLIND_SPOTS).filter(pl.col("cell").is_not_null()).to_dicts()
    ratios = cell_ratios(coverage)
    return tuple(
        _judgement(
            claim,
            cell,
            witnesses.get((claim.id, cell.id), []),
            spots,
            ratios.get(cell.id),
            broken=cell.id in broken,
        )
        for claim in scenario.claims
        for cell in scenario.cells
        if in_scope(claim, cell)
    )


def cell_ratios(coverage: pl.DataFrame) -> dict[str, float | None]:
    """Least of each cell's measures that weigh; None where one of them is not known."""
    ratios: dict[str, float | None] = {}
    for row in conform(coverage, COVERAGE).filter("weighs").iter_rows(named=True):
        known, new = ratios.get(row["cell"], 1.0), row["ratio"]
        ratios[row["cell"]] = None if known is None or new is None else min(known, new)
    return ratios


def blocks(spot: dict[str, Any], claim: Claim) -> bool:
    """Whether a BLIND_SPOTS row blocks a claim."""
    return claim.kind.value in spot["blinds"] and spot["claim"] in (None, claim.id)


def _judgement(
    claim: Claim,
    cell: Cell,
    found: Sequence[_Witness],
    spots: list[dict[str, Any]],
    ratio: float | None,
    *,
    broken: bool,
) -> Judgement:
    blocking = tuple(
        spot["blind_spot_id"] for spot in spots if spot["cell"] == cell.id and blocks(spot, claim)
    )
    return Judgement(
        claim=claim.id,
        cell=cell.id,
        verdict=_verdict(cell, witnessed=bool(found), blocked=bool(blocking), broken=broken),
        witnesses=tuple(one.lead_id for one in found),
        blind_spots=blocking,
        coverage_ratio=ratio,
        floor_ratio=claim.floor_ratio,
        under_interference=bool(found) and all(one.under_interference for one in found),
    )


def _verdict(cell: Cell, *, witnessed: bool, blocked: bool, broken: bool) -> Verdict:
    if broken:
        return Verdict.ERROR
    if witnessed:
        return Verdict.FAIL
    if not cell.captures:
        return Verdict.NONE
    return Verdict.INCONCLUSIVE if blocked else Verdict.PASS


def judgement_table(judgements: Collection[Judgement]) -> pl.DataFrame:
    """JUDGEMENTS rows of per-cell judgements, in their order."""
    rows = [
        {
            "claim": one.claim,
            "cell": one.cell,
            "verdict": one.verdict.name,
            "under_interference": one.under_interference,
            "witnesses": list(one.witnesses),
            "blind_spots": list(one.blind_spots),
            "coverage_ratio": one.coverage_ratio,
            "floor_ratio": one.floor_ratio,
        }
        for one in judgements
    ]
    return conform(pl.DataFrame(rows, schema=JUDGEMENTS.schema, orient="row"), JUDGEMENTS)
