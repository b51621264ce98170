"""CONTENT and UNDECODED: what was found in payloads in clear, and what of them was not read.

A value is never in a table: what matched stands there as a digest that needs the value to be checked.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_FLOW = "no flow of the two ends at that time"

CONTENT = Table(
    "content",
    "one value found in one place, by capture, packet and offset",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried it.", null=_NO_FLOW),
        "way": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`up`: sent by the flow's client; `down`: by its server.", null=_NO_FLOW),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of that packet."),
        "packet": Column(
            dtype=pl.UInt64,
            doc="Packet with the value's last octet, from 1; of a value in a compressed stream or coded run the one that this begins in.",
        ),
        "seen_by": Column(
            dtype=pl.String, private=Privacy.PUBLIC,
            doc="How it became readable, as in requests: `clear`, `keylog`, `proxy` or `har`.",
        ),
        "standing": Column(
            dtype=pl.String, private=Privacy.PUBLIC,
            doc="`witness`: planted data in a form that chance does not make; `lead`: resembles such data, or chance could have made it.",
        ),
        "kind": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Kind of the planted value, or category of the lead."),
        "found_id": Column(dtype=pl.String, private=Privacy.TEXT, doc="Id of the planted value in the scenario, or of the lead's pattern."),
        "encoding": Column(
            dtype=pl.String, private=Privacy.PUBLIC,
            doc="What was undone, outermost first, and last the form of the value: `gzip > base64 > plain`.",
        ),
        "part": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`body`, `header`, `query` of HTTP/1; `stream`, `datagram` of all else."),
        "offset_octets": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Place in the innermost octets. Of `stream` and `datagram` counted from where a window of them begins.",
        ),
        "outer_offset_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Place in the part of what holds it, counted likewise."
        ),
        "digest": Column(
            dtype=pl.String, private=Privacy.IDENTIFIER,
            doc="HMAC-SHA-256 of the octets that matched; the key is the SHA-256 of the capture file, as 32 octets.",
            spec="RFC 2104",
        ),
    },
)  # fmt: skip

UNDECODED = Table(
    "undecoded",
    "one reason in one direction of a flow, by capture and first packet",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried it.", null=_NO_FLOW),
        "way": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="`up` or `down`, as in content.", null=_NO_FLOW),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the first packet concerned."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet, from 1."),
        "reason": Column(
            dtype=pl.String, private=Privacy.PUBLIC,
            doc="`tls`, `quic`: no keys; `opaque`: looks random and no known form explains it; `unknown_coding`, `damaged`, `incomplete`, "
            "`too_large`, `too_deep`, `media`, `encrypted_zip`.",
        ),
        "octets": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Payload that was not read, of what was met inside a packed body its unpacked octets; windows of streams overlap, so that "
            "up to 2 % may count twice.",
        ),
    },
)  # fmt: skip
