"""What stands beside a narrower test: which endpoints it has and which it missed, and what it would have said otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_COUNTRIES = pl.List(pl.String)
_CLEAR = "it is clear, or does not matter to the claim"

COMPARED_ENDPOINTS = Table(
    "compared_endpoints",
    "one endpoint that the subject contacted in the test cells of the full test, by name, else address, with transport and "
    "port; those that the narrower test missed first, and of these what contradicts a claim",
    {
        "name": Column(
            dtype=pl.String,
            private=Privacy.NAME,
            doc="As in contacts of the full test.",
            null="no name seen: known by its address",
        ),
        "server_ips": Column(
            dtype=pl.List(pl.String),
            private=Privacy.ADDRESS,
            doc="Every address that it was contacted at, sorted.",
        ),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
        "server_port": Column(dtype=pl.UInt16, doc="As in contacts.", null="as in contacts"),
        "missed": Column(
            dtype=pl.Boolean, doc="No cell and vantage point that the narrower test has saw it contacted."
        ),
        "payload_octets_up": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Sent to it in all test cells. What several vantage points of a cell saw go to one address counts once, by the one "
            "that saw most.",
        ),
        "payload_octets_up_unseen": Column(
            dtype=pl.UInt64,
            unit="octets",
            doc="Of these, sent to addresses of it that the narrower test did not see contacted.",
        ),
        "candidates": Column(
            dtype=_COUNTRIES,
            private=Privacy.PUBLIC,
            doc="Countries that an address of it could be in, by the full test, sorted.",
        ),
        "candidates_seen": Column(
            dtype=_COUNTRIES,
            private=Privacy.PUBLIC,
            doc="Those of addresses that the narrower test saw contacted.",
        ),
        "unplaced": Column(
            dtype=pl.Boolean,
            doc="The place of an address of it is open (unknown, anycast or refuted): it could be in any country.",
        ),
        "cells": Column(
            dtype=pl.List(pl.String), private=Privacy.TEXT, doc="Cells that it was contacted in, sorted."
        ),
        "claims": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Claims that it contradicts by the full test, sorted; empty: none.",
        ),
        "claims_lost": Column(
            dtype=pl.List(pl.String),
            private=Privacy.TEXT,
            doc="Those of them that it does not contradict by the narrower test.",
        ),
        "contact_id": Column(
            dtype=pl.UInt64,
            doc="Contact of the full test to look at: the first witness of a claim that is lost, else the first.",
        ),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Its capture."),
        "packet": Column(dtype=pl.UInt64, doc="Its packet to look at."),
    },
)

CHANGED_PLACES = Table(
    "changed_places",
    "one address, as seen from one vantage point of a test cell that the narrower test has, that it would have put elsewhere or "
    "known less or better; by vantage point and address",
    {
        "vantage": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell and vantage point."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Address as on the wire."),
        "names": Column(
            dtype=pl.List(pl.String),
            private=Privacy.NAME,
            doc="Names that it was contacted under there, sorted; empty: none seen.",
        ),
        "full_status": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Status in places of the full test."
        ),
        "full_candidates": Column(
            dtype=_COUNTRIES, private=Privacy.PUBLIC, doc="Countries that it could be in by the full test."
        ),
        "status": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Status by the narrower test."),
        "candidates": Column(
            dtype=_COUNTRIES,
            private=Privacy.PUBLIC,
            doc="Countries that it could be in by the narrower test.",
        ),
    },
)

CHANGED_LEADS = Table(
    "changed_leads",
    "one endpoint at a cell and vantage point that the narrower test has, and a claim that it would have stood otherwise to; by "
    "claim, cell, vantage point and endpoint",
    {
        "claim": Column(dtype=pl.String, private=Privacy.TEXT, doc="Claim of the scenario."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "vantage_point": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point that saw it."),
        "server_ip": Column(dtype=pl.String, private=Privacy.ADDRESS, doc="Remote address as on the wire."),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
        "server_port": Column(dtype=pl.UInt16, doc="As in contacts.", null="as in contacts"),
        "name": Column(dtype=pl.String, private=Privacy.NAME, doc="As in contacts.", null="no name seen"),
        "full_standing": Column(
            dtype=pl.String,
            private=Privacy.PUBLIC,
            doc="Firmest standing in leads of the full test: `witness`, `open` or `excluded`.",
            null=_CLEAR,
        ),
        "standing": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="Likewise by the narrower test.", null=_CLEAR
        ),
        "full_reason": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Why, by the full test; one sentence.", null=_CLEAR
        ),
        "reason": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Why, by the narrower test.", null=_CLEAR
        ),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture of the packet to look at."),
        "packet": Column(dtype=pl.UInt64, doc="Packet to look at."),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """How much of what the subject contacted in the full test a narrower one does not have."""

    endpoints: int
    """All of the full test, by name, else address, with transport and port."""
    endpoints_missed: int
    octets: int
    """Of payload sent to all of them."""
    octets_missed: int
    """Sent to those missed."""
    octets_unseen: int
    """Sent to addresses that it did not see contacted: those of endpoints missed, and those that names it saw led to elsewhere."""
    countries: tuple[str, ...]
    """That an address of any could be in, sorted; never a registered country."""
    countries_missed: tuple[str, ...]
    """Those that no address could be in that the narrower test saw contacted."""
    unplaced_missed: int
    """Endpoints missed with an address whose place is open: it could be in any country."""

    @property
    def endpoints_ratio(self) -> float | None:
        """Share, 0..1; None: there are none at all."""
        return _share(self.endpoints_missed, self.endpoints)

    @property
    def octets_ratio(self) -> float | None:
        """Likewise."""
        return _share(self.octets_missed, self.octets)

    @property
    def octets_unseen_ratio(self) -> float | None:
        """Likewise."""
        return _share(self.octets_unseen, self.octets)

    @property
    def countries_ratio(self) -> float | None:
        """Likewise."""
        return _share(len(self.countries_missed), len(self.countries))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
