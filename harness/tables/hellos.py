"""HELLOS: what each ClientHello said before anything was encrypted, and how its sender is known again by it."""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_UNTOLD = "a record of Zeek, which does not say"

HELLOS = Table(
    "hellos",
    "one ClientHello, by capture and packet",
    {
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture that holds the packet."),
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "time_ns": Column(dtype=pl.Int64, unit="ns", doc="Time of the packet that completed the message."),
        "packet": Column(dtype=pl.UInt64, doc="Number of that packet in the capture, from 1."),
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that carried the message."),
        "by_client": Column(
            dtype=pl.Boolean,
            doc="The flow's client sent it. False: the side taken for the server did, so the sides are likely wrong.",
        ),
        "transport": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="`tls`: over TCP. `quic`: in QUIC's own packets. `dtls`: in datagrams.",
        ),
        "sni": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="Name asked for, as in names; with an encrypted hello it may be the outer one.",
            null="none sent",
            spec="RFC 6066 §3",
        ),
        "alpn": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Protocols offered, in the client's order; octets outside printable ASCII as \\DDD.",
            null=_UNTOLD,
            spec="RFC 7301 §3.1",
        ),
        "versions": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="TLS versions offered, in the client's order: `1.3`, `1.2`, ..., `ssl3.0`, others as `0x7f1c`; without GREASE.",
            null=_UNTOLD,
            spec="RFC 8446 §4.2.1",
        ),
        "ech": Column(
            dtype=pl.Boolean,
            doc=(
                "The encrypted_client_hello extension is there. Many clients send it as GREASE, with nothing in it, "
                "and the octets do not tell: by itself it hides no name."
            ),
            null=_UNTOLD,
            spec="RFC 9849 §5",
        ),
        "ech_type": Column(
            dtype=pl.UInt8,
            doc="Its first octet: 0 outer, 1 inner.",
            null=f"no such extension, or an empty one; {_UNTOLD}",
        ),
        "ech_config_id": Column(
            dtype=pl.UInt8,
            doc="Which of the server's keys it says that it used; random in GREASE.",
            null=f"no such extension, or not an outer one; {_UNTOLD}",
        ),
        "ja4": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Fingerprint of the client's TLS library and its settings (JA4 of FoxIO): a lead to who sends, no proof.",
            null="the message was cut, or Zeek did not log it",
        ),
        "complete": Column(
            dtype=pl.Boolean,
            doc="False: the message was cut; lists and `ech` say only what stands before it.",
            null=_UNTOLD,
        ),
        "random": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc=(
                "Its 32 random octets, hexadecimal: key logs know the session by them, and the same hello is known again at another "
                "vantage point. With an encrypted hello that was accepted, a key log names the inner one's instead."
            ),
            null="a record of Zeek, which does not say",
            spec="RFC 8446 §4.1.2, RFC 9850 §2",
        ),
    },
)
