"""TLS_SESSIONS: which TLS and QUIC sessions could be opened with the tester's keys, and which could not.

Made only where there are keys at all: a key log that was given, or secrets in a capture's file.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

TLS_SESSIONS = Table(
    "tls_sessions",
    "one session by its ClientHello, by vantage point, capture and packet",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the hello."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the hello."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried it."),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`tls` or `quic`, as in hellos."),
        "has_secrets": Column(
            dtype=pl.Boolean, doc="Whether a key log, or the capture's file, has secrets for its random."
        ),
        "opened": Column(
            dtype=pl.Boolean,
            doc="Whether something in it was decrypted: its Finished, or what came behind. Whether all was is not told.",
        ),
        "messages": Column(
            dtype=pl.UInt64,
            doc="Requests, answers and messages that were read in its flow; 0 where nothing was.",
        ),
        "why_not": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Why it was not opened. `no_secrets`: nobody has them. `not_read`: they are there, and the program that decrypts is "
                "not, or ended before. `not_opened`: tried, and nothing became readable: wrong or too few secrets, packets missing, or "
                "a protocol that tshark cannot decrypt."
            ),
            null="it was opened",
        ),
    },
)
