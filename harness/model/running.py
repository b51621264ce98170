"""A scenario while one of its cells is being captured: what is said and shown of that cell so far, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.model.scenario import CaptureFile, Cell, CellRole, Interference, Scenario, Step
from harness.model.scenario_ids import meant_step

BEFORE = "before-the-first-step"
"""Id of what is captured before any step is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFile:
    """One file that is being captured, or was."""

    name: str
    vantage_point: str
    from_ns: int
    """When capturing on its tap began."""


def running_scenario(
    scenario: Scenario,
    cell: Cell,
    files: Sequence[RunningFile],
    steps: Sequence[tuple[str, int]],
    now_ns: int,
    interference: Sequence[Interference] = (),
    *,
    baseline: bool = False,
) -> Scenario:
    """The scenario with that cell alone, as far as it was captured, and its baseline.

    Without its control: what that would show is known when the whole campaign is judged.

    Args:
        cell: Being captured.
        files: Of all taps.
        steps: What was marked: text and time, in order. One that the cell plans takes id, kind, devices and evidence from there.
        now_ns: Time of looking.
        interference: What the gateway changes, besides what the cell states.
        baseline: Whether the cell's baseline was captured and read.
    """
    beside = tuple(other for other in scenario.cells if baseline and other.id == cell.baseline)
    running = replace(
        cell,
        role=CellRole.TEST,
        baseline=cell.baseline if beside else None,
        control=None,
        interference=tuple(dict.fromkeys((*cell.interference, *interference))),
        captures=tuple(_listed(file, now_ns, cell.line) for file in files),
        steps=tuple(_steps(cell, steps, min((file.from_ns for file in files), default=now_ns), now_ns)),
    )
    return replace(scenario, cells=(running, *beside), expect=())


def _listed(file: RunningFile, now_ns: int, line: int) -> CaptureFile:
    return CaptureFile(
        path=file.name,
        vantage_point=file.vantage_point,
        sha256=None,
        tool=None,
        filter="all",
        drops=None,
        from_ns=file.from_ns,
        to_ns=now_ns,
        clock_offset_ns=0,
        line=line,
    )


def _steps(cell: Cell, marked: Sequence[tuple[str, int]], began_ns: int, now_ns: int) -> list[Step]:
    """Each step lasts to the next one; those that take no time are left out.

    A mark means the step that sealing takes it for (``meant_step``); one that is planned once and marked twice is there twice.
    """
    planned = [(step.id, step.kind) for step in cell.steps]
    begun = [(BEFORE, began_ns), *marked]
    ends = [*(at for _, at in marked), now_ns]
    steps: list[Step] = []
    for place, ((text, from_ns), to_ns) in enumerate(zip(begun, ends, strict=True)):
        meant = meant_step(text, planned)
        plan = None if meant is None else cell.steps[meant]
        name = text if plan is None else plan.id
        if from_ns < to_ns:
            steps.append(
                Step(
                    id=f"{name}#{place}" if any(step.id == name for step in steps) else name,
                    kind=plan.kind if plan else name,
                    from_ns=from_ns,
                    to_ns=to_ns,
                    devices=plan.devices if plan else (),
                    evidence=plan.evidence if plan else (),
                )
            )
    return steps
