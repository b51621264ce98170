"""OBSCURED: what hides names or content in the flows of a vantage point, how much of them, and which claims that blinds."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

OBSCURED = Table(
    "obscured",
    "one kind of blind spot that lies in flows beyond the local network of one vantage point, by both",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw the flows."),
        "kind": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Blind spot kind (docs/verdicts.md)."),
        "blinds": Column(
            dtype=pl.List(pl.String), private=Privacy.PUBLIC, doc="Kinds of claim that it blinds, sorted."
        ),
        "endpoints": Column(dtype=pl.UInt64, doc="Endpoints with such flows."),
        "flows": Column(dtype=pl.UInt64, doc="Flows that it lies in; one flow may have several kinds."),
        "payload_octets": Column(dtype=pl.UInt64, unit="octets", doc="Payload of these flows, both ways."),
        "octets_ratio": Column(
            dtype=pl.Float64,
            doc="Their share of the payload of all flows beyond the local network there, 0 to 1.",
            null="no flow there has payload",
        ),
        "capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture of the packet to look at: of the earliest such flow.",
        ),
        "packet": Column(
            dtype=pl.UInt64, doc="Its first packet with payload to the endpoint, else its first."
        ),
    },
)
