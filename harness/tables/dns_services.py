"""DNS_SERVICES: what an HTTPS or SVCB record of a DNS answer says of a service."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

DNS_SERVICES = Table(
    "dns_services",
    "one SVCB or HTTPS record of a DNS answer, by capture, packet and place in the message",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the message."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "client_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Who the answer was sent to."),
        "resolver_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Who answered."),
        "owner": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Name that the record belongs to, as in names; for a port other than the usual one it begins `_8443._https.`.",
            spec="RFC 9460 §2.3",
        ),
        "target": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Host that gives the service; `.` with priority 0: it is not offered.",
            spec="RFC 9460 §2.5",
        ),
        "priority": Column(
            dtype=pl.UInt16,
            doc="0: alias mode, the target is another name for the service; else least first.",
            spec="RFC 9460 §2.4.1",
        ),
        "alpn": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Protocols that it lists, the first 16, octets outside printable ASCII as in names.",
            spec="RFC 9460 §7.1",
        ),
        "ech": Column(
            dtype=pl.Boolean,
            doc=(
                "Whether it has an `ech` parameter. A client that was sent one can hide the name that it connects to; "
                "one that was not can only look as if it did (GREASE), unless it knows the parameter from elsewhere."
            ),
            spec="RFC 9848, RFC 9849 §6.2",
        ),
        "ttl_s": Column(dtype=pl.UInt32, unit="s", doc="How long the record may be kept."),
        "ech_config_ids": Column(
            dtype=pl.List(pl.UInt8),
            doc=(
                "Numbers of the keys in the `ech` parameter, in its order, the first 16 of version 0xfe0d: a hello "
                "that uses one says its number. Empty also where the parameter cannot be read."
            ),
            spec="RFC 9849 §4",
        ),
        "ech_public_names": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NAME,
            doc="For each of them the name that stands outside such a hello, in place of the one that it hides.",
            spec="RFC 9849 §4",
        ),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried the message."),
    },
)
