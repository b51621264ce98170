"""PLACES: what each source says about where an address is.

Four questions that are never mixed: who is it *registered* to (RIR), who *operates*
it (origin AS), where do vendors *geolocate* it, where can it *physically* be (RTT).
Registered and operator countries are not places and take no part in ``candidates``.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table
from harness.tables.translations import NAT64_COLUMNS

_VOTES = pl.List(pl.Struct({"source": pl.String, "lineage": pl.String, "country": pl.String}))
_NO_BOUND = "no round trip bounds its distance, or it is not known where the vantage point is"
EVIDENCE = {
    "looked_up_ip": pl.String,
    **{name: column.dtype for name, column in NAT64_COLUMNS.items()},
    "routed": pl.Boolean,
    "asn": pl.UInt32,
    "registered_country": pl.String,
    "operator_country": pl.String,
    "located": _VOTES,
    "anycast": pl.Boolean,
    "candidates": pl.List(pl.String),
    "status": pl.String,
}
"""What judging needs of an address, by the names of the columns of PLACES."""

_LOCATED = {
    "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address as on the wire."),
    "looked_up_ip": Column(
        dtype=pl.String,
        private=Privacy.ADDRESS,
        doc="Address looked up: the IPv4 inside a NAT64, 6to4, Teredo or IPv4-mapped address, else the same.",
    ),
    **NAT64_COLUMNS,
    "routed": Column(
        dtype=pl.Boolean,
        doc="An origin AS was seen announcing it.",
        null="special-purpose address, which no data cover",
    ),
    "asn": Column(dtype=pl.UInt32, doc="Origin AS number.", null="unrouted or not covered"),
    "as_org": Column(
        dtype=pl.String,
        private=Privacy.TEXT,
        doc="Name of that AS's holder.",
        null="unrouted or not covered",
    ),
    "registered_country": Column(
        dtype=pl.String,
        private=Privacy.PUBLIC,
        doc="Country in the RIR's delegation: the holder's legal base, not a place.",
        null="not delegated or not covered",
    ),
    "operator_country": Column(
        dtype=pl.String,
        private=Privacy.PUBLIC,
        doc="Country that the origin AS is registered in; not a place.",
        null="unrouted",
    ),
    "located": Column(
        dtype=_VOTES,
        private=Privacy.PUBLIC,
        doc="Each locator's answer, the sources without one left out.",
    ),
    "cloud": Column(
        dtype=pl.String,
        private=Privacy.TEXT,
        doc="Cloud whose published list holds it.",
        null="in no published list",
    ),
    "cloud_region": Column(
        dtype=pl.String,
        private=Privacy.TEXT,
        doc="Region in that list.",
        null="in no list, or the list gives no region",
    ),
    "anycast": Column(
        dtype=pl.Boolean,
        doc="Known to be announced from many places at once, or shown to be by round trips that no one place can have.",
    ),
    "candidates": Column(
        dtype=pl.List(pl.String),
        private=Privacy.PUBLIC,
        doc="Countries it could be in by any locator, less what physics excludes, sorted; the one left where physics confirms one.",
    ),
    "status": Column(
        dtype=pl.String, private=Privacy.PUBLIC, doc="How well the country is known: PlaceStatus."
    ),
    "country": Column(
        dtype=pl.String,
        private=Privacy.PUBLIC,
        doc="The one candidate, or the published cloud region's country.",
        null="several candidates, anycast, or none",
    ),
    "also": Column(
        dtype=pl.List(pl.Struct(EVIDENCE)),
        private=Privacy.TEXT,
        doc=(
            "Of an address in a told NAT64 prefix: what is said of the address itself, and of the IPv4 addresses behind "
            "other told prefixes. The answer that told the prefix may lie, so all must be clear to clear it."
        ),
    ),
}
"""What data say of an address, wherever it is seen from."""

LOCATED = Table("located", "one remote internet or carrier address, by address", _LOCATED)

PLACES = Table(
    "places",
    "one remote internet or carrier address as seen from one vantage point, by vantage point and address",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that it was seen from."),
        **_LOCATED,
        "rtt_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="Physics: least round trip that bounds the distance.",
            null=_NO_BOUND,
        ),
        "rtt_kind": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Its kind, as in round_trips.", null=_NO_BOUND
        ),
        "rtt_capture": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that its flow begins in.", null=_NO_BOUND
        ),
        "rtt_packet": Column(dtype=pl.UInt64, doc="First packet of its flow.", null=_NO_BOUND),
        "radius_km": Column(
            dtype=pl.Float64,
            unit="km",
            doc="Farther from the vantage point than this it cannot be.",
            null=_NO_BOUND,
        ),
        "excluded": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc=(
                "Physics: countries out of reach, sorted; by this vantage point's own round trips, and by those of others only where a cloud "
                "publishes the address for one region."
            ),
        ),
        "excluded_jointly": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Of these, those that only round trips of other vantage points exclude, so that it rests on the cloud's list too.",
        ),
        "possible": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Physics: countries within reach, sorted.",
            null="physics says nothing: no usable round trip, or it is not known where the vantage point is",
        ),
        "rtt_doubts": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Why round trips of it bound no distance, as in distances; empty where all do.",
        ),
    },
)
