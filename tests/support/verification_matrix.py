"""Rows of the matrix of the hand-written Verification; all made up."""

from __future__ import annotations

from typing import Any

from tests.support.verification_rows import CELLS, judgements
from tests.support.verification_scenario import MINUTE


def matrix() -> list[dict[str, Any]]:
    """Two claims in their cells, and their sums; one cell was not run, of one the loss is not known."""
    located, silent = "no-data-to-cn", "local-mode-silent"

    def sums(claim: str, selection: str, tested: str, asserted: str, captures: int) -> list[dict[str, Any]]:
        figures = _seen(captures) if captures > 1 else _seen(captures, loss_ratio=None)
        named = {"claim": claim, "selection": selection}
        return [
            named | figures | {"basis": "as_tested", "verdict": tested},
            named
            | figures
            | {"basis": "as_asserted", "verdict": asserted, "not_tested": ["any other egress region"]},
        ]

    rows = [
        {"claim": row["claim"], "cell": row["cell"], "verdict": row["verdict"]} | _of_cell(row["cell"])
        for row in judgements()
    ]
    return [
        *rows,
        *sums(located, "all cells", "FAIL", "FAIL", 5),
        *sums(silent, "all cells", "INCONCLUSIVE", "INCONCLUSIVE", 1),
        *sums(located, "egress.region=US", "PASS", "INCONCLUSIVE", 1),
    ]


def _of_cell(cell: str) -> dict[str, Any]:
    if cell not in CELLS:
        return {"loss_ratio": None, "steps": [_step("not_run", 0)]} | dict.fromkeys(_SHARES)
    if cell == "de-v1":
        return _seen(1, loss_ratio=None, steps=[_step("not_shown", 0)])
    if cell == "sg-v1":
        return _seen(1, steps=[_step("stated", 1)])
    return _seen(1, steps=[_step("shown", 1)])


_SHARES = ("attributed_ratio", "located_ratio", "named_ratio", "decoded_ratio")


def _seen(captures: int, **given: Any) -> dict[str, Any]:
    shares = dict(zip(_SHARES, (1.0, 0.999_99, 0.5, None), strict=True))
    span = captures * 2 * MINUTE
    return (
        {"captures": captures, "captured_ns": span, "steps_ns": span, "loss_ratio": 0.000_04} | shares | given
    )


def _step(shown: str, met: int) -> dict[str, Any]:
    return {
        "step": "login", "kind": "login", "asked": True, "shown": shown, "evidence_met": met, "evidence": 1,
        "devices_seen": met, "devices": 1,
    }  # fmt: skip
