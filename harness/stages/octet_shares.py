"""contacts + places + traits -> which share of the octets sent is attributed, located, named and decoded; for COVERAGE.

The whole is the same for all four: payload sent up to endpoints of CONTACTS by the subject or by what could be it, which
is every owner but our own tools and other listed devices. Of this

* *attributed*: by a known sender; as for contacts, background counts and what is unassigned or delegated does not;
* *located*: to addresses in a known place: agreed, single or confirmed;
* *named*: under a name that is certain for the flows that carried it;
* *decoded*: to endpoints in none of whose flows ``undecoded`` lies (OBSCURED): whatever was sent there could be read.

What two vantage points saw is never added up: each share is that of the vantage point where it is least. They
are only told, and weigh in no verdict.

Blind spots: ``undecoded`` is known by endpoint, so one sealed flow to it makes all that was sent there count as not decoded: errs low.
Retransmissions count as sent, and a flow that tells several names once for each. What went to the local network alone is in no contact.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import Owner, PlaceStatus
from harness.stages.shares import Measure, Share, worst_share
from harness.tables.contacts import CONTACTS
from harness.tables.frames import only
from harness.tables.places import PLACES
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

SENDER_NOT_KNOWN: Final = (Owner.UNASSIGNED.value, Owner.DELEGATED.value)
EXCLUDED: Final = (Owner.TOOL.value, Owner.OTHER.value)
PLACE_KNOWN: Final = (PlaceStatus.AGREED.value, PlaceStatus.SINGLE.value, PlaceStatus.CONFIRMED.value)
OCTET_MEASURES: Final = ("octets_attributed", "octets_located", "octets_named", "octets_decoded")
"""In the order of COVERAGE."""
_ENDPOINT: Final = ["vantage", "server_ip", "transport", "server_port"]


def sent_octets(contacts: pl.DataFrame, places: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Sum what was sent by vantage point.

    Args:
        contacts: CONTACTS rows of all cells.
        places: PLACES rows of their addresses; an address without one is in no known place.
        traits: TRAITS rows of their endpoints; of one without it is not known that anything was decoded.

    Returns:
        ``cell``, ``vantage_point``, ``sent``, and ``OCTET_MEASURES`` as octets; in no order.
    """
    places = only(conform(places, PLACES), ("vantage", "server_ip", "status"))
    hidden = pl.col("obscured").list.contains(BlindSpotKind.UNDECODED.value)
    traits = conform(traits, TRAITS).select(*_ENDPOINT, decoded=~hidden)
    sent = pl.col("payload_octets_up")
    meant = (
        conform(contacts, CONTACTS)
        .filter(~pl.col("owner").is_in(EXCLUDED))
        .with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/"))
        .join(places, on=["vantage", "server_ip"], how="left")
        .join(traits, on=_ENDPOINT, how="left", nulls_equal=True)
    )
    parts = (
        ~pl.col("owner").is_in(SENDER_NOT_KNOWN),
        pl.col("status").is_in(PLACE_KNOWN),
        pl.col("name").is_not_null() & pl.col("possible_names").is_null(),
        pl.col("decoded"),
    )
    return meant.group_by("cell", "vantage_point").agg(
        sent=sent.sum(),
        **{name: sent.filter(part).sum() for name, part in zip(OCTET_MEASURES, parts, strict=True)},
    )


def octet_measures(sent: pl.DataFrame) -> tuple[Measure, ...]:
    """The shares of one cell, each at the vantage point where it is least.

    Args:
        sent: Rows of ``sent_octets`` of this cell.
    """
    rows = sent.sort("vantage_point").to_dicts()
    return tuple(
        (name, worst_share([Share(row[name], row["sent"]) for row in rows]), "octets", False)
        for name in OCTET_MEASURES
    )
