"""MQTT_MESSAGES: who a client of MQTT says it is, and which topics it publishes to and subscribes to."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

MQTT_MESSAGES = Table(
    "mqtt_messages",
    "one kind of message with one client id and topic in one flow, by vantage point, capture and packet",
    {
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the first of them."
        ),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the first one."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried them."),
        "client_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="The flow's client."),
        "client_port": Column(dtype=pl.UInt16, doc="Client's port."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="The flow's server."),
        "server_port": Column(dtype=pl.UInt16, doc="Server's port."),
        "seen_by": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="`keylog`: decrypted with the connection's keys."
        ),
        "kind": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`connect`, `publish` or `subscribe`.",
            spec="MQTT 3.1.1 §2.2.1, MQTT 5.0 §2.1.2",
        ),
        "from_client": Column(dtype=pl.Boolean, doc="Whether the flow's client sent them."),
        "client_id": Column(
            dtype=pl.String,
            private=Privacy.IDENTIFIER,
            doc="Client Identifier, odd octets as \\DDD.",
            null="not a CONNECT",
            spec="MQTT 3.1.1 §3.1.3.1",
        ),
        "topic": Column(
            dtype=pl.String,
            private=Privacy.LEVELS,
            doc="Topic name or filter, odd octets as \\DDD; may hold a serial number.",
            null="a CONNECT, or a topic that an alias stands for",
            spec="MQTT 3.1.1 §4.7",
        ),
        "messages": Column(dtype=pl.UInt64, doc="How many there are."),
        "message_octets": Column(dtype=pl.UInt64, unit="octets", doc="Of what they published, all together."),
    },
)
