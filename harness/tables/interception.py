"""PROXY_FAILURES: clients that would not speak through an intercepting proxy.

Not accepting the proxy's CA is not *pinning*: apps distrust CAs that a user installed. Who says pinned must know that
the CA was in the system's store.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_ENDS = "the record does not say"

PROXY_FAILURES = Table(
    "proxy_failures",
    "one connection that a client gave up, by capture and packet",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Record file that tells of it."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that it is of."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="When the client gave up."),
        "packet": Column(dtype=pl.UInt64, doc="Number of the record in the file, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that it was.", null="no flow is known"),
        "client_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="The client.", null=_NO_ENDS),
        "client_port": Column(dtype=pl.UInt16, doc="Client's port.", null=_NO_ENDS),
        "server_ip": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Server that it meant.", null=_NO_ENDS
        ),
        "server_port": Column(dtype=pl.UInt16, doc="Server's port.", null=_NO_ENDS),
        "sni": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Name that it asked for, as in names.",
            null="none, or not told",
        ),
        "reason": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`ca_not_accepted`: it refused the proxy's certificate. `closed_without_data`: it completed the handshake and left "
                "without a word. `handshake_failed`: the handshake ended otherwise."
            ),
        ),
        "ca_in_system_store": Column(
            dtype=pl.Boolean,
            doc="Whether the proxy's CA was in the store that the system trusts: only then a refusal means pinned.",
            null="nothing says so",
        ),
    },
)
