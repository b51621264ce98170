"""STATIONS: who sent frames on the local network, and who made it by the catalogue."""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_MAKER: Final = "no rule knows its first bits, or it is random"

STATIONS = Table(
    "stations",
    "one MAC that sent frames at one vantage point, by vantage point and MAC",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "mac": Column(
            dtype=pl.String,
            private=Privacy.MAC,
            doc="Link-layer sender, as in flows, or transmitter of Remote ID, as in protocols; anyone can imitate it.",
        ),
        "random": Column(
            dtype=pl.Boolean,
            doc="Locally administered, as random MACs are: it tells no maker, whoever made the device.",
            spec="IEEE 802-2014 §8.2",
        ),
        "addresses": Column(
            dtype=pl.List(pl.String),
            private=Privacy.ADDRESS,
            doc="Addresses of scope `local` that it sent from, sorted. What a router hands on has addresses of others.",
        ),
        "rule": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Id of the rule for its maker.", null=_NO_MAKER
        ),
        "operator": Column(dtype=pl.String, private=Privacy.TEXT, doc="Maker, by that rule.", null=_NO_MAKER),
        "control_country": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Country of legal control over the maker; not a place.",
            null=f"{_NO_MAKER}, or control is not established",
        ),
        "confidence": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Of that rule, as in classes.", null=_NO_MAKER
        ),
        "also": Column(
            dtype=pl.List(pl.String),
            private=Privacy.PUBLIC,
            doc="Ids of the other rules that match, longest first bits first.",
        ),
        "flows": Column(dtype=pl.UInt64, doc="Flows that begin with a frame of it on its side."),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture of the packet to look at."),
        "packet": Column(
            dtype=pl.UInt64,
            doc="First packet of its first flow, which may be the other side's; else its first frame.",
        ),
    },
)
