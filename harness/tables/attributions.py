"""ATTRIBUTIONS: whose each flow is, and how that is known (DESIGN section 5)."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

ATTRIBUTIONS = Table(
    "attributions",
    "one sender of one flow: the side that is ours or may be, and every side that is a device under test; by flow_id and sender",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Key of the flow."),
        "cell": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario that the flow was seen in."
        ),
        "vantage_point": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point of the scenario."),
        "owner": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`subject`, `tool` (our own), `other` (listed, not under test), `background` (the device sends there without "
            "the app too), `delegated` (a system service that may send for the app), `unassigned`.",
        ),
        "grade": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="How it is known: `tap` < `device` < `difference` < `join` < `uid`.",
            null="the sender matches nothing listed",
        ),
        "device": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Device under test that sent it.", null="none known"
        ),
        "sender": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address of this side."),
        "near": Column(
            dtype=pl.Boolean,
            doc="This side is ours, or may be; false where it is only the far side of a local flow.",
        ),
        "reason": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Why it is held for this owner's; one sentence."
        ),
    },
)
