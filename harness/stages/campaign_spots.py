"""scenario + liveness + evidence -> what the way the test was done could hide, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, ClaimKind
from harness.model.scenario import Cell, CellRole, Scenario
from harness.model.subject import Device, Egress, EgressState
from harness.stages.scoping import in_scope
from harness.stages.spots import Spot
from harness.tables.contacts import CONTACTS
from harness.tables.liveness import LIVENESS, STEP_EVIDENCE
from harness.tables.schema import conform


def campaign_spots(
    liveness: pl.DataFrame, step_evidence: pl.DataFrame, contacts: pl.DataFrame, scenario: Scenario
) -> tuple[Spot, ...]:
    """List what the doing of the test leaves open in every test cell that was run.

    Args:
        liveness: LIVENESS rows of all cells.
        step_evidence: STEP_EVIDENCE rows of all cells.
        contacts: CONTACTS rows, for control cells.
        scenario: Egresses, steps, interference, controls and claims.
    """
    unseen = conform(liveness, LIVENESS).filter(~pl.col("seen"))
    met = set(conform(step_evidence, STEP_EVIDENCE).filter("met").select("cell", "step").iter_rows())
    sending = set(
        conform(contacts, CONTACTS)
        .filter(pl.col("device").is_not_null() & (pl.col("payload_octets_up") > 0))
        .select("cell", "device")
        .unique()
        .iter_rows()
    )
    return tuple(
        spot
        for cell in scenario.cells
        if cell.role is CellRole.TEST and cell.captures
        for spot in (
            *_steps(cell, unseen, met),
            *_devices(cell, scenario.devices),
            *egress_spots(cell, scenario.subject.egresses),
            *_interference(cell),
            *_claims(cell, scenario, unseen, sending),
        )
    )


def _steps(cell: Cell, unseen: pl.DataFrame, met: set[tuple[str, str]]) -> Iterator[Spot]:
    if not cell.steps:
        yield Spot(
            cell=cell.id,
            kind=BlindSpotKind.NO_STEPS,
            detail="No step is listed: nothing shows that the product was used.",
        )
    for row in unseen.filter(pl.col("cell") == cell.id).iter_rows(named=True):
        detail = f"Device {row['device']} was not seen in step {row['step']}."
        yield Spot(cell=cell.id, kind=BlindSpotKind.DEVICE_NOT_SEEN, detail=detail)
    for step in cell.steps:
        if not step.devices:
            detail = f"Step {step.id} names no device that must be seen."
            yield Spot(cell=cell.id, kind=BlindSpotKind.DEVICE_NOT_SEEN, detail=detail)
        if (cell.id, step.id) not in met:
            what = "none of its evidence was found" if step.evidence else "it names no evidence"
            yield Spot(cell=cell.id, kind=BlindSpotKind.STEP_UNPROVEN, detail=f"Step {step.id}: {what}.")


def unstated_spots(cell: Cell, devices: Sequence[Device]) -> Iterator[Spot]:
    """Those of steps and devices that the scenario file alone leaves open, whatever the captures show."""
    told = {(cell.id, step.id) for step in cell.steps if step.evidence}
    yield from _steps(cell, pl.DataFrame(schema=LIVENESS.schema), told)
    yield from _devices(cell, devices)


def _devices(cell: Cell, devices: Sequence[Device]) -> Iterator[Spot]:
    """Devices that no step says must be seen, so that nobody would notice their absence."""
    named = {device for step in cell.steps for device in step.devices}
    for device in devices if cell.steps else ():
        if device.id not in named:
            detail = f"Device {device.id} is under test, and no step says that it must be seen."
            yield Spot(cell=cell.id, kind=BlindSpotKind.DEVICE_NOT_SEEN, detail=detail)


def egress_spots(cell: Cell, egresses: Sequence[Egress]) -> Iterator[Spot]:
    """Ways out that nobody watched in a cell."""
    here = {file.vantage_point for file in cell.captures}
    for egress in egresses:
        if egress.state is EgressState.UNOBSERVED:
            detail = f"What leaves by {egress.id} ({egress.kind}) was not observed."
            yield Spot(cell=cell.id, kind=BlindSpotKind.UNOBSERVED_EGRESS, detail=detail)
        elif egress.state is EgressState.TAPPED and not here & set(egress.vantage_points):
            detail = f"{egress.id} ({egress.kind}) is tapped elsewhere, and not in this cell."
            yield Spot(cell=cell.id, kind=BlindSpotKind.EGRESS_NOT_CAPTURED, detail=detail)


def _interference(cell: Cell) -> Iterator[Spot]:
    for what in cell.interference:
        words = what.value.replace("_", " ")
        detail = f"The rig changed what the product does: {words}."
        yield Spot(cell=cell.id, kind=BlindSpotKind.INTERFERENCE, detail=detail)


def _claims(
    cell: Cell, scenario: Scenario, unseen: pl.DataFrame, sending: set[tuple[str, str]]
) -> Iterator[Spot]:
    for claim in scenario.claims:
        if not in_scope(claim, cell):
            continue
        done = {step.kind for step in cell.steps}
        for missing in (kind for kind in claim.scope.steps if kind not in done):
            detail = f"No step of kind {missing}, which {claim.id} is asserted for."
            yield Spot(cell=cell.id, kind=BlindSpotKind.STEP_MISSING, detail=detail, claim=claim.id)
        if claim.kind is ClaimKind.SILENCE:
            for detail in _control(claim, cell, scenario, unseen, sending):
                yield Spot(cell=cell.id, kind=BlindSpotKind.NO_CONTROL, detail=detail, claim=claim.id)


def _control(
    claim: Claim, cell: Cell, scenario: Scenario, unseen: pl.DataFrame, sending: set[tuple[str, str]]
) -> Iterator[str]:
    """Why nothing shows that this rig would have seen the product if it had sent."""
    control = next((one for one in scenario.cells if one.id == cell.control), None)
    if control is None:
        yield "No control on the same rig with the mode off, in which traffic was seen."
        return
    if unseen.filter(pl.col("cell") == control.id).height:
        yield f"In the control {control.id} a device under test was not seen in a step."
    points = {file.vantage_point for file in cell.captures}
    if other := points - {file.vantage_point for file in control.captures}:
        yield f"The control {control.id} was not captured at {', '.join(sorted(other))}."
    needed = sorted({device for step in cell.steps for device in step.devices})
    for device in needed:
        if (control.id, device) not in sending:
            yield f"In the control {control.id} device {device} sent nothing to the outside, so its silence shows nothing."
    yield from _too_short(claim, cell, control)


def _too_short(claim: Claim, cell: Cell, control: Cell) -> Iterator[str]:
    """Steps that last shorter than in the control, or that the control lacks."""
    for kind in dict.fromkeys(step.kind for step in cell.steps):
        if claim.scope.steps and kind not in claim.scope.steps:
            continue
        here, there = _duration_ns(cell, kind), _duration_ns(control, kind)
        if not there:
            yield f"The control {control.id} has no step of kind {kind}."
        elif here < there:
            yield f"Steps of kind {kind} last {here // 10**9} s, shorter than the {there // 10**9} s of the control {control.id}."


def _duration_ns(cell: Cell, kind: str) -> int:
    return sum(step.to_ns - step.from_ns for step in cell.steps if step.kind == kind)
