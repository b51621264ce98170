"""An author's scenario and what was captured -> the scenario with this capture filled in, as text: comments stay where they are.

Into one cell: every capture file with digest, tool, filter, lost packets, ring and times; the steps that were marked; what a gateway changed. Of
other cells the captures lie elsewhere, below the author's own file: here those cells are planned ones, and a comment says so.

A mark fills the author's step of that id, else that of the same kind; any other becomes a step of its own, with ``stated`` as evidence, which
proves nothing. A step of the author that nobody marked stays if its time lies within this capture and is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from harness.live.sealing.evidence import Evidence, EvidenceRun, MarkedStep
from harness.live.sealing.filled_gateway import Place, gateway_said, own_tools, proxy_records
from harness.live.sealing.kept_yaml import kept_yaml, set_list
from harness.model.gateway_state import GatewayState
from harness.model.scenario_ids import id_of, meant_step, new_id
from harness.reports.text import shown
from harness.rules.scenario_cell_forms import MOST_OFFSET_MS
from harness.rules.scenario_values import time_ns

_MOST_STATED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The text, and what a reader of it must know."""

    text: str
    notes: tuple[str, ...]


def filled(text: str, evidence: Evidence, place: Place, state: GatewayState | None) -> Filled:
    """Fill a cell of a scenario.

    Args:
        text: A scenario without faults that has the cell.
        evidence: What was captured.
        place: Where it belongs.
        state: Of the gateway that was up meanwhile; None: none was, or nothing is known of it.
    """
    yaml = kept_yaml()
    top = yaml.load(text)
    notes: list[str] = []
    for cell in top["cells"]:
        if cell["id"] != place.cell:
            notes += _emptied(cell)
    own = next(cell for cell in top["cells"] if cell["id"] == place.cell)
    entries = [entry for run in evidence.runs for entry in capture_entries(run, place, evidence.clock_set_ns)]
    set_list(own, "captures", CommentedSeq(entries))
    steps, told = _steps(own, evidence)
    set_list(own, "steps", CommentedSeq(steps))
    notes += told
    notes += _without_partners(own)
    if state is not None:
        notes += gateway_said(top, own, state, {entry["vantage_point"] for entry in entries})
        notes += own_tools(top, evidence, state, place.kept)
        notes += proxy_records(top, own, state, place)
    out = StringIO()
    yaml.dump(top, out)
    return Filled(text=out.getvalue(), notes=tuple(notes))


def capture_entries(run: EvidenceRun, place: Place, clock_set_ns: int) -> Iterator[CommentedMap]:
    """Entries of ``captures`` for the files of a run that can be read."""
    ring = len(run.files) > 1 or any(file.named.part for file in run.files)
    for file, (from_ns, to_ns) in zip(run.files, run.spans, strict=True):
        if file.packets is None:
            continue
        entry = CommentedMap(path=file.path)
        entry["vantage_point"] = place.vantages.get(run.vantage, run.vantage)
        entry["sha256"] = file.sha256
        if place.kept.keylog is not None:
            entry["keylog"], entry["keylog_sha256"] = place.kept.keylog
        if run.tool:
            entry["tool"] = run.tool[:100]
        entry["filter"] = "all"
        if run.drops is not None:
            entry["drops"] = run.drops + run.interface_drops
        if ring:
            entry["ring"] = run.run
        if from_ns is not None:
            entry["from"] = utc(from_ns)
        if to_ns is not None:
            entry["to"] = utc(to_ns)
        if clock_set_ns:
            entry["clock_set_ms"] = _ms(clock_set_ns)
        yield entry


def _ms(time_ns: int) -> int:
    """As scenarios may say it, which a journal that somebody wrote by hand need not be."""
    return max(-MOST_OFFSET_MS, min(MOST_OFFSET_MS, round(time_ns / 10**6)))


def utc(at_ns: int) -> str:
    """A time as scenarios write it, to the microsecond.

    >>> utc(1_793_613_600_123_456_789)
    '2026-11-02T10:00:00.123456Z'
    """
    moment = datetime.fromtimestamp(at_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{moment}.{at_ns % 10**9 // 10**3:06}Z"


def _emptied(cell: CommentedMap) -> Iterator[str]:
    if cell.get("captures"):
        set_list(cell, "captures", CommentedSeq())
        yield f"cell {cell['id']}: its captures lie below the author's own scenario, so that here it is a planned one"


def _without_partners(cell: CommentedMap) -> Iterator[str]:
    """A baseline or control without captures shows nothing, and a scenario may not name it."""
    for key in ("baseline", "control"):
        if name := cell.get(key):
            cell[key] = None
            cell.yaml_add_eol_comment(f"{name}, once its captures are listed too", key)
            yield f"cell {cell['id']}: {key} {name} has no captures here, so that it is not compared with"


def _steps(cell: CommentedMap, evidence: Evidence) -> tuple[list[CommentedMap], list[str]]:
    """The author's steps and those that were marked, in order of time."""
    planned: list[CommentedMap] = list(cell.get("steps") or ())
    taken = {str(step["id"]) for step in planned}
    unused, done, notes = list(planned), [], []
    for mark in evidence.steps:
        meant = meant_step(mark.text, [(str(step["id"]), str(step["kind"])) for step in unused])
        if meant is None:
            step = _added(mark, taken)
            taken.add(step["id"])
        else:
            step = unused.pop(meant)
            step["from"], step["to"] = utc(mark.from_ns), utc(mark.to_ns)
        done.append((mark.from_ns, step))
    for step in unused:
        span = time_ns(str(step["from"])), time_ns(str(step["to"]))
        if _is_free(span, evidence):
            done.append((span[0], step))
        else:
            notes.append(
                f"step {step['id']}: nobody marked it, and its time in the scenario is none of this capture; left out"
            )
    return [step for _, step in sorted(done, key=lambda one: one[0])], notes


def _added(mark: MarkedStep, taken: set[str]) -> CommentedMap:
    step = CommentedMap(id=new_id(mark.text, "step", taken))
    step["kind"] = id_of(mark.text, "step").replace("-", "_").replace(".", "_")[:40].strip("_") or "step"
    step["from"], step["to"] = utc(mark.from_ns), utc(mark.to_ns)
    said = CommentedMap(stated=f"marked while capturing: {shown(mark.text)}"[:_MOST_STATED])
    step["evidence"] = CommentedSeq([said])
    return step


def _is_free(span: tuple[int, int], evidence: Evidence) -> bool:
    begin, end = evidence.began_ns, evidence.ended_ns or evidence.last_ns
    if begin is None or end is None or not begin <= span[0] < span[1] <= end:
        return False
    return all(mark.to_ns <= span[0] or span[1] <= mark.from_ns for mark in evidence.steps)
