"""Senders of flows or sightings + scenario -> the same rows, each with who its sender is.

Attributions and liveness both ask here, so that nobody is a device under test to one of them
and a stranger to the other. ``harness.stages.senders`` says who one sender is; what it must know
besides, whether several MACs use one address in a cell, is found here among the rows given.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from harness.model.scenario import Scenario
from harness.stages.senders import Sender, identify
from harness.tables.frames import only, without

_KEYS: Final = ("vantage", "sender", "mac")


def with_senders(rows: pl.DataFrame, scenario: Scenario) -> pl.DataFrame:
    """Say who sent each row.

    Args:
        rows: In any order, of all cells, with ``vantage`` (``cell/vantage_point``), ``sender`` (address)
            and ``mac`` (null where none is known). All rows of a vantage point are needed: an address
            with several MACs is told from them.
        scenario: Devices, tools, other devices and vantage points.

    Returns:
        The rows, in their order, with ``cell``, ``vantage_point``, and the Sender's ``kind``, ``id`` and
        ``sender_reason``.
    """
    place = pl.col("vantage").str.splitn("/", 2).struct
    several = pl.col("mac").drop_nulls().n_unique().over("vantage", "sender") > 1
    distinct = (
        only(rows, _KEYS)
        .unique()
        .with_columns(cell=place.field("field_0"), vantage_point=place.field("field_1"), several=several)
    )
    points = {point.id: point for point in scenario.vantage_points}
    found: list[Sender] = [
        identify(sender, mac, points[point], scenario, several_macs=several_macs)
        for sender, mac, point, several_macs in only(
            distinct, ("sender", "mac", "vantage_point", "several")
        ).iter_rows()
    ]
    told = [
        pl.Series("kind", [who.kind.value for who in found], dtype=pl.String),
        pl.Series("id", [who.id for who in found], dtype=pl.String),
        pl.Series("sender_reason", [who.reason for who in found], dtype=pl.String),
    ]
    known = without(distinct, "several").hstack(told)
    return rows.join(known, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")
