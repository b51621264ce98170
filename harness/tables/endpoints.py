"""ENDPOINTS: remote address, transport and port, with every name seen for it."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.domains import NO_DOMAIN
from harness.tables.schema import Column, Table
from harness.tables.translations import NAT64_COLUMNS

ENDPOINT_KEY = ("vantage", "server_ip", "transport", "server_port")

_NO_TRIP = "no flow has a usable one"

ENDPOINTS = Table(
    "endpoints",
    "one remote address, transport and port at one vantage point, most payload sent first, then by key",
    {
        "vantage": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc="Vantage point that saw it; octets of several must not be added up.",
        ),
        "server_ip": Column(
            dtype=pl.String,
            private=Privacy.ADDRESS,
            doc="Remote address as on the wire, also where it opened the flow itself.",
        ),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
        "server_port": Column(
            dtype=pl.UInt16, doc="Remote port.", null="no ports, or the remote side opened the flow"
        ),
        "scope": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`local`, `carrier` or `internet`."),
        "scope_kind": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Address block that decides the scope, e.g. `private`; `nat64` also where `nat64_prefix` does.",
        ),
        **NAT64_COLUMNS,
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc=(
                "Best supported name: in its own flows (sni, quic_sni, decrypted_host, http_host, the only name of its certificate) before DNS for a "
                "client that used it; a wildcard or one of several related names of its certificate only where nothing else is, hearsay last."
            ),
            null="no name seen: not 'has no name'",
        ),
        "name_source": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Source of `name`.", null="no name seen"
        ),
        "name_grade": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "How well `name` is supported. A: told in this endpoint's own flows (sni, quic_sni, decrypted_host, http_host). B: the only name of the "
                "certificate that it sent. C: by a DNS answer that a client of it had asked for before a flow began, not older than its "
                "TTL. D: otherwise (another client, time or port; hints; glue; one of several names of its certificate). E: hearsay."
            ),
            null="no name seen",
        ),
        "name_capture": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Capture that holds the packet that first told `name` by this means.",
            null="no name seen; hosts_file",
        ),
        "name_packet": Column(
            dtype=pl.UInt64,
            doc="Number of that packet; of a record file, of the record.",
            null="no name seen; capture_nrb, hosts_file: a file states it, and no packet",
        ),
        "registrable_domain": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc=(
                "Of `name`: the domain that somebody registered with a registry, by the ICANN section of the Public Suffix List; of a "
                "wildcard, that of what it stands on. Customers of one host share the host's."
            ),
            null=f"no name seen, or it has none: {NO_DOMAIN}",
        ),
        "names": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NAME,
            doc="Every name seen for it by other means than certificates and hearsay, best supported first; classes rest on these.",
        ),
        "hearsay_names": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NAME,
            doc=(
                "What others call its address (hosts_file, mdns, llmnr, ptr, capture_nrb) and no client asked for or told, in this order; no rule and no "
                "claim goes by them."
            ),
        ),
        "clients": Column(
            dtype=pl.List(pl.String),
            private=Privacy.ADDRESS,
            doc="Addresses on this side of its flows, sorted.",
        ),
        "flows": Column(dtype=pl.UInt64, doc="Flows to it."),
        "packets_up": Column(dtype=pl.UInt64, unit="packets", doc="Sum over flows, to the endpoint."),
        "packets_down": Column(dtype=pl.UInt64, unit="packets", doc="Sum over flows, from the endpoint."),
        "ip_octets_up": Column(dtype=pl.UInt64, unit="octets", doc="Sum over flows, to the endpoint."),
        "ip_octets_down": Column(dtype=pl.UInt64, unit="octets", doc="Sum over flows, from the endpoint."),
        "payload_octets_up": Column(dtype=pl.UInt64, unit="octets", doc="Sum over flows, to the endpoint."),
        "payload_octets_down": Column(
            dtype=pl.UInt64, unit="octets", doc="Sum over flows, from the endpoint."
        ),
        "remote_known": Column(
            dtype=pl.Boolean,
            doc="Whether it is certain enough that this is the far side of some flow; else it is never a witness.",
        ),
        "contact": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="The firmest contact of its flows, of those with a known remote side where there are any.",
        ),
        "first_ns": Column(dtype=pl.Int64, unit="ns", doc="Start of the first flow."),
        "last_ns": Column(dtype=pl.Int64, unit="ns", doc="End of the last flow."),
        "rtt_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc=(
                "Least round trip of all its flows and kinds that may bound a distance and that this side answered. "
                "Something close by may answer in its name; a time alone proves no place."
            ),
            null=_NO_TRIP,
        ),
        "rtt_kind": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Its kind, as in round_trips.", null=_NO_TRIP
        ),
        "rtt_capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that its flow begins in.", null=_NO_TRIP
        ),
        "rtt_packet": Column(
            dtype=pl.UInt64,
            doc="First packet of its flow: by both, the flow and so its round_trips are found.",
            null=_NO_TRIP,
        ),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture of the packet to look at."),
        "packet": Column(
            dtype=pl.UInt64,
            doc="Packet to look at: the first with payload to the endpoint, else the first of all.",
        ),
    },
)
