"""content + contacts -> which planted values each contact was sent, and what was found that belongs to no contact.

A value counts in the step of its own packet, not of the flow's first payload.

Blind spots: a flow that tells several names is a contact for each of them, and each has the values: which of the servers behind
one address got them is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import ClaimKind
from harness.model.scenario import Scenario
from harness.stages.scoping import in_scope
from harness.stages.spots import Spot
from harness.stages.step_times import list_steps, step_of
from harness.tables.content import CONTENT
from harness.tables.schema import conform

UP = "up"


def content_of_contacts(
    content: pl.DataFrame | None, contact_flows: pl.DataFrame, scenario: Scenario, offsets: Mapping[str, int]
) -> dict[int, tuple[dict[str, Any], ...]]:
    """Planted values that were sent, by contact.

    Args:
        content: CONTENT rows; None where nothing was planted.
        contact_flows: ``flow_id`` and ``contact_id``.
        scenario: Steps of each cell.
        offsets: Capture key to what is added to its times, ns.

    Returns:
        CONTENT rows with ``step``, the step of the packet, None outside every step; in order of time.
    """
    if content is None:
        return {}
    cell = pl.col("vantage").str.split("/").list.first()
    sent = conform(content, CONTENT).filter(pl.col("way") == UP).with_columns(cell=cell)
    steps = list_steps(scenario)
    step = step_of(sent["cell"], sent["capture"], sent["time_ns"], steps=steps, offsets=offsets)
    rows = sent.with_columns(step=step).join(contact_flows, on="flow_id", how="inner")
    found: dict[int, list[dict[str, Any]]] = {}
    order = ("time_ns", "capture", "packet", "found_id", "outer_offset_octets", "encoding")
    for row in rows.sort(order).iter_rows(named=True):
        found.setdefault(row["contact_id"], []).append(row)
    return {contact: tuple(of_contact) for contact, of_contact in found.items()}


def stray_content(content: pl.DataFrame | None, scenario: Scenario) -> Iterator[Spot]:
    """Planted values in packets of no flow: somebody sent them, and who is not known."""
    if content is None:
        return
    strays = conform(content, CONTENT).filter(pl.col("flow_id").is_null())
    cells = {cell.id: cell for cell in scenario.cells}
    for row in strays.iter_rows(named=True):
        cell = cells[row["vantage"].partition("/")[0]]
        for claim in scenario.claims:
            if claim.kind is ClaimKind.CONTENT and row["found_id"] in claim.data and in_scope(claim, cell):
                yield Spot(
                    cell=cell.id,
                    kind=BlindSpotKind.UNASSIGNED_SENDER,
                    detail=f"{row['found_id']} ({row['kind']}) stands in packet {row['packet']}, which belongs to no flow.",
                    claim=claim.id,
                    capture=row["capture"],
                    packet=row["packet"],
                )
