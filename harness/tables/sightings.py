"""SIGHTINGS: who sent when, in spans of 10 s.

Flows cannot tell this: their times are those of both sides' packets. A sender is an address
with the MAC that its frames bear. A row is a fact about one packet, the first of its sender
in the span; whether more came in the span is not told.

Blind spots: packets without IP (ARP, frames that cannot be read) or without a time show
nobody, and of a tunnelled packet only the inner sender is told. Addresses and MACs can be
imitated.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

SIGHTINGS = Table(
    "sightings",
    (
        "the first packet of one sender in one span of 10 s in one capture, spans beginning at whole "
        "multiples of 10 s since the Unix epoch; captures of a vantage point together, each by time and packet"
    ),
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "sender": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Source address of the innermost IP header."
        ),
        "mac": Column(
            dtype=pl.String,
            private=Privacy.MAC,
            doc="Link-layer sender, as in flows; behind a router that is the router.",
            null="the frame carries no MAC",
        ),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet by the capture's clock."),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "packet": Column(dtype=pl.UInt64, doc="Its number there, from 1."),
    },
)
