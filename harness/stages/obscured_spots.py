"""OBSCURED -> what hides names or content in the flows of each vantage point, as blind spots of its cell.

What lies only in flows of our own tools and of other listed devices is told and blocks nothing: a gateway that asks its
own resolver over TLS hides nothing of the product's. An endpoint that is in no contact counts, as nobody is known for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import Owner
from harness.stages.spots import Spot, percent
from harness.tables.contacts import CONTACTS
from harness.tables.obscured import OBSCURED
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

_ENDPOINT = ("vantage", "server_ip", "transport", "server_port")
_EXCLUDED = (Owner.TOOL.value, Owner.OTHER.value)


def obscured_spots(obscured: pl.DataFrame, traits: pl.DataFrame, contacts: pl.DataFrame) -> Iterator[Spot]:
    """What hides names or content in the flows of each vantage point; tunnels are leads of their own.

    Args:
        obscured: OBSCURED rows.
        traits: TRAITS rows of the same endpoints.
        contacts: CONTACTS rows of these.
    """
    rows = conform(obscured, OBSCURED).filter(pl.col("kind") != BlindSpotKind.TUNNEL.value)
    if rows.is_empty():
        return
    concerned = _concerned(conform(traits, TRAITS), conform(contacts, CONTACTS))
    for row in rows.iter_rows(named=True):
        cell, _, vantage_point = row["vantage"].partition("/")
        share = "" if row["octets_ratio"] is None else f" ({percent(row['octets_ratio'])})"
        flows = "1 flow" if row["flows"] == 1 else f"{row['flows']:,} flows"
        endpoints = "1 endpoint" if row["endpoints"] == 1 else f"{row['endpoints']:,} endpoints"
        ours = (row["vantage"], row["kind"]) in concerned
        whose = "" if ours else ", all of our own tools or of other listed devices"
        yield Spot(
            cell=cell,
            kind=BlindSpotKind(row["kind"]),
            # Which contacts of the subject have no name is an open lead each, so the sum of them blocks nothing.
            blocks=ours and row["kind"] != BlindSpotKind.NO_NAME.value,
            detail=f"{vantage_point}: {flows} to {endpoints}, {row['payload_octets']:,} octets of payload{share}{whose}.",
            capture=row["capture"],
            packet=row["packet"],
            flows=row["flows"],
            payload_octets=row["payload_octets"],
            octets_ratio=row["octets_ratio"],
        )


def _concerned(traits: pl.DataFrame, contacts: pl.DataFrame) -> frozenset[tuple[str, str]]:
    """Vantage points and kinds that lie in a flow which may be the subject's."""
    hidden = traits.select(*_ENDPOINT, kind="obscured").explode("kind").drop_nulls("kind")
    owners = contacts.with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/"))
    excluded = owners.group_by(_ENDPOINT).agg(excluded=pl.col("owner").is_in(_EXCLUDED).all())
    found = hidden.join(excluded, on=list(_ENDPOINT), how="left", nulls_equal=True)
    mine = found.filter(~pl.col("excluded").fill_null(value=False))
    return frozenset(mine.select("vantage", "kind").iter_rows())
