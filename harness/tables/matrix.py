"""MATRIX: every claim in every cell of its scope, with how much was seen there; and the same over choices of cells."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_SUM = "a sum over cells"
_NOTHING_SENT = "nothing was sent, or the cell was not run"

STEP = pl.Struct(
    {
        "step": pl.String,
        "kind": pl.String,
        "asked": pl.Boolean,
        "shown": pl.String,
        "evidence_met": pl.UInt32,
        "evidence": pl.UInt32,
        "devices_seen": pl.UInt32,
        "devices": pl.UInt32,
    }
)
"""One step of a cell."""


def _share(of: str) -> Column:
    return Column(dtype=pl.Float64, doc=f"{of}; see coverage. Of a sum the least.", null=_NOTHING_SENT)


MATRIX = Table(
    "matrix",
    "one claim in one cell of its scope, in order of the scenario; then sums by choice of cells, claim and basis",
    {
        "claim": Column(dtype=pl.String, private=Privacy.TEXT, doc="Claim of the scenario."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario.", null=_SUM),
        "selection": Column(dtype=pl.String, private=Privacy.TEXT, doc="Choice of cells, in words.", null="a single cell"),
        "basis": Column(
            dtype=pl.String, private=Privacy.PUBLIC,
            doc="`as_tested`: over the cells that were run; `as_asserted`: over all that the claim is asserted for. Both have the same figures.",
            null="a single cell",
        ),
        "verdict": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`NONE`, `PASS`, `INCONCLUSIVE`, `FAIL` or `ERROR`."),
        "captures": Column(dtype=pl.UInt64, doc="Captures that were read."),
        "captured_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="Time of the steps that the claim is asserted for in which the worst vantage point was capturing. Of a sum all cells together.",
        ),
        "steps_ns": Column(dtype=pl.Int64, unit="ns", doc="All time of these steps; 0 where the cell was not run."),
        "loss_ratio": Column(
            dtype=pl.Float64,
            doc="Packets lost of those that were there, 0..1, at the worst vantage point; by the counters of the captures or as stated. Of a sum the largest.",
            null="not known (of one cell at least), or not run",
        ),
        "attributed_ratio": _share("Of the octets sent, those of a known sender"),
        "located_ratio": _share("Of the octets sent, those to a known place"),
        "named_ratio": _share("Of the octets sent, those under a certain name"),
        "decoded_ratio": _share("Of the octets sent, those to endpoints where nothing is sealed"),
        "steps": Column(
            dtype=pl.List(STEP), private=Privacy.TEXT,
            doc="Steps of the cell in order of time. `asked`: the claim is asserted for it. `shown`: `shown` by packets, `stated` by somebody "
            "alone, `not_shown`, or `not_run`. Signs met of those named; devices seen of those needed. Empty in sums.",
        ),
        "not_tested": Column(
            dtype=pl.List(pl.String), private=Privacy.TEXT,
            doc="What the claim is asserted for and these cells do not test, in words: of a cell kinds of steps, of a sum as asserted all.",
        ),
    },
)  # fmt: skip
