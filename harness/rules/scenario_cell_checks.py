"""Cells of a scenario in; faults between their keys, and between them and what they name, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.errors import Fault
from harness.model.scenario import CellRole, Interference
from harness.rules.entries import Entry
from harness.rules.scenario_cell_forms import CaptureForm, CellForm, EvidenceForm, StepForm
from harness.rules.scenario_parts import CellPart, Parts, Placed
from harness.rules.scenario_refs import reference_fault
from harness.rules.scenario_values import time_ns


def cell_faults(parts: Parts) -> list[Fault]:
    """Every fault of cells that one key alone does not show."""
    faults = [*_role_faults(parts), *_repeated_paths(parts)]
    devices, points = parts.devices.ids(), parts.vantage_points.ids()
    regions = {one.form.id: one.form.region for one in parts.vantage_points.placed}
    parts_by_id = {cell.form.id: part for part, cell in parts.placed_cells()}
    for part in parts.cells:
        for capture in part.captures.placed:
            faults += _capture_faults(capture, points)
        faults += _ring_faults(part.captures.placed)
        for step in part.steps.placed:
            faults += _step_faults(step, devices)
        faults += _overlapping_steps(part.steps.placed)
    for part, cell in parts.placed_cells():
        faults += _region_faults(part, cell, regions)
        faults += _repeated_values(cell)
        faults += _ca_store_faults(cell)
        for key, role in (("baseline", CellRole.BASELINE), ("control", CellRole.CONTROL)):
            faults += _partner_faults(part, cell, key, role, parts_by_id, parts.cell_ids())
    return faults


def _role_faults(parts: Parts) -> Iterator[Fault]:
    """At least one cell is a test; not told while a cell's role may be hidden by its own fault."""
    roles = [part.cell.form.role if part.cell else None for part in parts.cells]
    if roles and None not in roles and CellRole.TEST not in roles:
        yield parts.top.fault(
            "cells: none has role test, so there is nothing to judge: write 'role: test' in one", "cells"
        )


def _repeated_paths(parts: Parts) -> Iterator[Fault]:
    """A file belongs to one cell and one vantage point."""
    first: dict[str, Entry] = {}
    for part in parts.cells:
        for capture in part.captures.placed:
            other = first.setdefault(capture.form.path, capture.entry)
            if other is not capture.entry:
                yield capture.entry.fault(
                    f"path: '{capture.form.path}' is listed in line {other.place('path')[0]} already: "
                    "a file belongs to one cell, remove one",
                    "path",
                )


def _capture_faults(capture: Placed[CaptureForm], points: Sequence[str]) -> Iterator[Fault]:
    form, entry = capture.form, capture.entry
    yield from reference_fault(
        entry, "vantage_point", "vantage point", form.vantage_point, points, "vantage_point"
    )
    if form.from_ is not None and form.to is not None:
        yield from _order_faults(entry, form.from_, form.to)
    for key, file, digest in (
        ("keylog", form.keylog, form.keylog_sha256),
        ("hosts", form.hosts, form.hosts_sha256),
    ):
        if digest is not None and file is None:
            yield entry.fault(
                f"{key}_sha256: '{key}' names no file to compare with it: name one, or remove the digest",
                f"{key}_sha256",
            )


def _ring_faults(captures: Sequence[Placed[CaptureForm]]) -> Iterator[Fault]:
    """Files of one ring come from one run: one vantage point, and one count of what was lost."""
    first: dict[str, Placed[CaptureForm]] = {}
    for capture in captures:
        ring = capture.form.ring
        if ring is None:
            continue
        other = first.setdefault(ring, capture)
        for key in ("vantage_point", "drops"):
            own, theirs = getattr(capture.form, key), getattr(other.form, key)
            if own != theirs:
                yield capture.entry.fault(
                    f"{key}: {_stated(own)}, but ring '{ring}' has {_stated(theirs)} in line {other.line}: files of one ring "
                    "come from one run of the tool, write the same in each or give another ring",
                    key if own is not None else "ring",
                )


def _stated(value: object) -> str:
    return "left out" if value is None else f"'{value}'"


def _order_faults(entry: Entry, begin: str, end: str) -> Iterator[Fault]:
    if time_ns(end) <= time_ns(begin):
        yield entry.fault(f"to: '{end}' is not after 'from', '{begin}': check both", "to")


def _step_faults(step: Placed[StepForm], devices: Sequence[str]) -> Iterator[Fault]:
    form, entry = step.form, step.entry
    yield from _order_faults(entry, form.from_, form.to)
    if not form.devices and not form.evidence:
        yield entry.fault(
            f"step '{form.id}' has neither devices nor evidence: list devices that must be seen in it, "
            "or what shows that it happened"
        )
    for at, name in enumerate(form.devices):
        yield from reference_fault(entry, "devices", "device", name, devices, "devices", at)
        if name in form.devices[:at]:
            yield entry.fault(f"devices: '{name}' stands here twice, keep one", "devices", at)
    for at, evidence in enumerate(form.evidence):
        yield from _evidence_faults(entry, evidence, at, devices)


def _evidence_faults(
    entry: Entry, evidence: EvidenceForm, at: int, devices: Sequence[str]
) -> Iterator[Fault]:
    given = [key for key, value in evidence if value is not None]
    if len(given) != 1:
        held = f"holds {' and '.join(given)}" if given else "is empty"
        yield entry.fault(
            f"evidence: one item {held}: write one of contacted, sent, stated in each", "evidence", at
        )
    if evidence.sent is not None:
        yield from reference_fault(
            entry, "device", "device", evidence.sent.device, devices, "evidence", at, "sent", "device"
        )


def _overlapping_steps(steps: Sequence[Placed[StepForm]]) -> Iterator[Fault]:
    """Told at the later step, with the one that is still running."""
    timed = [(time_ns(one.form.from_), time_ns(one.form.to), one) for one in steps]
    running: tuple[int, Placed[StepForm]] | None = None
    for begin, end, one in sorted(timed, key=lambda step: (*step[:2], step[2].line)):
        if running is not None and begin < running[0]:
            other = running[1]
            yield one.entry.fault(
                f"from: step '{one.form.id}' begins before step '{other.form.id}' of line {other.line} ends: "
                "steps of a cell do not overlap, mend the times",
                "from",
            )
        if running is None or end > running[0]:
            running = (end, one)


def _region_faults(part: CellPart, cell: Placed[CellForm], regions: Mapping[str, str]) -> Iterator[Fault]:
    """Where traffic leaves from is said twice, and is one place."""
    region = cell.form.egress_region
    for name in dict.fromkeys(capture.form.vantage_point for capture in part.captures.placed):
        if regions.get(name, region) != region:
            yield cell.entry.fault(
                f"egress_region: {region}, but vantage point '{name}' of its captures reaches the internet "
                f"from {regions[name]}: make them one",
                "egress_region",
            )


def _repeated_values(cell: Placed[CellForm]) -> Iterator[Fault]:
    for key, values in (("ip_versions", cell.form.ip_versions), ("interference", cell.form.interference)):
        for at, value in enumerate(values):
            if value in values[:at]:
                yield cell.entry.fault(f"{key}: '{value}' stands here twice, keep one", key, at)


def _ca_store_faults(cell: Placed[CellForm]) -> Iterator[Fault]:
    """Without a proxy that intercepts there is no CA of one."""
    store, interference = cell.form.ca_store, cell.form.interference
    if store is not None and Interference.TLS_INTERCEPTION not in interference:
        yield cell.entry.fault(
            f"ca_store: '{store}' is about the CA of an intercepting proxy, and 'interference' names none: "
            "add tls_interception to it, or remove ca_store",
            "ca_store",
        )


def _partner_faults(
    part: CellPart,
    cell: Placed[CellForm],
    key: str,
    role: CellRole,
    parts_by_id: Mapping[str, CellPart],
    known: Sequence[str],
) -> Iterator[Fault]:
    """The cell that 'baseline' or 'control' names: there, of that role, and run if this one was."""
    name = cell.form.baseline if key == "baseline" else cell.form.control
    if name is None:
        return
    yield from reference_fault(cell.entry, key, "cell", name, known, key)
    other = parts_by_id.get(name)
    if other is None or other.cell is None:
        return
    if name == cell.form.id:
        yield cell.entry.fault(f"{key}: the cell names itself: write null, or another cell", key)
    elif other.cell.form.role is not role:
        yield cell.entry.fault(
            f"{key}: cell '{name}' has role {other.cell.form.role}: name one of role {role}, or write null",
            key,
        )
    elif part.captures.entries and not other.captures.entries:
        yield cell.entry.fault(
            f"{key}: cell '{name}' has no captures, so it shows nothing: list them in line {other.cell.line}, "
            "or write null until it was run",
            key,
        )
