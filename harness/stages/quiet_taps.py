"""attributions + contacts + scenario -> vantage points that show nothing of the subject.

A tap on the wrong interface shows other people's packets, or none, while another tap of the same cell shows
every device; what left by the way that it should have watched was not seen. A tap counts where a
device under test sent something at it. Where senders cannot be told apart, behind
address translation, any traffic with the internet does; where only the subject is attached, any traffic.

Blind spots: a tap that fell silent in mid-cell; a way out that the product never uses looks like a dead tap.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.scenario import CellRole, Scenario, Tap
from harness.model.words import Owner
from harness.stages.capture_windows import vantage_points
from harness.stages.spots import Spot
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.contacts import CONTACTS
from harness.tables.schema import conform

_PLACE = ("cell", "vantage_point")


def quiet_taps(attributions: pl.DataFrame, contacts: pl.DataFrame, scenario: Scenario) -> Iterator[Spot]:
    """List vantage points of test cells at which nothing shows that they would have seen the subject.

    Args:
        attributions: ATTRIBUTIONS rows of all cells.
        contacts: CONTACTS rows of all cells.
        scenario: Cells with the files that they list.
    """
    of_subject = pl.col("device").is_not_null() | (pl.col("owner") == Owner.SUBJECT.value)
    shown = set(conform(attributions, ATTRIBUTIONS).filter(of_subject).select(_PLACE).unique().iter_rows())
    beyond = set(conform(contacts, CONTACTS).select(_PLACE).unique().iter_rows())
    at_wan = {point.id for point in scenario.vantage_points if point.tap is Tap.GATEWAY_WAN}
    for cell in scenario.cells:
        if cell.role is not CellRole.TEST:
            continue
        for point in vantage_points(cell):
            if (cell.id, point) not in (beyond if point in at_wan else shown):
                detail = f"{point} shows no packet of a device under test: nothing tells that it would have."
                yield Spot(cell=cell.id, kind=BlindSpotKind.NO_TRAFFIC, detail=detail)
