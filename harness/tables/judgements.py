"""JUDGEMENTS: one claim in one cell; FINDINGS: witnesses by identity, over all cells."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

JUDGEMENTS = Table(
    "judgements",
    "one claim in one cell, in order of the scenario",
    {
        "claim": Column(dtype=pl.String, private=Privacy.TEXT, doc="Claim of the scenario."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "verdict": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="`NONE`, `PASS`, `INCONCLUSIVE`, `FAIL` or `ERROR`."
        ),
        "under_interference": Column(
            dtype=pl.Boolean,
            doc="FAIL whose witnesses were all seen while the harness or rig changed what the product does.",
        ),
        "witnesses": Column(dtype=pl.List(pl.UInt64), doc="`lead_id` of what contradicts the claim."),
        "blind_spots": Column(
            dtype=pl.List(pl.UInt64), doc="`blind_spot_id` of what blocks PASS, also beside FAIL."
        ),
        "coverage_ratio": Column(
            dtype=pl.Float64,
            doc="Least of the cell's measures that weigh, 0..1.",
            null="cannot be computed, which is not 0",
        ),
        "floor_ratio": Column(dtype=pl.Float64, doc="Least coverage that the claim asks for."),
    },
)

FINDINGS = Table(
    "findings",
    "one witness by its identity over all cells, by claim and finding; never deleted",
    {
        "finding": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Identity: claim and host name, else AS number, port and transport.",
        ),
        "claim": Column(dtype=pl.String, private=Privacy.TEXT, doc="Claim that it contradicts."),
        "status": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`open`: seen in the last cells that could show it; `not_seen_since`: later cells do not show it, cause "
            "unknown; `fixed`: so, with a vendor's statement or a controlled re-test at equal or better coverage.",
        ),
        "why": Column(dtype=pl.String, private=Privacy.TEXT, doc="What the status rests on; one sentence."),
        "first_ns": Column(dtype=pl.Int64, unit="ns", doc="First packet of it, by the capture's clock."),
        "last_ns": Column(dtype=pl.Int64, unit="ns", doc="End of its last flow."),
        "cells": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Cells that show it, in order of the scenario.",
        ),
        "cells_since": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Later cells in the claim's scope that do not show it, in order of time.",
        ),
        "leads": Column(dtype=pl.List(pl.UInt64), doc="`lead_id` of every witness of it."),
    },
)
