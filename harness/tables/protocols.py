"""PROTOCOLS: what the payloads of a flow show of the protocol spoken, by content and never by port."""

from __future__ import annotations

import polars as pl

from harness.tables.schema import Column, Table

PROTOCOLS = Table(
    "protocols",
    "one thing that a message showed of the protocol spoken, by capture and packet",
    {
        "capture": Column(dtype=pl.String, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the message."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried the message."),
        "by_client": Column(dtype=pl.Boolean, doc="The flow's client sent it."),
        "protocol": Column(
            dtype=pl.String,
            doc=(
                "Word for the protocol (docs/names.md). TLS, QUIC, DNS and HTTP/1 stand here only with what they told "
                "beyond hellos and names. `opaque`: no header in clear and no pattern, as of fully encrypted protocols."
            ),
        ),
        "key": Column(
            dtype=pl.String,
            doc=(
                "What `value` is: `target` (host and port that a proxy was asked for), `client_id`, `topic`, `serial`, "
                "`software`, `realm`, ..."
            ),
            null="the row says only that the protocol is spoken",
        ),
        "value": Column(
            dtype=pl.String,
            doc="As sent, octets outside printable ASCII as \\DDD, cut where very long.",
            null="as `key`",
        ),
    },
)
