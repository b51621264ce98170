"""Measurements as Markdown: what was measured, on what machine, and whether an aim was met."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bench.aims import MEGA, aims_table
from tests.bench.machine import machine
from tests.bench.measure import Best
from tests.bench.programs import OURS
from tests.bench.results import FlatPoint, Line, Results, SlopePoint, Workload

AIMED_PACKETS = 2_000_000
"""The aims are for this many packets; on fewer, start-up outweighs reading."""
SPEED_HEAD = (
    "| program | best s | slowest s | packets per CPU second | CPU s | peak MB | times ours | note |\n"
    "|---|---:|---:|---:|---:|---:|---:|---|"
)
SLOPE_HEAD = "| flows | packets | file MB | peak MB with JSON | without JSON | reading only |\n|---:|---:|---:|---:|---:|---:|"
FLAT_HEAD = "| capture | GB | packets | peak MB, whole command | reading only |\n|---|---:|---:|---:|---:|"


def _speed_row(work: Workload, line: Line) -> str:
    wall, cpu, ours = work.wall_s(line.name), work.cpu_s(line.name), work.wall_s(OURS)
    if line.best is None or wall is None or cpu is None:
        return f"| {line.name} | {line.fault} | | | | | | {line.note} |"
    part = f"**extrapolated** from {line.packets} packets; " if line.packets else ""
    slowest = "" if line.packets or line.best.runs < 2 else f"{line.best.slowest_s:.2f}"
    speed = f"{work.packets / cpu:,.0f}" if cpu > 0 else ""
    times = f"{wall / ours:.2f}" if ours else ""
    peak = f"{line.best.peak_octets / MEGA:.0f}"
    return f"| {line.name} | {wall:.2f} | {slowest} | {speed} | {cpu:.2f} | {peak} | {times} | {part}{line.note} |"


def speed_table(work: Workload) -> str:
    """Time and peak memory of ours and of others on one capture."""
    return "\n".join([SPEED_HEAD, *(_speed_row(work, line) for line in work.lines.values())])


def _peak(best: Best | None) -> str:
    return f"{best.peak_octets / MEGA:.1f}" if best else "failed"


def slope_table(points: list[SlopePoint]) -> str:
    """Peak memory by number of flows."""
    rows = [
        f"| {p.flows} | {p.packets} | {p.octets / MEGA:.0f} | {_peak(p.with_json)} | {_peak(p.without_json)} "
        f"| {_peak(p.reading)} |"
        for p in points
    ]
    return "\n".join([SLOPE_HEAD, *rows])


def flat_table(points: list[FlatPoint]) -> str:
    """Peak memory by size of the capture."""
    rows = [
        f"| {p.workload} | {p.octets / 1e9:g} | {p.packets or 'failed'} | {_peak(p.whole)} | {_peak(p.reading)} |"
        for p in points
    ]
    return "\n".join([FLAT_HEAD, *rows])


def measured(command: str) -> str:
    """When, with what command, on what machine."""
    return f"Measured {datetime.now(UTC):%Y-%m-%d} with `{command}`.\n\n{machine()}"


def _section(work: Workload) -> str:
    if not work.packets:
        return f"### {work.name}\n\nThe capture could not be made."
    seen = ", ".join(f"{count} {name}" for name, count in work.document.items())
    small = "" if work.packets >= AIMED_PACKETS else " Too small for the aims: start-up outweighs reading."
    return "\n\n".join(
        (
            f"### {work.name}",
            f"SYNTHETIC: {work.made_of}; {work.packets} packets, {work.octets / MEGA:.0f} MB.{small}",
            f"The JSON document holds {seen or 'nothing that could be read'}.",
            speed_table(work),
        )
    )


def markdown(results: Results) -> str:
    """The whole section."""
    left_out = (
        f"Left out, for lack of time unless told: {', '.join(results.left_out)}." if results.left_out else ""
    )
    parts = (
        measured(results.command),
        left_out,
        aims_table(results),
        *(_section(work) for work in results.workloads),
        "### Memory by size of the capture",
        flat_table(results.flat),
        "### Memory by number of flows",
        slope_table(results.slope),
    )
    return "\n\n".join(part for part in parts if part)
