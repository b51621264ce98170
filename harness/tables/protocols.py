"""PROTOCOLS: what payloads show of the protocol spoken, by content and never by port.

Remote ID in 802.11 frames is in no flow: a row is what one transmitter said, however often (decision 0140).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_FLOW: Final = "a frame without IP that stands for itself: Remote ID over Wi-Fi"
_IN_FLOW: Final = "a flow carried the message"

PROTOCOLS = Table(
    "protocols",
    "one thing that a message showed of the protocol spoken, by capture and packet; of a capture those in no flow last",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the message."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried the message.", null=_NO_FLOW),
        "by_client": Column(dtype=pl.Boolean, doc="The flow's client sent it.", null=_NO_FLOW),
        "protocol": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Word for the protocol (docs/names.md). TLS, QUIC, DNS and HTTP/1 stand here only with what they told "
                "beyond hellos and names. `opaque`: no header in clear and no pattern, as of fully encrypted protocols."
            ),
        ),
        "key": Column(
            dtype=pl.String,
            private=Privacy.TEXT,
            doc=(
                "What `value` is: `target` (host and port that a proxy was asked for), `client_id`, `topic`, `serial`, "
                "`software`, `realm`, ..."
            ),
            null="the row says only that the protocol is spoken",
        ),
        "value": Column(
            dtype=pl.String,
            private=Privacy.KEYED,
            doc="As sent, octets outside printable ASCII as \\DDD, cut where very long.",
            null="as `key`",
        ),
        "transmitter_mac": Column(
            dtype=pl.String,
            private=Privacy.MAC,
            doc="Station that sent the frame, by its own word: anyone can imitate it.",
            null=_IN_FLOW,
        ),
        "frames": Column(dtype=pl.UInt64, doc="Frames in which that station said the same.", null=_IN_FLOW),
        "last_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the latest of them.", null=_IN_FLOW),
    },
)
