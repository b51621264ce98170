"""COVERAGE: which share of what a cell is about was seen."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

COVERAGE = Table(
    "coverage",
    "one measure of one cell, by cell as in the scenario and measure",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "measure": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`packets` not lost; `frames` readable; `time` of the steps captured; `liveness` of devices in steps; "
            "`evidence` of steps; `attributed` contacts; `placed` contacts; "
            "`measured` addresses on the internet: those that round trips bound the distance of; of payload sent up by the subject or "
            "by what could be it, at the vantage point where the share is least: `octets_attributed` to a known sender, `octets_located` in a known "
            "place, `octets_named` under a certain name, `octets_decoded` to endpoints none of whose flows is `undecoded`.",
        ),
        "seen": Column(dtype=pl.Float64, doc="How much was seen, in the unit of `total`.", null="not known"),
        "total": Column(dtype=pl.Float64, doc="How much there was.", null="not known"),
        "ratio": Column(
            dtype=pl.Float64,
            doc="`seen` by `total`, 0..1.",
            null="not known, or there was nothing to see: not the same as 0",
        ),
        "unit": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="packets, seconds, devices in steps, steps, contacts, addresses, octets.",
        ),
        "weighs": Column(
            dtype=pl.Boolean,
            doc="Whether it is part of a judgement's coverage: the least of these is; the others are only told.",
        ),
    },
)
