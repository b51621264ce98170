"""contacts + places -> where round trips bound no distance, and why: listed, and blocking nothing.

Addresses that physics would have cleared are open by their places (blind spots ``undecided_place`` and ``old_data``); here it is told why
physics says nothing of them, or of addresses that databases clear. How many addresses it does speak of is a measure of COVERAGE.

Blind spots: addresses that were never timed (UDP without QUIC, flows seen from the middle on) are only in the measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import Owner, Scope
from harness.stages.spots import Spot
from harness.tables.contacts import CONTACTS
from harness.tables.frames import only
from harness.tables.places import PLACES
from harness.tables.schema import conform

_KEY: Final = ("cell", "vantage_point", "server_ip")
_NOT_TESTED: Final = (Owner.TOOL.value, Owner.OTHER.value)


def remote_places(contacts: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Addresses on the internet that anything under test contacted, with what physics says of them.

    Args:
        contacts: CONTACTS rows.
        places: PLACES rows; ``vantage`` is ``cell/vantage_point``.

    Returns:
        One row for each cell, vantage point and address, sorted, with ``rtt_ns``, ``possible`` and ``rtt_doubts`` of PLACES.
    """
    physics = only(conform(places, PLACES), ("vantage", "server_ip", "rtt_ns", "possible", "rtt_doubts"))
    remote = (pl.col("scope") == Scope.INTERNET.value) & ~pl.col("owner").is_in(_NOT_TESTED)
    return (
        only(conform(contacts, CONTACTS).filter(remote), _KEY)
        .unique()
        .with_columns(vantage=pl.concat_str("cell", "vantage_point", separator="/"))
        .join(physics, on=["vantage", "server_ip"], how="left")
        .sort(_KEY)
    )


def distance_spots(remote: pl.DataFrame) -> Iterator[Spot]:
    """One for each vantage point whose round trips are of no use for some or all addresses.

    Args:
        remote: From ``remote_places``.
    """
    for (cell, point), rows in remote.group_by("cell", "vantage_point", maintain_order=True):
        timed = rows.filter(pl.col("rtt_ns").is_not_null())
        lying = rows.filter(pl.col("rtt_ns").is_null() & (pl.col("rtt_doubts").list.len() > 0))
        if lying.height:
            counts = Counter(lying["rtt_doubts"].explode())
            why = ", ".join(f"{doubt.replace('_', ' ')} ({counts[doubt]:,})" for doubt in sorted(counts))
            yield _spot(
                str(cell),
                f"{point}: round trips of {_share(lying.height, rows.height)} bound no distance: {why}.",
            )
        if timed.height and not timed["possible"].count():
            what = f"{point}: no landmark bears out its coordinates, or one refutes them"
            yield _spot(str(cell), f"{what}, so {_share(timed.height, rows.height)} have no distance.")


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} addresses"


def _spot(cell: str, detail: str) -> Spot:
    return Spot(cell=cell, kind=BlindSpotKind.NO_DISTANCE, detail=detail, blocks=False)
