"""BLIND_SPOTS: what could hide a witness, and which claims it blocks."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NOT_IN_FLOWS = "it does not lie in flows"

BLIND_SPOTS = Table(
    "blind_spots",
    "one blind spot, by cell as in the scenario, kind, claim and detail",
    {
        "blind_spot_id": Column(
            dtype=pl.UInt64, doc="Number of the row, from 0; the same for the same input."
        ),
        "cell": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Cell that it lies in.",
            null="of the claim's scope, so of no single cell",
        ),
        "selection": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Choice of cells that does not cover what the claim is asserted for, in words.",
            null="of a cell, whatever the choice",
        ),
        "kind": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Blind spot kind (docs/verdicts.md)."),
        "blinds": Column(
            dtype=pl.List(pl.String), private=Privacy.PUBLIC, doc="Kinds of claim that it blinds, sorted."
        ),
        "claim": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="The only claim that it blocks.",
            null="every claim of the kinds in `blinds`",
        ),
        "detail": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="What is not known, and where; one sentence."
        ),
        "remedy": Column(dtype=pl.String, private=Privacy.TEXT, doc="What would mend it; one sentence."),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture to look at.", null="of no single capture"
        ),
        "packet": Column(dtype=pl.UInt64, doc="Packet to look at.", null="of no single packet"),
        "lead_id": Column(
            dtype=pl.UInt64, doc="The open lead that it comes from.", null="of no single contact"
        ),
        "flows": Column(
            dtype=pl.UInt64, doc="Flows of the vantage point that it lies in.", null=_NOT_IN_FLOWS
        ),
        "payload_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Payload of these flows, both ways.", null=_NOT_IN_FLOWS
        ),
        "octets_ratio": Column(
            dtype=pl.Float64,
            doc="Its share of the payload beyond the local network there, 0 to 1.",
            null=f"{_NOT_IN_FLOWS}, or no flow there has payload",
        ),
        "accepted": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Reason and expiry where the scenario accepts it; it blocks all the same.",
            null="not accepted",
        ),
    },
)
