"""sightings + flows + attributions + scenario -> LIVENESS: was each device there in each step?

Definition: DESIGN section 5. A device is seen in a step where it is certain that it sent a
packet between the step's beginning and its end, local traffic included, whoever the flow's owner:

* a sighting of it lies in the step (``harness.stages.device_sightings``), or
* a flow shows that it sent there (``harness.stages.device_flows`` says when that is certain).

Sightings show a device that keeps one long connection; flows show it in steps so short that
its first packet of a span of 10 s lies before them.

Blind spots: errs low, by less than a span at a step's beginning: a device that sent just
before the step and then in the step only within the same 10 s, on an old connection, is not
seen. ARP and frames without IP show nobody. A retransmission of the device's own counts,
because it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.scenario import Cell, Scenario, Step
from harness.stages.device_flows import sent_within
from harness.stages.device_sightings import gather_device_sightings
from harness.tables.frames import parted
from harness.tables.liveness import LIVENESS
from harness.tables.schema import conform

_Row = tuple[str, str, str, bool, int, str | None, int | None]
_Look = tuple[str, int]
"""Capture and packet to look at."""


def gather_liveness(
    sightings: pl.DataFrame,
    sent: pl.DataFrame,
    scenario: Scenario,
    offsets: Mapping[str, int],
    idle_timeout_s: int,
) -> pl.DataFrame:
    """Say of each device that a step lists whether it was seen in that step.

    Args:
        sightings: SIGHTINGS rows of all cells, in any order.
        sent: DEVICE_FLOWS rows of all cells.
        scenario: Cells with steps; baseline and control cells too.
        offsets: Capture key to what is added to its times, ns.
        idle_timeout_s: Gap that ended a flow when the flows were made.

    Returns:
        LIVENESS rows in order of the scenario.
    """
    sighted = parted(gather_device_sightings(sightings, scenario, offsets), "cell")
    flows = parted(sent, "cell")
    rows = [
        row
        for cell in scenario.cells
        for step in cell.steps
        for row in _step_rows(sighted(cell.id), flows(cell.id), cell, step, idle_timeout_s)
    ]
    return conform(pl.DataFrame(rows, schema=LIVENESS.schema, orient="row"), LIVENESS)


def _step_rows(
    sighted: pl.DataFrame, sent: pl.DataFrame, cell: Cell, step: Step, idle_timeout_s: int
) -> list[_Row]:
    """Rows of the devices that a step lists; sightings and flows are those of its cell."""
    in_step = sent.filter(sent_within(step.from_ns, step.to_ns, idle_timeout_s))
    there = sighted.filter(pl.col("time_ns").is_between(step.from_ns, step.to_ns, closed="left"))
    flows, sightings = _first(in_step, "first_packet"), _first(there, "packet")
    counts = {device: count for device, (count, _) in flows.items()}
    looks = {device: look for device, (_, look) in (flows | sightings).items()}
    return [
        (cell.id, step.id, device, device in looks, counts.get(device, 0), *looks.get(device, (None, None)))
        for device in step.devices
    ]


def _first(rows: pl.DataFrame, packet: str) -> dict[str, tuple[int, _Look]]:
    """How many rows of each device there are, and what to look at; rows come by time, so the first is the earliest."""
    firsts = rows.group_by("device", maintain_order=True).agg(pl.len(), pl.col("capture", packet).first())
    return {device: (count, (capture, number)) for device, count, capture, number in firsts.iter_rows()}
