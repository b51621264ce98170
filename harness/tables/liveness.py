"""LIVENESS and STEP_EVIDENCE: was each device there, and did each step happen?"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

LIVENESS = Table(
    "liveness",
    "one device that a step needs, by cell, step and device as in the scenario",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "step": Column(dtype=pl.String, private=Privacy.TEXT, doc="Step of the cell."),
        "device": Column(dtype=pl.String, private=Privacy.TEXT, doc="Device under test."),
        "seen": Column(dtype=pl.Boolean, doc="Whether a packet of the device lies in the step."),
        "flows": Column(
            dtype=pl.UInt64,
            doc="Its flows that show it there without a sighting's help, local ones included; errs low.",
        ),
        "capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture of its first sighting in the step, else of the first of these flows.",
            null="not seen",
        ),
        "packet": Column(
            dtype=pl.UInt64, doc="The packet of that sighting, or the first of that flow.", null="not seen"
        ),
    },
)

STEP_EVIDENCE = Table(
    "step_evidence",
    "one sign that a step happened, in order of the scenario",
    {
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "step": Column(dtype=pl.String, private=Privacy.TEXT, doc="Step of the cell."),
        "kind": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`contacted`, `sent` or `stated`."),
        "wanted": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Host, device and octets, or what is stated."
        ),
        "met": Column(
            dtype=pl.Boolean,
            doc="Whether the captures show it; a statement counts as met and is marked by kind.",
        ),
        "found": Column(dtype=pl.String, private=Privacy.TEXT, doc="What was found.", null="nothing"),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture to look at.", null="not met, or stated"
        ),
        "packet": Column(dtype=pl.UInt64, doc="Packet to look at.", null="not met, or stated"),
    },
)
