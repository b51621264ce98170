"""A Verification of one claim from a verdict for each cell, rolled up and held to an expectation by the true stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.scenario import Expectation
from harness.model.selection import Selection
from harness.model.verdicts import Judgement, Verdict
from harness.stages.expectations import unmet_expectations
from harness.stages.judgements import judgement_table
from harness.stages.rollups import roll_up
from harness.tables.judgements import FINDINGS
from harness.tables.leads import LEADS
from harness.tables.verification import Verification
from tests.support.judging_rows import accepted, claim, spot_row, spots_of
from tests.support.scenario_parts import cell, scenario
from tests.support.verification_example import example, frame

LOG, OTHER = "no-cn/log", "no-cn/other"
_LEADS = {"log": 0, "other": 1}
_TODAY = date(2027, 3, 1)
_PROOF: dict[str, dict[str, Any]] = {"PASS": {"coverage_ratio": 1.0}, "INCONCLUSIVE": {"blind_spots": (5,)}}
_EXAMPLE = example()


def judged_cells(
    verdicts: Sequence[str],
    wanted: tuple[str, str, set[str]] | None,
    *,
    expired: bool = False,
    broke: bool = False,
) -> Verification:
    """Cells c0, c1 ... of claim no-cn.

    Args:
        verdicts: One for each; behind FAIL and ERROR the finding that the cell shows, ``log`` or ``other``.
        wanted: Verdict as tested, as asserted, and findings that the scenario expects; None: it expects nothing.
        expired: Whether an accepted limit has.
        broke: Whether captures did.
    """
    cells = tuple(cell(id=f"c{number}") for number in range(len(verdicts)))
    words = [(one.id, *f"{verdict} ".split(" ")[:2]) for one, verdict in zip(cells, verdicts, strict=True)]
    judgements = [_judgement(*of) for of in words]
    of = scenario(
        *cells,
        claims=(claim(),),
        expect=() if wanted is None else (_expectation(*wanted),),
        accepted_limits=(accepted(BlindSpotKind.LOSS_UNKNOWN, expires=date(2027, 2, 1)),) if expired else (),
    )
    rolled = roll_up(judgements, _not_run(judgements), of, Selection())
    shown = dict.fromkeys(finding for _, _, finding in words if finding)
    findings = frame(FINDINGS, [{"finding": f"no-cn/{name}", "claim": "no-cn"} for name in shown])
    return replace(
        _EXAMPLE,
        scenario=of,
        judgements=judgement_table(judgements),
        leads=frame(
            LEADS, [{"lead_id": number, "finding": f"no-cn/{name}"} for name, number in _LEADS.items()]
        ),
        findings=findings,
        chosen=rolled,
        compared=(),
        unmet=unmet_expectations(rolled, findings, of, _TODAY),
        errors=("broke",) * broke,
    )


def _not_run(judgements: Sequence[Judgement]) -> pl.DataFrame:
    """The blind spot of cells that were not run, or of there being none; nothing where all were."""
    if judgements and all(one.verdict is not Verdict.NONE for one in judgements):
        return spots_of()
    kind = BlindSpotKind.SCOPE_NOT_TESTED
    return spots_of(spot_row(kind, blind_spot_id=9, cell=None, selection="all cells", claim="no-cn"))


def _judgement(cell_id: str, verdict: str, finding: str) -> Judgement:
    witnesses = (_LEADS[finding],) if finding else ()
    return Judgement(
        claim="no-cn",
        cell=cell_id,
        verdict=Verdict[verdict],
        witnesses=witnesses,
        **_PROOF.get(verdict, {}),
    )


def _expectation(as_tested: str, as_asserted: str, findings: set[str]) -> Expectation:
    return Expectation(
        claim="no-cn",
        as_tested=Verdict[as_tested],
        as_asserted=Verdict[as_asserted],
        findings=tuple(sorted(findings)),
        line=1,
    )
