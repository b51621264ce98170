"""scenario + flaws -> cells whose baseline cannot tell the app from the rest of the device, and why.

That an endpoint is missing in a baseline tells something only if the baseline would have shown it: it was
captured whole, at every way out that the device has, in the same place and by the same access, it lasted at
least as long as the test, and each device was there.

Blind spots: what the operating system does only while the app is tested, although nothing else differs.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from harness.model.scenario import Cell, Scenario
from harness.model.subject import EgressState
from harness.tables.liveness import LIVENESS
from harness.tables.schema import conform


def unsound_baselines(scenario: Scenario, flawed: Mapping[str, str]) -> dict[str, str]:
    """Say of each test or control cell why its baseline could have missed what the device does anyway.

    Args:
        scenario: Cells, with their baselines, and egresses.
        flawed: Cells that could hide something, and what.

    Returns:
        Cell to the first reason; cells whose baseline tells are left out.
    """
    cells = {cell.id: cell for cell in scenario.cells}
    found = {}
    for cell in scenario.cells:
        if cell.baseline is None or cell.id == cell.baseline:
            continue
        baseline = cells[cell.baseline]
        why = (
            _flaw(baseline, flawed) or _unobserved(baseline, scenario) or _other(baseline, cell)
        ) or _shorter(baseline, cell)
        if why is not None:
            found[cell.id] = why
    return found


def unwatched_devices(scenario: Scenario) -> frozenset[tuple[str, str]]:
    """Cells and devices whose baseline does not show for as long as the test that the device was there.

    A step shows that only for the devices that it says must be seen in it.

    Args:
        scenario: Cells, with their baselines, and devices.
    """
    cells = {cell.id: cell for cell in scenario.cells}
    return frozenset(
        (cell.id, device.id)
        for cell in scenario.cells
        if cell.baseline is not None and cell.baseline != cell.id
        for device in scenario.devices
        if _step_time_ns(cells[cell.baseline], device.id) < _step_time_ns(cell)
    )


def absent_devices(liveness: pl.DataFrame) -> dict[str, str]:
    """Cells in which a device was not seen in a step, and which; as baselines they tell nothing.

    Args:
        liveness: LIVENESS rows of all cells.
    """
    unseen = conform(liveness, LIVENESS).filter(~pl.col("seen"))
    return {
        cell: f"device {device} was not seen in its step {step}"
        for cell, step, device in unseen.reverse().select("cell", "step", "device").iter_rows()
    }


def _flaw(baseline: Cell, flawed: Mapping[str, str]) -> str | None:
    return f"that baseline could hide it: {flawed[baseline.id]}" if baseline.id in flawed else None


def _unobserved(baseline: Cell, scenario: Scenario) -> str | None:
    """A way out by which the device could have contacted it unseen."""
    points = {file.vantage_point for file in baseline.captures}
    for egress in scenario.subject.egresses:
        tapped_here = egress.state is EgressState.TAPPED and points & set(egress.vantage_points)
        if egress.state is not EgressState.DISABLED and not tapped_here:
            return f"{egress.id} ({egress.kind}) was not observed in that baseline"
    return None


def _other(baseline: Cell, cell: Cell) -> str | None:
    """What of the baseline is not as in the test, so that the operating system may do other things."""
    if baseline.egress_region != cell.egress_region:
        return f"that baseline was run in {baseline.egress_region}"
    if baseline.bearer != cell.bearer:
        return f"that baseline was run over {baseline.bearer}"
    if missing := sorted(set(cell.ip_versions) - set(baseline.ip_versions)):
        return f"that baseline had no IPv{missing[0]}"
    if set(baseline.interference) != set(cell.interference):
        return "the rig did not change the same things in that baseline"
    return None


def _shorter(baseline: Cell, cell: Cell) -> str | None:
    there, here = _step_time_ns(baseline), _step_time_ns(cell)
    if there <= 0:
        return "that baseline lists no step"
    return "that baseline is shorter than the test" if there < here else None


def _step_time_ns(cell: Cell, device: str | None = None) -> int:
    """Length of all steps, or of those in which a device must be seen."""
    steps = (step for step in cell.steps if device is None or device in step.devices)
    return sum(step.to_ns - step.from_ns for step in steps)
