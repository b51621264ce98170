"""Journals and capture files of a made-up session, for tests of what is made of them."""

from __future__ import annotations

from typing import Any

from harness.live.recording.journal import Kept
from harness.live.recording.run_names import run_file
from harness.live.sealing.evidence import Evidence, EvidenceFile, evidence_of

START_NS = 1_793_613_600 * 10**9
"""2026-11-02 10:00:00 UTC."""
S = 10**9


def at(seconds: float) -> int:
    return START_NS + round(seconds * S)


def event(kind: str, seconds: float, **fields: Any) -> dict[str, Any]:
    return {"event": kind, "at_ns": at(seconds), **fields}


def kept(*events: dict[str, Any], torn: bool = False) -> Kept:
    return Kept(events=events, torn=torn, odd_lines=0)


def file(
    name: str, first: float | None = 0, last: float | None = 1, *, packets: int | None = 10, problem: str = ""
) -> EvidenceFile:
    named = run_file(name)
    assert named is not None
    return EvidenceFile(
        path=f"captures/{name}", named=named, octets=1_000, sha256="ab" * 32, packets=packets,
        first_ns=None if first is None else at(first), last_ns=None if last is None else at(last), problem=problem,
    )  # fmt: skip


def part(number: int, first: float | None = 0, last: float | None = 1, **given: Any) -> EvidenceFile:
    """A file of run ``lan-r001``."""
    return file(f"lan-r001_{number:05}_20261102101500.pcapng", first, last, **given)


def begins(seconds: float = 0, run: str = "lan-r001", **fields: Any) -> dict[str, Any]:
    told = {
        "vantage": "lan",
        "interface": "eth1",
        "tool": "dumpcap 4.0.17",
        "snaplen": None,
        "from_ns": at(seconds),
    }
    return event("run-begins", seconds, run=run, **(told | fields))


def ends(seconds: float = 60, run: str = "lan-r001", **fields: Any) -> dict[str, Any]:
    told = {"vantage": "lan", "why": "", "received": 20, "dropped": 0, "to_ns": at(seconds)}
    return event("run-ends", seconds, run=run, **(told | fields))


def session(*more: dict[str, Any]) -> Evidence:
    """A minute at one tap in two files, with a step from 10 s on."""
    lines = (
        event("started", 0), begins(), event("step", 10, text="Login"), *more, ends(), event("ended", 60),
    )  # fmt: skip
    return evidence_of(kept(*lines), {}, [part(1, 1, 30), part(2, 31, 55)])
