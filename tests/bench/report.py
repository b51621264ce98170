"""Measurements as Markdown: what was measured, on what machine, and whether an aim was met."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.measure import Best
from tests.bench.peer_commands import Peer

MEGA = 1_000_000
AIMED_PACKETS = 2_000_000
"""The aims are for this many packets; on fewer, start-up outweighs reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerResult:
    """A peer's best run; None where it failed or took too long."""

    peer: Peer
    best: Best | None

    def whole_s(self, packets: int) -> float | None:
        """Wall time for the whole capture, extrapolated where only a part was read."""
        if self.best is None:
            return None
        return self.best.wall_s * (packets / self.peer.packets if self.peer.packets else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopePoint:
    """Peak memory for one number of flows."""

    flows: int
    packets: int
    octets: int
    with_json: Best | None
    without_json: Best | None
    reading: Best | None


@dataclass(slots=True, kw_only=True)
class Results:
    """Everything that one run of the bench measured."""

    command: str
    packets: int
    connections: int
    octets: int
    ours: Best | None
    digest: Best | None
    coreutils: Best | None
    reading: Best | None
    peers: list[PeerResult] = field(default_factory=list)
    slope: list[SlopePoint] = field(default_factory=list)
    document: dict[str, int] = field(default_factory=dict)


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else "unknown"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()


def machine() -> str:
    """Processor, memory, system and versions, one line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "polars"))
    lines = [
        f"- {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}",
        f"- Python {platform.python_version()}, {packages}",
    ]
    if shutil.which("tshark"):
        lines.append(f"- {_first_line(['tshark', '--version'])}")
    if shutil.which("ndpiReader"):
        lines.append(f"- {_first_line(['ndpiReader', '-h'])}".replace("Welcome to ", ""))
    return "\n".join(lines)


def _seconds(value: float | None) -> str:
    return "failed" if value is None else f"{value:.2f}"


def _row(name: str, best: Best | None, ours: Best | None, note: str, whole: float | None = None) -> str:
    wall = whole if whole is not None else (best.wall_s if best else None)
    times = f"{wall / ours.wall_s:.2f}" if wall is not None and ours else ""
    peak = f"{best.peak_octets / MEGA:.0f}" if best else ""
    spread = f"{best.slowest_s:.2f}" if best and whole is None else ""
    return f"| {name} | {_seconds(wall)} | {spread} | {times} | {peak} | {note} |"


def speed_table(results: Results) -> str:
    """Wall time and peak memory of ours and of others."""
    head = "| program | best s | slowest s | times ours | peak MB | note |\n|---|---:|---:|---:|---:|---|"
    rows = [
        _row("`harness analyze --json`", results.ours, results.ours, "whole process"),
        _row(
            "reading only",
            results.reading,
            results.ours,
            "hash, flows, names; in a warm process, without start",
        ),
        _row("SHA-256, Python hashlib", results.digest, results.ours, "whole process"),
        _row("sha256sum", results.coreutils, results.ours, "coreutils, for reference"),
    ]
    for result in results.peers:
        part = result.peer.packets
        note = (
            result.peer.note if part is None else f"**extrapolated** from {part} packets; {result.peer.note}"
        )
        whole = result.whole_s(results.packets) if part is not None else None
        rows.append(_row(result.peer.name, result.best, results.ours, note, whole))
    kept = [row for row in rows if not row.startswith("| reading only | failed")]
    return "\n".join([head, *kept])


def slope_table(results: Results) -> str:
    """Peak memory by number of flows."""
    head = "| flows | packets | file MB | peak MB with JSON | without JSON | reading only |\n|---:|---:|---:|---:|---:|---:|"
    rows = [
        f"| {p.flows} | {p.packets} | {p.octets / MEGA:.0f} | {_peak(p.with_json)} | {_peak(p.without_json)} "
        f"| {_peak(p.reading)} |"
        for p in results.slope
    ]
    return "\n".join([head, *rows])


def _peak(best: Best | None) -> str:
    return f"{best.peak_octets / MEGA:.1f}" if best else "failed"


def octets_per_flow(results: Results, part: str) -> float | None:
    """Growth of the peak from the fewest to the most flows, per flow; ``part`` is a field of the points."""
    sizes = [(p.flows, best.peak_octets) for p in results.slope if (best := getattr(p, part))]
    if len(sizes) < 2:
        return None
    (few, small), (many, large) = sizes[0], sizes[-1]
    return (large - small) / (many - few)


def _aim(name: str, value: float | None, limit: float, unit: str, *, at_most: bool) -> str:
    wanted = f"{'≤' if at_most else '≥'} {limit:g}{unit}"
    if value is None:
        return f"| {name} | {wanted} | not measured | |"
    met = value <= limit if at_most else value >= limit
    return f"| {name} | {wanted} | {value:.2f}{unit} | {'met' if met else 'not met'} |"


def _times_ours(results: Results, prefix: str) -> float | None:
    """Fastest of the peers with this name, as a multiple of our time."""
    walls = [r.best.wall_s for r in results.peers if r.best and r.peer.name.startswith(prefix)]
    return min(walls) / results.ours.wall_s if walls and results.ours else None


def aims_table(results: Results) -> str:
    """Each aim, what was measured, and whether it is met."""
    ours, ndpi = results.ours, _times_ours(results, "ndpiReader")
    tshark = _times_ours(results, "tshark")
    per_flow = "memory per further flow"
    rows = [
        "| aim | wanted | measured | |\n|---|---|---:|---|",
        _aim(
            "wall, reading, to SHA-256 of the same file",
            _to_digest(results, results.reading),
            1.6,
            " times",
            at_most=True,
        ),
        _aim(
            "wall, whole command, to SHA-256 of the same file",
            _to_digest(results, ours),
            1.6,
            " times",
            at_most=True,
        ),
        _aim("speed to tshark -T fields, whole command", tshark, 20, " times", at_most=False),
        _aim("speed to ndpiReader, the faster setting, whole command", ndpi, 1, " times", at_most=False),
        _aim(
            "peak memory, whole command", ours.peak_octets / MEGA if ours else None, 350, " MB", at_most=True
        ),
        _aim(f"{per_flow}, reading", octets_per_flow(results, "reading"), 400, " B", at_most=True),
        _aim(f"{per_flow}, whole command", octets_per_flow(results, "without_json"), 400, " B", at_most=True),
        _aim(
            f"{per_flow}, whole command with JSON",
            octets_per_flow(results, "with_json"),
            400,
            " B",
            at_most=True,
        ),
    ]
    return "\n".join(rows)


def _to_digest(results: Results, part: Best | None) -> float | None:
    return part.wall_s / results.digest.wall_s if part and results.digest else None


def markdown(results: Results) -> str:
    """The whole section."""
    seen = ", ".join(f"{count} {name}" for name, count in results.document.items())
    size = f"{results.packets} packets, {results.octets / MEGA:.0f} MB, {results.connections} connections"
    small = "" if results.packets >= AIMED_PACKETS else " Too small for the aims: start-up outweighs reading."
    return "\n\n".join(
        (
            f"Measured {datetime.now(UTC):%Y-%m-%d} with `{results.command}`.",
            machine(),
            f"Capture: {size}, SYNTHETIC. The JSON document holds {seen or 'nothing that could be read'}.{small}",
            aims_table(results),
            speed_table(results),
            slope_table(results),
        )
    )
