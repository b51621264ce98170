"""Evidence -> ``manifest.json``: what was captured, by what, when, what is missing, and how that is known.

Form: RFC 8259, ASCII, one key a line. The same folder gives the same octets: nothing depends on the time or the machine of sealing. It holds no
name of a machine or user. Times are ns since the Unix epoch, UTC, by the clock of the machine that captured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from harness import __version__
from harness.live.recording.journal import Event
from harness.live.sealing.evidence import Evidence, EvidenceFile, EvidenceRun, GapSeen, Span
from harness.live.sealing.filled import utc

SCHEMA_VERSION: Final = 1
OPENING: Final = b'{\n "schema": "harness-evidence",'
_CLOCK_EVENTS: Final = ("clock-step", "slept")
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The scenario that the evidence was filled into."""

    given: bool
    """It is an author's; else a skeleton."""
    cell: str
    vantages: dict[str, str]
    notes: tuple[str, ...]


def manifest(evidence: Evidence, filling: Filling | None, notes: Sequence[str]) -> bytes:
    """The whole document.

    Args:
        evidence: What lies in the folder.
        filling: Where it was filled in; None: nowhere.
        notes: What went wrong while it was sealed.
    """
    kept = evidence.kept
    started = next(iter(kept.of("started")), {})
    document = {
        "schema": "harness-evidence",
        "schema_version": SCHEMA_VERSION,
        "sealed_by": {"name": "harness", "version": __version__},
        "began_ns": evidence.began_ns,
        "ended_ns": evidence.ended_ns,
        "last_ns": evidence.last_ns,
        "machine": started.get("machine"),
        "tools": started.get("tools"),
        "settings": started.get("settings"),
        "clock": {"at_start": started.get("clock"), "events": [dict(one) for one in kept.of(*_CLOCK_EVENTS)]},
        "scenario": None if filling is None else _filling(filling),
        "runs": [_run(run) for run in evidence.runs],
        "gaps": [_gap(gap) for gap in evidence.gaps],
        "steps": [
            {"text": step.text, "from_ns": step.from_ns, "to_ns": step.to_ns} for step in evidence.steps
        ],
        "notes": [{"text": str(one.get("text", "")), "at_ns": one["at_ns"]} for one in evidence.notes],
        "alerts": [dict(one) for one in kept.of("alert")],
        "own_traffic": [dict(one) for one in kept.of("own-traffic")],
        "gateway": [dict(one) for one in kept.of("gateway")],
        "canaries": [dict(one) for one in kept.of("canaries")],
        "journal": {"torn": kept.torn, "odd_lines": kept.odd_lines},
        "blind_spots": list(blind_spots(evidence)),
        "sealing": list(notes),
    }
    return (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _filling(filling: Filling) -> dict[str, Any]:
    return {
        "given": filling.given,
        "cell": filling.cell,
        "vantage_points": filling.vantages,
        "notes": list(filling.notes),
    }


def _run(run: EvidenceRun) -> dict[str, Any]:
    return {
        "run": run.run,
        "vantage": run.vantage,
        "interface": run.interface,
        "tool": run.tool,
        "drops": run.drops,
        "interface_drops": run.interface_drops,
        "completeness": run.completeness,
        "why_ended": run.why_ended,
        "files": [_file(file, span) for file, span in zip(run.files, run.spans, strict=True)],
    }


def _file(file: EvidenceFile, span: Span) -> dict[str, Any]:
    return {
        "path": file.path,
        "octets": file.octets,
        "sha256": file.sha256,
        "packets": file.packets,
        "from_ns": span[0],
        "to_ns": span[1],
        "first_packet_ns": file.first_ns,
        "last_packet_ns": file.last_ns,
        "problem": file.problem,
    }


def _gap(gap: GapSeen) -> dict[str, Any]:
    return {
        "vantage": gap.vantage,
        "interface": gap.interface,
        "from_ns": gap.from_ns,
        "to_ns": gap.to_ns,
        "why": gap.why,
    }


def blind_spots(evidence: Evidence) -> Iterator[str]:
    """What this capture may have missed, one sentence each."""
    if not evidence.kept.events:
        yield "there is no journal: nothing says when capturing began, what was done, or what went wrong"
    if evidence.kept.torn or evidence.kept.odd_lines:
        yield "the journal is damaged: what the lost lines said is not known"
    for run in evidence.runs:
        yield from _of_run(run)
    for gap in evidence.gaps:
        end = "the end" if gap.to_ns is None else utc(gap.to_ns)
        yield f"{gap.vantage} ({gap.interface}) was not captured on from {utc(gap.from_ns)} to {end}: {gap.why}"
    for vantage in dict.fromkeys(str(one.get("vantage")) for one in evidence.kept.of("interface-drops")):
        last = [one for one in evidence.kept.of("interface-drops") if str(one.get("vantage")) == vantage][-1]
        if last.get("packets") is None:
            yield f"{vantage}: the system does not say how many frames the interface itself lost"
    for event in evidence.kept.of(*_CLOCK_EVENTS):
        yield _of_clock(event.get("stepped_ns"), event.get("slept_ns"), event["at_ns"])
    for event in evidence.kept.of("canaries"):
        yield from _of_canaries(event)
    for event in evidence.kept.of("disk-full"):
        yield f"capturing ended at {utc(event['at_ns'])} because the disk was about to be full"
    if evidence.kept.events and evidence.ended_ns is None:
        yield "nobody saw capturing end: the machine or harness stopped before"


def _of_run(run: EvidenceRun) -> Iterator[str]:
    if run.drops is None:
        yield f"{run.run}: {run.completeness}"
    elif run.drops:
        yield f"{run.run}: {run.drops} packets were lost"
    if run.interface_drops:
        yield f"{run.run}: the interface itself lost {run.interface_drops} frames since capturing began there"
    if run.cut_packets_at is not None:
        yield f"{run.run}: of each packet only {run.cut_packets_at} octets were kept"
    yield from (f"{file.path}: {file.problem}" for file in run.files if file.problem)
    parts = [file.named.part for file in run.files if file.named.part]
    if missing := sorted({*range(1, max(parts, default=0) + 1)} - {*parts}):
        yield f"{run.run}: {len(missing)} of its files are not there: {', '.join(map(str, missing[:10]))}"


def _of_canaries(event: Event) -> Iterator[str]:
    """Canaries that were not seen: what else passed there need not have been captured either."""
    if event.get("fault"):
        yield f"canaries at the {event.get('when')}: {event['fault']}"
    points = event.get("points")
    for point in points if isinstance(points, list) else ():
        if isinstance(point, dict) and point.get("holds") != "yes":
            yield f"canary {point.get('id')} at the {event.get('when')}: {point.get('text')}"


def _of_clock(stepped_ns: object, slept_ns: object, at_ns: int) -> str:
    said = []
    if isinstance(stepped_ns, int) and stepped_ns:
        way = "forward" if stepped_ns > 0 else "back"
        said.append(f"the clock was set {way} by {abs(stepped_ns) / _NS_PER_S:.3f} s")
    if isinstance(slept_ns, int) and slept_ns:
        said.append(f"the machine slept for {slept_ns / _NS_PER_S:.1f} s, in which nothing was captured")
    return f"{' and '.join(said) or 'the clock changed'}, seen at {utc(at_ns)}"


def vantages_of(evidence: Evidence) -> tuple[str, ...]:
    """Names that files have for vantage points, each once."""
    return tuple(dict.fromkeys(run.vantage for run in evidence.runs))
