"""TRAITS: what is spoken with each endpoint, what it was asked to reach, and what hides its name or content."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

TRAITS = Table(
    "traits",
    "one endpoint, in the order of endpoints",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Key of the endpoint."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Key of the endpoint."),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Key of the endpoint."),
        "server_port": Column(dtype=pl.UInt16, doc="Key of the endpoint.", null="no ports"),
        "protocols": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Protocols that payloads of its flows show, sorted (docs/names.md). Empty: none was recognised.",
        ),
        "port_protocol": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Protocol that its port suggests: no evidence.",
            null="payloads show a protocol, or the port suggests none",
        ),
        "proxy_targets": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Hosts and ports that it was asked to reach as a proxy (HTTP CONNECT, SOCKS), sorted: the real endpoints.",
        ),
        "obscured": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Kinds of blind spot that lie in its flows, sorted; see obscured.",
        ),
    },
)
