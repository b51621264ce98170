"""flows + attributions + scenario -> LIVENESS: was each device there in each step?

Definition: DESIGN section 5. A device is seen in a step where it is certain that it sent a
packet between the step's beginning and its end: in a flow of its own, whoever the flow's
owner, local flows included (``harness.stages.device_flows`` says when that is certain).

Blind spots: errs low. A flow with traffic both ways that began before the step tells
nothing about who sent in it, so a device that only keeps an old connection is not seen; open
a new one in each step, or begin the link in it. ARP and frames without IP are no flows. A
retransmission of the device's own counts, because it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.scenario import Cell, Scenario, Step
from harness.stages.device_flows import gather_device_flows, sent_within
from harness.tables.liveness import LIVENESS
from harness.tables.schema import conform

_Row = tuple[str, str, str, bool, int, str | None, int | None]


def gather_liveness(
    flows: pl.DataFrame,
    attributions: pl.DataFrame,
    scenario: Scenario,
    offsets: Mapping[str, int],
    idle_timeout_s: int,
) -> pl.DataFrame:
    """Say of each device that a step lists whether it was seen in that step.

    Args:
        flows: FLOWS rows of all cells, in any order.
        attributions: ATTRIBUTIONS rows of these flows, in any order.
        scenario: Cells with steps; baseline and control cells too.
        offsets: Capture key to what is added to its times, ns.
        idle_timeout_s: Gap that ended a flow when the flows were made.

    Returns:
        LIVENESS rows in order of the scenario.
    """
    sent = gather_device_flows(flows, attributions, offsets)
    rows = [
        row
        for cell in scenario.cells
        for step in cell.steps
        for row in _step_rows(sent, cell, step, idle_timeout_s)
    ]
    return conform(pl.DataFrame(rows, schema=LIVENESS.schema, orient="row"), LIVENESS)


def _step_rows(sent: pl.DataFrame, cell: Cell, step: Step, idle_timeout_s: int) -> list[_Row]:
    shown = sent.filter(pl.col("cell") == cell.id, sent_within(step.from_ns, step.to_ns, idle_timeout_s))
    # Rows come by beginning, so the first is the one to look at.
    seen = {
        device: (flows, capture, packet)
        for device, flows, capture, packet in shown.group_by("device")
        .agg(pl.len(), pl.col("capture").first(), pl.col("first_packet").first())
        .iter_rows()
    }
    return [
        (cell.id, step.id, device, device in seen, *seen.get(device, (0, None, None)))
        for device in step.devices
    ]
