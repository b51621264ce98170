"""NAMES: this name was tied to this address, in this packet, by this means.

Where a record file tells it, ``packet`` is the number of the record.

What the file of a capture states (`capture_nrb`), or a hosts file of the tester (`hosts_file`), is in no packet: these
rows have neither packet, time, client nor flow.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_PACKET = "capture_nrb, hosts_file: a file states it, and no packet"

NAMES = Table(
    "names",
    "one observation, by capture, packet and place in the message; those that were decrypted, in the same order, behind all others",
    {
        "capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture that holds the packet.",
            null="hosts_file: no capture says so",
        ),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(
            dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the message.", null=_NO_PACKET
        ),
        "packet": Column(
            dtype=pl.UInt64, doc="Number of that packet in the capture, from 1.", null=_NO_PACKET
        ),
        "client_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc="Who the answer was sent to, a group where it was multicast; or who opened the connection (all others).",
            null=_NO_PACKET,
        ),
        "client_port": Column(
            dtype=pl.UInt16, doc="Client's port.", null=f"protocol without ports; HAR; {_NO_PACKET}"
        ),
        "server_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc="Address the name was tied to: that in the answer (ptr: that asked), the server (certificate), or the peer.",
        ),
        "server_port": Column(
            dtype=pl.UInt16, doc="Peer's port.", null=f"an answer names no port; {_NO_PACKET}"
        ),
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Lower case, no trailing dot; octets outside printable ASCII as \\DDD (RFC 1035 §5.1).",
        ),
        "source": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`dns`, `dns_cname`, `dns_hint` (advice of an HTTPS or SVCB record), `sni`, `quic_sni`, `http_host`, `decrypted_host` (of a request that was opened with the tester's keys); `proxy`: a proxy saw it in "
                "the client's hello or decrypted request, or the program that sent the request wrote it down (HAR); `certificate`: a name in "
                "the certificate that the server sent in clear, which nobody checked; hearsay: `ptr`, `mdns`, `llmnr`, `capture_nrb` "
                "(the capture's file states it), `hosts_file` (the tester's file states it, at every vantage point)."
            ),
        ),
        "ttl_s": Column(
            dtype=pl.UInt32,
            unit="s",
            doc="Least TTL on the way from the question to the address.",
            null="no answer",
        ),
        "asked": Column(
            dtype=pl.Boolean,
            doc="False for a record that answers no question of its message (glue).",
            null="no answer; ptr: nobody asked for the name; mdns: responses repeat no question",
        ),
        "certificate": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "How far the names of the same certificate reach. `one`: there is no other. `kin`: all lie at or below one of "
                "them. `several`: others too, and which of them the connection was for is not told."
            ),
            null="not from a certificate",
        ),
        "resolver_ip": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Who answered.", null="no answer"
        ),
        "flow_id": Column(
            dtype=pl.UInt64,
            doc="Flow that carried the message.",
            null=f"{_NO_PACKET}; a record whose flow is not known",
        ),
    },
)
