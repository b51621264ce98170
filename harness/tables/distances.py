"""DISTANCES: how far away an address can be at most, as seen from one vantage point, and which countries that leaves."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NONE = "no sample bounds a distance"
_NO_SITE = "no sample bounds a distance, or it is not known where the vantage point is"

DISTANCES = Table(
    "distances",
    "one remote address that answered, and one vantage point, by both",
    {
        "vantage": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that the answers came to."
        ),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address that answered."),
        "rtt_ns": Column(
            dtype=pl.Int64, unit="ns", doc="Least round trip that bounds the distance.", null=_NONE
        ),
        "kind": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Its kind, as in round_trips.", null=_NONE
        ),
        "basis": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Why question and answer belong together, as in round_trips.",
            null=_NONE,
        ),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that it is of.", null=_NONE),
        "capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that the flow begins in.", null=_NONE
        ),
        "packet": Column(dtype=pl.UInt64, doc="First packet of the flow.", null=_NONE),
        "samples": Column(
            dtype=pl.UInt64, doc="Samples that bound a distance, the least of each flow and kind counted."
        ),
        "unusable": Column(
            dtype=pl.UInt64, doc="Samples that do not, although question and answer belong together."
        ),
        "doubts": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc=(
                "Why they do not, sorted. `unspent_ttl`: the answer crossed no router. `near_everywhere`: all servers answered at once. "
                "`far_below_hello`: TCP answered much sooner than TLS or QUIC. `far_below_handshake`: TLS or QUIC did, where a local VPN asks the server first. `vpn_capture`: a local VPN answers for TCP servers. "
                "`intercepted`: a proxy stands between. `local_authority`: it made up certificates. `other_clock`: not timed by the capture's clock."
            ),
        ),
        "no_site": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Why there is no place to measure from: `no_coordinates`; `vpn_exit` that no landmark bears out; `refuted`: a landmark answered "
                "sooner than it can have."
            ),
            null="there is one",
        ),
        "latitude": Column(
            dtype=pl.Float64,
            private=Privacy.POSITION,
            unit="degrees",
            doc="Where the vantage point is.",
            null="see no_site",
        ),
        "longitude": Column(
            dtype=pl.Float64,
            private=Privacy.POSITION,
            unit="degrees",
            doc="Where the vantage point is.",
            null="see no_site",
        ),
        "error_km": Column(dtype=pl.Float64, unit="km", doc="How far off that may be.", null="see no_site"),
        "radius_km": Column(
            dtype=pl.Float64,
            unit="km",
            doc="Grade A: light in vacuum goes so far in half of the round trip, what clocks may leave out added.",
            null=_NONE,
        ),
        "radius_in_fibre_km": Column(
            dtype=pl.Float64, unit="km", doc="Grade B: light in fibre, refractive index 1.46.", null=_NONE
        ),
        "excluded": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Countries that lie beyond radius_km and error_km, sorted; empty where nothing bounds the distance.",
        ),
        "possible": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="All other countries that borders are known of, sorted.",
            null=_NO_SITE,
        ),
        "possible_in_fibre": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Those that light in fibre reaches; shown, and never used for verdicts.",
            null=_NO_SITE,
        ),
    },
)
