"""CLASSES: what the catalogue says an endpoint is."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

CLASSES = Table(
    "classes",
    "one endpoint, in the order of endpoints",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Key of the endpoint."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Key of the endpoint."),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Key of the endpoint."),
        "server_port": Column(dtype=pl.UInt16, doc="Key of the endpoint.", null="no ports"),
        "rule": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Id of the most specific rule that matches.",
            null="no rule matches",
        ),
        "category": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Category of that rule.", null="no rule matches"
        ),
        "operator": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Who runs the service, by that rule.",
            null="no rule matches",
        ),
        "control_country": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Country of legal control of that operator; not a place.",
            null="no rule matches, or control is not established",
        ),
        "confidence": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`documented`, `observed`, `inferred`, `unconfirmed`.",
            null="no rule matches",
        ),
        "matched": Column(
            dtype=pl.String, private=Privacy.NAME, doc="Name or prefix that matched.", null="no rule matches"
        ),
        "hosting_rule": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Id of the rule for who hosts or routes the address.",
            null="no rule matches",
        ),
        "hosting_operator": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Who hosts or routes it, by that rule.",
            null="no rule",
        ),
        "hosting_control_country": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Country of legal control of the host; not a place.",
            null="no rule, or control is not established",
        ),
        "also": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Ids of the other rules that match, of software too, sorted.",
        ),
    },
)
