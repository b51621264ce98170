"""Judgements of cells -> verdicts over a choice of cells: as tested and as asserted, and what differs beside.

Worst wins. *As tested* is over the cells that were run. *As asserted* adds what the claim is
asserted for and the choice does not cover: planned cells that were not run, regions, versions and settings without a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from harness.model.claims import Claim
from harness.model.scenario import Cell, Scenario
from harness.model.selection import VARIABLES, Selection
from harness.model.verdicts import Judgement, Verdict, worst
from harness.stages.scoping import in_scope
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.frames import only
from harness.tables.schema import conform
from harness.tables.verification import Difference, RollUp

_RULE_OF_THREE = 3.0
"""-ln 0.05, rounded up: 0 of k independent trials bounds the share below 3/k with 95 % confidence
(Hanley and Lippman-Hand, JAMA 249:1743, 1983)."""


def roll_up(
    judgements: Sequence[Judgement], blind_spots: pl.DataFrame, scenario: Scenario, selection: Selection
) -> tuple[RollUp, ...]:
    """Combine the judgements of a choice of cells.

    Args:
        judgements: One for each claim and test cell in its scope.
        blind_spots: BLIND_SPOTS rows; those without a cell are of one choice each.
        scenario: Claims and cells.
        selection: The choice.

    Returns:
        One roll-up for each claim, in order of the scenario.
    """
    of = {(one.claim, one.cell): one for one in judgements}
    scope = conform(blind_spots, BLIND_SPOTS).filter(pl.col("selection") == str(selection))
    beyond: dict[str | None, list[int]] = {}
    for claim_id, spot in only(scope, ("claim", "blind_spot_id")).iter_rows():
        beyond.setdefault(claim_id, []).append(spot)
    return tuple(
        _roll_up(claim, of, beyond.get(claim.id, []), scenario, selection) for claim in scenario.claims
    )


def _roll_up(
    claim: Claim,
    of: Mapping[tuple[str, str | None], Judgement],
    beyond: Sequence[int],
    scenario: Scenario,
    selection: Selection,
) -> RollUp:
    all_cells = [cell for cell in scenario.cells if in_scope(claim, cell)]
    cells = [cell for cell in all_cells if selection.holds(cell)]
    run = [cell for cell in cells if of[claim.id, cell.id].verdict is not Verdict.NONE]
    others = [cell for cell in all_cells if cell not in cells and cell.captures]
    tested = combine(claim, [of[claim.id, cell.id] for cell in run])
    return RollUp(
        claim=claim.id,
        selection=str(selection),
        cells=tuple(cell.id for cell in cells),
        tested=tuple(cell.id for cell in run),
        as_tested=tested,
        as_asserted=as_asserted(claim, tested, tuple(beyond)),
        sessions=len(run),
        bound=_bound(run, tested),
        differences=differences(run, others),
    )


def combine(claim: Claim, judgements: Sequence[Judgement]) -> Judgement:
    """Worst of several cells, with the proof of all; of none at all, NONE."""
    verdict = worst(one.verdict for one in judgements)
    witnesses = tuple(sorted(lead for one in judgements for lead in one.witnesses))
    witnessed = [one for one in judgements if one.witnesses]
    ratios = [one.coverage_ratio for one in judgements]
    known = [ratio for ratio in ratios if ratio is not None]
    return Judgement(
        claim=claim.id,
        cell=None,
        verdict=verdict,
        witnesses=witnesses,
        blind_spots=tuple(sorted({spot for one in judgements for spot in one.blind_spots})),
        coverage_ratio=min(known) if known and len(known) == len(ratios) else None,
        floor_ratio=claim.floor_ratio,
        under_interference=bool(witnessed) and all(one.under_interference for one in witnessed),
    )


def as_asserted(claim: Claim, tested: Judgement, beyond: tuple[int, ...]) -> Judgement:
    """What was tested, and beside it what is asserted beyond that."""
    verdict = tested.verdict
    if beyond and verdict < Verdict.INCONCLUSIVE:
        verdict = Verdict.INCONCLUSIVE
    return Judgement(
        claim=claim.id,
        cell=None,
        verdict=verdict,
        witnesses=tested.witnesses,
        blind_spots=tuple(sorted({*tested.blind_spots, *beyond})),
        coverage_ratio=tested.coverage_ratio,
        floor_ratio=claim.floor_ratio,
        under_interference=tested.under_interference,
    )


def _bound(cells: Sequence[Cell], tested: Judgement) -> float | None:
    """Bound on the share of sessions with a witness, where sessions of equal cells are independent and show none."""
    alike = {tuple(value(cell) for name, value in VARIABLES.items() if name != "session") for cell in cells}
    if not cells or len(alike) > 1 or tested.verdict is not Verdict.PASS:
        return None
    if not all(cell.independent for cell in cells) or len({cell.session for cell in cells}) < len(cells):
        return None
    return min(1.0, _RULE_OF_THREE / len(cells))


def differences(here: Sequence[Cell], there: Sequence[Cell]) -> tuple[Difference, ...]:
    """Every variable whose values are not the same in two sets of cells; none where one set is empty."""
    if not here or not there:
        return ()
    found = []
    for name, value in VARIABLES.items():
        one, other = (tuple(sorted({value(cell) for cell in cells})) for cells in (here, there))
        if one != other:
            found.append(Difference(variable=name, here=one, there=other))
    return tuple(found)
