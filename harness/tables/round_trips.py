"""ROUND_TRIPS: least time from a request of one side to the other's answer, by kind.

Every sample includes the way there and back between capture point and the answering side, so
each is an upper bound on the distance. Handshakes are in HANDSHAKES with all that is
known of them; here is what they and later exchanges say of distance.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

ROUND_TRIPS = Table(
    "round_trips",
    "one kind of sample to one side of one flow, in the order of flows, kinds and sides",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that the samples are of."),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the flow's first packet."
        ),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "kind": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "`tcp_handshake`: SYN to SYN-ACK. `tls_hello`: ClientHello to ServerHello. `quic_initial`: client's "
                "Initial to server's. `data_ack`: payload to its acknowledgement."
            ),
        ),
        "answered_by": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Side that answered: `server` or `client`."
        ),
        "least_ns": Column(dtype=pl.Int64, unit="ns", doc="Least sample."),
        "samples": Column(
            dtype=pl.UInt64,
            doc="How many there are; of `data_ack` at most 65,535 are counted, and borders of files cost some.",
        ),
        "basis": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Why question and answer belong together. `tsecr`: each answer names the question's timestamp. "
                "`single_syn`: only one SYN was seen. `upstream`: a proxy timed its own connection to the server, by a clock that can be set. `upstream_steady`: likewise, by one that cannot. `sequence`: by sequence numbers of what was sent once, as far as "
                "was captured. `first`: the first payload each way."
            ),
        ),
        "distance_usable": Column(
            dtype=pl.Boolean,
            doc=(
                "The samples may bound a distance: named by `tsecr`; or no drops are reported by any capture of the "
                "vantage point, no payload is missing, and the opening was seen well after the capture began. Of hellos also: "
                "application data followed. Of `upstream` and `upstream_steady`: no further proxy is known."
            ),
        ),
    },
)
