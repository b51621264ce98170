"""LEADS: contacts that contradict a claim, or could, or would if they were the subject's."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

LEADS = Table(
    "leads",
    "one contact that matters to one claim, by claim, cell, standing and contact; contacts that are clear are left out",
    {
        "lead_id": Column(dtype=pl.UInt64, doc="Number of the row, from 0; the same for the same input."),
        "claim": Column(dtype=pl.String, private=Privacy.TEXT, doc="Claim of the scenario."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell that it was seen in."),
        "contact_id": Column(dtype=pl.UInt64, doc="The contact."),
        "standing": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`witness` contradicts the claim; `open` could, and blocks PASS; `excluded` is our own tools' or another "
            "device's and is only listed.",
        ),
        "blind_spot": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Open: what keeps it from being decided, a blind spot kind.",
            null="not open",
        ),
        "reason": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Why, with what the place rests on; one sentence."
        ),
        "finding": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Identity across cells and runs: claim and host name, else AS number, port and transport; never the address.",
            null="not a witness",
        ),
        "under_interference": Column(
            dtype=pl.Boolean, doc="Seen while the harness or rig changed what the product does."
        ),
    },
)
