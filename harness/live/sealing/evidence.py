"""What lies in an evidence folder -> its runs, files, gaps, steps and notes as values: nothing is read or written here.

Everything that is not known stays so, with the reason: a run that nobody saw end has no count of lost packets unless the program itself
left one.

Decisions, each so that a window is never longer than it is known to be:

* A run takes packets from when it was seen to have begun a file, to ``FLUSH_NS`` before it was asked to end: what came later may have
  lain in a buffer that nobody read.
* Within a run capturing never pauses: a file ends where the next one's first packet was. One of a quiet time, without a packet, begins
  when its name says.
* What the program says it received and no file holds counts as lost.

Blind spots: a run whose end nobody saw ends with its last packet. Times are those of the machine's clock; where it was set meanwhile, times
before and after are not comparable, and that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from harness.live.recording.clock_watch import farthest_set
from harness.live.recording.dumpcap_words import Told
from harness.live.recording.journal import Event, Kept
from harness.live.recording.recorder import FLUSH_NS
from harness.live.recording.run_names import RunFile

_US: Final = 1_000
Span = tuple[int | None, int | None]
"""Begin and end, ns; None where not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """One capture file as it lies there."""

    path: str
    """Below the evidence folder."""
    named: RunFile
    octets: int
    sha256: str
    packets: int | None
    """None: it is no capture that can be read."""
    first_ns: int | None
    last_ns: int | None
    problem: str
    """What is wrong with it; empty where it is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRun:
    """One run of the capturing program: its files are a ring in the sense of scenarios."""

    run: str
    vantage: str
    interface: str | None
    """None: the journal does not say."""
    tool: str | None
    files: tuple[EvidenceFile, ...]
    spans: tuple[Span, ...]
    """When each file was being captured."""
    drops: int | None
    """Lost in all files together; None: completeness unknown."""
    interface_drops: int
    """Lost by the interface itself since capturing began there; stands at the last run of a vantage point, 0 at others."""
    completeness: str
    """``counted``, or why it is unknown."""
    why_ended: str
    """Empty: it was asked to."""
    cut_packets_at: int | None
    """Octets that were kept of each packet; None: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedStep:
    """What was done from one mark to the next."""

    text: str
    from_ns: int
    to_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSeen:
    """A time in which an interface was not captured on."""

    vantage: str
    interface: str
    from_ns: int
    to_ns: int | None
    """None: it did not end while anybody watched."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that a folder holds."""

    kept: Kept
    runs: tuple[EvidenceRun, ...]
    steps: tuple[MarkedStep, ...]
    notes: tuple[Event, ...]
    gaps: tuple[GapSeen, ...]
    began_ns: int | None
    ended_ns: int | None
    """None: nobody saw it end."""
    last_ns: int | None
    """Latest time that anything is known of."""
    clock_set_ns: int
    """By how much the clock was set meanwhile; see ``farthest_set``. There is one clock, so it holds for every run."""


def evidence_of(kept: Kept | None, said: Mapping[str, Told], files: Sequence[EvidenceFile]) -> Evidence:
    """Put together what is known.

    Args:
        kept: The journal; None where there is none.
        said: What the program said, by run.
        files: Capture files in the order of ``run_names.run_files``.
    """
    kept = kept or Kept(events=(), torn=False, odd_lines=0)
    names = dict.fromkeys(
        [*(file.named.run for file in files), *(str(one.get("run")) for one in kept.of("run-begins"))]
    )
    runs = [
        run_of(name, kept, said.get(name, Told()), [file for file in files if file.named.run == name])
        for name in names
    ]
    times = [one["at_ns"] for one in kept.events]
    times += [file.last_ns for file in files if file.last_ns is not None]
    last_ns = max(times, default=None)
    ended_ns = next((one["at_ns"] for one in kept.of("ended")), None)
    return Evidence(
        kept=kept,
        runs=_with_interface_drops(sorted(runs, key=lambda one: one.run), kept),
        steps=steps_of(kept, ended_ns or last_ns),
        notes=kept.of("note"),
        gaps=gaps_of(kept),
        began_ns=next((one["at_ns"] for one in kept.of("started")), min(times, default=None)),
        ended_ns=ended_ns,
        last_ns=last_ns,
        clock_set_ns=farthest_set(_whole(one, "stepped_ns") or 0 for one in kept.of("clock-step")),
    )


def _with_interface_drops(runs: Sequence[EvidenceRun], kept: Kept) -> tuple[EvidenceRun, ...]:
    """The counter goes through all runs of a vantage point; it is told with the last, so that it counts once."""
    lost = {str(one.get("vantage")): _whole(one, "packets") or 0 for one in kept.of("interface-drops")}
    last = {run.vantage: run.run for run in runs}
    return tuple(
        replace(run, interface_drops=lost.get(run.vantage, 0)) if last[run.vantage] == run.run else run
        for run in runs
    )


def run_of(name: str, kept: Kept, told: Told, files: Sequence[EvidenceFile]) -> EvidenceRun:
    """One run, by its journal lines, its own words and its files."""
    begin = _first(kept, "run-begins", name)
    end = _first(kept, "run-ends", name)
    drops, completeness = _loss(end, told, files)
    vantage = files[0].named.vantage if files else str(begin.get("vantage"))
    return EvidenceRun(
        run=name,
        vantage=vantage,
        interface=_text(begin, "interface"),
        tool=_text(begin, "tool"),
        files=tuple(files),
        spans=tuple(_spans(_whole(begin, "from_ns"), _end(end), files)),
        drops=drops,
        interface_drops=0,
        completeness=completeness,
        why_ended=_text(end, "why") or "" if end else "nobody saw it end",
        cut_packets_at=_whole(begin, "snaplen"),
    )


def _loss(end: Event, told: Told, files: Sequence[EvidenceFile]) -> tuple[int | None, str]:
    """Lost packets, or why they are not known. The program's own words hold also where nobody wrote the journal to its end."""
    dropped, received = _whole(end, "dropped"), _whole(end, "received")
    if dropped is None:
        dropped, received = told.dropped, sum(one.received for one in told.counts)
    if dropped is None:
        why = _text(end, "why") or "it was not seen to end"
        return None, f"completeness unknown: the program that captures left no count ({why})"
    if any(file.packets is None for file in files):
        return None, "completeness unknown: a file of the run cannot be read"
    kept = sum(file.packets or 0 for file in files)
    return dropped + max(0, (received or 0) - kept), "counted"


def _end(end: Event) -> int | None:
    """When a run took its last packet for certain."""
    to_ns = _whole(end, "to_ns")
    return None if to_ns is None else to_ns if end.get("why") else to_ns - FLUSH_NS


def _spans(from_ns: int | None, to_ns: int | None, files: Sequence[EvidenceFile]) -> list[Span]:
    """A file begins where the one before it ended; its first packet tells when that was, and in a quiet time its name."""
    if not files:
        return []
    begins = [file.named.began_ns if file.first_ns is None else file.first_ns for file in files]
    first = from_ns if from_ns is not None else begins[0]
    last_ns = files[-1].last_ns
    if to_ns is not None and last_ns is not None:
        to_ns = max(to_ns, last_ns + _US)
    edges = [first, *begins[1:], to_ns]
    # The clock may have been set meanwhile: such a file is left without a time of its own.
    return [span if _in_order(span) else (None, None) for span in pairwise(edges)]


def _in_order(span: Span) -> bool:
    """Whether it begins before it ends, also as times are written."""
    begin, end = span
    return begin is None or end is None or begin // _US < end // _US


def steps_of(kept: Kept, end_ns: int | None) -> tuple[MarkedStep, ...]:
    """Each step lasts until the next one, the last until the end; one that would end before it begins (the clock was set) is left out."""
    marks = [(str(one.get("text", "")), one["at_ns"]) for one in kept.of("step")]
    ends = [at_ns for _, at_ns in marks[1:]] + [end_ns or 0]
    return tuple(
        MarkedStep(text=text, from_ns=at_ns, to_ns=to_ns)
        for (text, at_ns), to_ns in zip(marks, ends, strict=False)
        if at_ns // _US < to_ns // _US
    )


def gaps_of(kept: Kept) -> tuple[GapSeen, ...]:
    """Gaps in the order they began; the end of each is the next one told for the same vantage point."""
    ends = list(kept.of("gap-ends"))
    found = []
    for begin in kept.of("gap-begins"):
        own = [
            one
            for one in ends
            if one.get("vantage") == begin.get("vantage") and one["at_ns"] >= begin["at_ns"]
        ]
        if own:
            ends.remove(own[0])
        found.append(
            GapSeen(
                vantage=str(begin.get("vantage")),
                interface=str(begin.get("interface")),
                from_ns=_whole(begin, "from_ns") or begin["at_ns"],
                to_ns=_whole(own[0], "to_ns") if own else None,
                why=str(begin.get("why")),
            )
        )
    return tuple(found)


def _first(kept: Kept, event: str, run: str) -> Event:
    return next((one for one in kept.of(event) if one.get("run") == run), {})


def _text(event: Event, key: str) -> str | None:
    value = event.get(key)
    return value if isinstance(value, str) else None


def _whole(event: Event, key: str) -> int | None:
    """A number of the journal, which a hand may have written."""
    value = event.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62 else None
