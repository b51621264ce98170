"""TRANSLATIONS: remote addresses that lie in a NAT64 prefix which a DNS answer told."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

NAT64_COLUMNS = {
    "nat64_prefix": Column(
        dtype=pl.String,
        private=Privacy.TEXT,
        doc="NAT64 prefix that it lies in, as an AAAA answer for ipv4only.arpa told; the longest of several.",
        null="in no prefix that was told; 64:ff9b::/96 needs no telling",
        spec="RFC 7050 §3, RFC 6052 §2.2",
    ),
    "nat64_capture": Column(
        dtype=pl.String,
        private=Privacy.PUBLIC,
        doc="Capture of the first answer that told it.",
        null="no nat64_prefix",
    ),
    "nat64_packet": Column(
        dtype=pl.UInt64, doc="Number of that answer's packet in it.", null="no nat64_prefix"
    ),
}
"""Of ENDPOINTS and PLACES too."""

TRANSLATIONS = Table(
    "translations",
    "one remote address at one vantage point in one told prefix; by vantage point and address, longest prefix first",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw both."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address as on the wire."),
        "inner_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc="IPv4 address behind the prefix.",
            spec="RFC 6052 §2.3",
        ),
        **NAT64_COLUMNS,
    },
)
