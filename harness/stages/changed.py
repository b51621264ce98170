"""A narrower test and the full one, both judged -> CHANGED_PLACES and CHANGED_LEADS: what it would have said otherwise.

Told only of what both tests have: where other locators are heard, round trips of a vantage point are missing, or a baseline
is, the same packets are judged otherwise.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from harness.tables.counterfactuals import CHANGED_LEADS, CHANGED_PLACES
from harness.tables.places import PLACES
from harness.tables.schema import conform

_POINT: Final = ["cell", "vantage_point"]
_SEEN: Final = ("cell", "vantage_point", "server_ip", "transport", "server_port")
_FIRMEST: Final = ("witness", "open", "excluded")
_VANTAGE: Final = pl.format("{}/{}", *_POINT)

Row = dict[str, Any]


def changed_places(
    full: pl.DataFrame, narrow: pl.DataFrame, contacts: pl.DataFrame, has: pl.DataFrame
) -> pl.DataFrame:
    """Addresses that a narrower test would have placed otherwise.

    Args:
        full: PLACES rows of the full test.
        narrow: PLACES rows of the narrower one.
        contacts: CONTACTS rows of the full test, for names.
        has: See ``kept``.
    """
    columns, key = ("status", "candidates"), ["vantage", "server_ip"]
    before = conform(full, PLACES).select(*key, **{f"full_{name}": name for name in columns})
    vantages = has.select(vantage=_VANTAGE)
    names = contacts.group_by(vantage=_VANTAGE, server_ip="server_ip").agg(
        names=pl.col("name").drop_nulls().unique().sort()
    )
    found = (
        before.join(conform(narrow, PLACES).select(*key, *columns), on=key)
        .join(vantages, on="vantage", how="semi")
        .filter(pl.any_horizontal(pl.col(f"full_{name}") != pl.col(name) for name in columns))
        .join(names, on=key, how="left")
        .with_columns(pl.col("names").fill_null([]))
        .sort(key)
    )
    return conform(found, CHANGED_PLACES)


def changed_leads(
    full: tuple[pl.DataFrame, pl.DataFrame], narrow: tuple[pl.DataFrame, pl.DataFrame], has: pl.DataFrame
) -> pl.DataFrame:
    """Endpoints that would have stood otherwise to a claim, of those that a narrower test has.

    Args:
        full: CONTACTS and LEADS rows of the full test.
        narrow: Likewise of the narrower one.
        has: See ``kept``.
    """
    before, after = _standings(*full, has), _standings(*narrow, has)
    rows = [
        _changed(key, before.get(key, {}), after.get(key, {}))
        for key in before.keys() | after.keys()
        if before.get(key, {}).get("standing") != after.get(key, {}).get("standing")
    ]
    frame = pl.DataFrame(rows, schema=CHANGED_LEADS.schema, orient="row")
    return conform(frame.sort("claim", *_SEEN, nulls_last=True), CHANGED_LEADS)


def _standings(contacts: pl.DataFrame, leads: pl.DataFrame, has: pl.DataFrame) -> dict[tuple[Any, ...], Row]:
    """The firmest lead of each claim at each endpoint, where the narrower test has it."""
    rows = (
        leads.select("lead_id", "claim", "contact_id", "standing", "reason")
        .join(contacts.join(has, on=_POINT, how="semi"), on="contact_id", suffix="_of_contact")
        .sort(pl.col("standing").replace_strict(_FIRMEST, range(len(_FIRMEST))), "lead_id")
        .unique(["claim", *_SEEN], keep="first", maintain_order=True)
    )
    return {
        tuple(row[name] for name in ("claim", *_SEEN)): row
        for row in rows.select("claim", *_SEEN, "standing", "reason", "name", "capture", "packet").iter_rows(
            named=True
        )
    }


def _changed(key: tuple[Any, ...], before: Row, after: Row) -> Row:
    known = before or after
    return dict(zip(("claim", *_SEEN), key, strict=True)) | {
        "name": known["name"],
        "full_standing": before.get("standing"),
        "standing": after.get("standing"),
        "full_reason": before.get("reason"),
        "reason": after.get("reason"),
        "capture": known["capture"],
        "packet": known["packet"],
    }
