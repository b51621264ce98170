"""flows + attributions + contacts + scenario -> vantage points that show nothing of the subject or its devices.

A tap on the wrong interface shows other people's packets, or none, while another tap of the same cell shows
every device; what left by the way that it should have watched was not seen. A tap counts where a
device under test sent something at it. Where senders cannot be told apart, behind
address translation, any payload sent to the internet does; where only the subject is attached, any sender.

A baseline with such a tap accuses nobody: what the device does anyway may have left there.

What was only received shows nothing: a mirror port that copies one direction hides all that is sent.

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
from harness.tables.flows import FLOWS
from harness.tables.frames import only
from harness.tables.schema import conform

_PLACE = ("cell", "vantage_point")


def quiet_taps(
    flows: pl.DataFrame, attributions: pl.DataFrame, contacts: pl.DataFrame, scenario: Scenario
) -> Iterator[Spot]:
    """List vantage points of test cells at which nothing shows that they would have seen the subject.

    Args:
        flows: FLOWS rows of all cells.
        attributions: ATTRIBUTIONS rows of these flows.
        contacts: CONTACTS rows of these flows.
        scenario: Cells with the files that they list.
    """
    shown = _senders(conform(flows, FLOWS), conform(attributions, ATTRIBUTIONS))
    sent = conform(contacts, CONTACTS).filter(pl.col("payload_octets_up") > 0)
    beyond = set(only(sent, _PLACE).unique().iter_rows())
    at_wan = {point.id for point in scenario.vantage_points if point.tap is Tap.GATEWAY_WAN}
    for cell in scenario.cells:
        if cell.role is not CellRole.TEST:
            continue
        for point in vantage_points(cell):
            if (cell.id, point) not in (beyond if point in at_wan else shown):
                detail = (
                    f"{point} shows nothing that a device under test sent: nothing tells that it would have."
                )
                yield Spot(cell=cell.id, kind=BlindSpotKind.NO_TRAFFIC, detail=detail)


def deaf_cells(flows: pl.DataFrame, attributions: pl.DataFrame, scenario: Scenario) -> dict[str, str]:
    """Cells with a tap at which no device under test sent anything, and which; as baselines they tell nothing.

    Args:
        flows: FLOWS rows of all cells.
        attributions: ATTRIBUTIONS rows of these flows.
        scenario: Cells with the files that they list. Taps behind address translation tell nobody apart and are left out.
    """
    shown = _senders(conform(flows, FLOWS), conform(attributions, ATTRIBUTIONS))
    at_wan = {point.id for point in scenario.vantage_points if point.tap is Tap.GATEWAY_WAN}
    return {
        cell.id: f"{point} shows nothing there that a device under test sent"
        for cell in scenario.cells
        for point in vantage_points(cell)
        if point not in at_wan and (cell.id, point) not in shown
    }


def _senders(flows: pl.DataFrame, attributions: pl.DataFrame) -> set[tuple[str, str]]:
    """(cell, vantage point) at which the subject, or a device under test, sent at least one packet."""
    of_subject = pl.col("device").is_not_null() | (pl.col("owner") == Owner.SUBJECT.value)
    is_client = pl.col("sender") == pl.col("client_ip")
    packets = pl.when(is_client).then("packets_up").otherwise("packets_down")
    ways = only(flows, ("flow_id", "client_ip", "packets_up", "packets_down"))
    sides = attributions.filter(of_subject).join(ways, on="flow_id")
    return set(only(sides.filter((packets > 0).fill_null(is_client)), _PLACE).unique().iter_rows())
