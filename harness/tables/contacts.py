"""CONTACTS: who of ours was in contact with which endpoint, and in which steps."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

CONTACT_KEY = (
    "cell",
    "vantage_point",
    "server_ip",
    "transport",
    "server_port",
    "owner",
    "grade",
    "device",
    "step",
    "name",
)

CONTACTS = Table(
    "contacts",
    "one remote endpoint contacted under one name by one owner and device in one step at one vantage point of one cell, by key",
    {
        "contact_id": Column(dtype=pl.UInt64, doc="Number of the row, from 0; the same for the same input."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "vantage_point": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Remote address as on the wire."),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
        "server_port": Column(
            dtype=pl.UInt16, doc="Remote port.", null="no ports, or the remote side opened the flow"
        ),
        "scope": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`carrier` or `internet`; `local` only where it leads on: tunnels, proxies, stand-in and reserved addresses.",
        ),
        "scope_kind": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in endpoints."),
        "onward": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Why what is sent there is passed on to servers that are not seen: `proxy` (it was asked to reach another), `tunnel`, "
                "`likely_tunnel` (by transport or port), `stand_in`, `reserved`."
            ),
            null="nothing tells that it is: a server may pass data on all the same",
        ),
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Name told in its flows, else the only one that its sender asked for the address; else the likeliest.",
            null="no name seen: not 'has no name'",
        ),
        "possible_names": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NAME,
            doc="Names that may have been meant, sorted: several that the sender asked for the address, or those of the endpoint.",
            null="`name` is certain, or no name was seen",
        ),
        "owner": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in attributions."),
        "grade": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="As in attributions.",
            null="the sender matches nothing listed",
        ),
        "device": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Device under test that sent it.", null="none known"
        ),
        "senders": Column(
            dtype=pl.List(pl.String), private=Privacy.ADDRESS, doc="Addresses of our side, sorted."
        ),
        "reason": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Why it is held for this owner's; of the flow with the packet.",
        ),
        "flows": Column(dtype=pl.UInt64, doc="Flows of this contact."),
        "payload_octets_up": Column(dtype=pl.UInt64, unit="octets", doc="Sent to the endpoint."),
        "payload_octets_down": Column(dtype=pl.UInt64, unit="octets", doc="Received from it."),
        "contact": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Firmest level: `attempted` < `connected` < `handshake` < `data`; of flows with a known remote side, where "
            "there are any.",
        ),
        "remote_known": Column(
            dtype=pl.Boolean,
            doc="Whether it is certain enough that this is the far side; else never a witness.",
        ),
        "first_ns": Column(dtype=pl.Int64, unit="ns", doc="Start of the first flow, by the capture's clock."),
        "last_ns": Column(dtype=pl.Int64, unit="ns", doc="End of the last flow, by the capture's clock."),
        "data_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="First payload sent to the endpoint, by the capture's clock.",
            null="none was sent",
        ),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture of the packet to look at."),
        "packet": Column(
            dtype=pl.UInt64, doc="Packet to look at: the first with payload to the endpoint, else the first."
        ),
        "step": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Step that this packet lies in.",
            null="outside every step of the cell",
        ),
        "steps": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Steps that its flows touch, in order of the scenario.",
        ),
    },
)
