"""HANDSHAKES: the opening of each TCP connection whose SYN or SYN-ACK was seen.

Keyed by flow and the client's initial sequence number (RFC 9293 §3.4), which also
joins the same connection across NAT.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

HANDSHAKES = Table(
    "handshakes",
    "one TCP connection opening, in the order of flows",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that it opened."),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the flow's first packet."
        ),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "client_isn": Column(
            dtype=pl.UInt32,
            doc="Client's initial sequence number: its SYN's, or the SYN-ACK's acknowledgement - 1.",
        ),
        "syn_packets": Column(
            dtype=pl.UInt32, unit="packets", doc="SYNs with that number, retransmissions included."
        ),
        "synack_packets": Column(dtype=pl.UInt32, unit="packets", doc="SYN-ACKs that acknowledge it."),
        "syn_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the first SYN.", null="SYN not seen"),
        "syn_capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture that holds the first SYN.",
            null="SYN not seen",
        ),
        "syn_packet": Column(dtype=pl.UInt64, doc="Its packet number there.", null="SYN not seen"),
        "synack_ns": Column(
            dtype=pl.Int64, unit="ns", doc="Time of the first SYN-ACK.", null="SYN-ACK not seen"
        ),
        "synack_capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture that holds the first SYN-ACK: a later file of the ring if the SYN's ended before it came.",
            null="SYN-ACK not seen",
        ),
        "synack_packet": Column(dtype=pl.UInt64, doc="Its packet number there.", null="SYN-ACK not seen"),
        "syn_tsval": Column(
            dtype=pl.UInt32, doc="TSval of the first SYN.", null="no timestamp option", spec="RFC 7323 §3"
        ),
        "synack_tsecr": Column(
            dtype=pl.UInt32, doc="TSecr of the first SYN-ACK.", null="no timestamp option", spec="RFC 7323 §3"
        ),
        "rtt_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="First SYN to first SYN-ACK, where `rtt_basis` says that they belong together.",
            null="one of them not seen, or which SYN was answered is not certain",
        ),
        "rtt_basis": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`tsecr`: the answer names the first SYN. `single_syn`: only one SYN was seen.",
            null="no rtt_ns",
        ),
        "distance_usable": Column(
            dtype=pl.Boolean,
            doc=(
                "The sample may bound a distance: named by `tsecr`; or a single SYN, no drops reported, and the "
                "capture had begun well before it, so that no earlier SYN was missed."
            ),
        ),
    },
)
