"""The aims of the issues, each with what was measured and whether it is met."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.programs import DIGEST, NDPI, NDPI_PLAIN, NFSTREAM, OURS, OURS_JSON, READING, TSHARK
from tests.bench.recipes import BULK_VIDEO, FLOW_HEAVY
from tests.bench.results import FLAT_OCTETS, FlatPoint, Results, SlopePoint, Workload, growth, octets_per_flow

MEGA = 1_000_000
HEAD = "| capture | aim | wanted | measured | |\n|---|---|---|---:|---|"
PARTS = {OURS: "whole command", READING: "reading"}
"""Our program as a whole, and the part of it that reads."""
CPU_AIMS = ((TSHARK, 25.0), (NFSTREAM, 4.0))
PER_FLOW_OCTETS = 400.0


def _aim(capture: str, name: str, value: float | None, limit: float, unit: str, *, at_most: bool) -> str:
    row = f"| {capture} | {name} | {'≤' if at_most else '≥'} {limit:g}{unit} |"
    if value is None:
        return f"{row} not measured | |"
    met = value <= limit if at_most else value >= limit
    return f"{row} {value:.2f}{unit} | {'met' if met else 'not met'} |"


def ratio(over: float | None, under: float | None) -> float | None:
    """Quotient; None where one of the two was not measured or there is nothing to divide by."""
    return over / under if over is not None and under is not None and under > 0 else None


def ndpi_s(work: Workload) -> float | None:
    """Wall time of ndpiReader in the faster of its settings."""
    walls = [wall for name in (NDPI, NDPI_PLAIN) if (wall := work.wall_s(name)) is not None]
    return min(walls, default=None)


def cpu_without_hash_s(work: Workload, part: str) -> float | None:
    """Our processor time less that of SHA-256 alone; None also where nothing is left."""
    ours, digest = work.cpu_s(part), work.cpu_s(DIGEST)
    return ours - digest if ours is not None and digest is not None and ours > digest else None


def _against_digest(work: Workload) -> Iterator[str]:
    for part, called in PARTS.items():
        value = ratio(work.wall_s(part), work.wall_s(DIGEST))
        yield _aim(
            work.name, f"wall to SHA-256 of the same file, {called}", value, 1.3, " times", at_most=True
        )


def _against_ndpi(work: Workload) -> Iterator[str]:
    for part, called in PARTS.items():
        value = ratio(work.wall_s(part), ndpi_s(work))
        yield _aim(
            work.name, f"wall to ndpiReader, faster setting, {called}", value, 0.6, " times", at_most=True
        )


def _against_peers(work: Workload) -> Iterator[str]:
    for peer, limit in CPU_AIMS:
        for part, called in PARTS.items():
            value = ratio(work.cpu_s(peer), cpu_without_hash_s(work, part))
            name = f"CPU without the hash, better than {peer}, {called}"
            yield _aim(work.name, name, value, limit, " times", at_most=False)


def _of_issue_2(work: Workload) -> Iterator[str]:
    """The first aims, on the flow-heavy capture, with the JSON document written."""
    ours, name, times = work.wall_s(OURS_JSON), work.name, " times"
    digest = work.wall_s(DIGEST)
    for value, called in ((work.wall_s(READING), "reading"), (ours, "whole command with JSON")):
        yield _aim(name, f"wall to SHA-256, {called}", ratio(value, digest), 1.6, times, at_most=True)
    for peer, wall, limit in (
        ("tshark", work.wall_s(TSHARK), 20.0),
        ("ndpiReader, faster setting", ndpi_s(work), 1.0),
    ):
        yield _aim(
            name, f"speed to {peer}, whole command with JSON", ratio(wall, ours), limit, times, at_most=False
        )
    best = work.best(OURS_JSON)
    peak = best.peak_octets / MEGA if best else None
    yield _aim(name, "peak memory, whole command with JSON", peak, 350.0, " MB", at_most=True)


def _per_flow(points: list[SlopePoint]) -> Iterator[str]:
    parts = {"reading": "reading", "without_json": "whole command", "with_json": "whole command with JSON"}
    for part, called in parts.items():
        value = octets_per_flow(points, part)
        yield _aim(
            "many flows", f"memory per further flow, {called}", value, PER_FLOW_OCTETS, " B", at_most=True
        )


def flat_aims(points: list[FlatPoint], names: list[str]) -> Iterator[str]:
    """Whether peak memory stays where it is when captures grow and the live flows do not."""
    for name in names:
        sizes = [point.octets / 1e9 for point in points if point.workload == name]
        span = f"{min(sizes):.2g} to {max(sizes):.2g} GB" if sizes else "a small to a large capture"
        for part, called in {"whole": "whole command", "reading": "reading"}.items():
            grown, allowed = growth(points, name, part) or (None, None)
            text = f"growth of peak memory from {span}, {called}"
            value = None if grown is None else grown / MEGA
            yield _aim(name, text, value, round((allowed or FLAT_OCTETS) / MEGA, 1), " MB", at_most=True)


def aims_table(results: Results) -> str:
    """Each aim, what was measured, and whether it is met."""
    rows: list[str] = []
    for work in results.workloads:
        rows += _against_digest(work) if work.name == BULK_VIDEO else ()
        rows += _against_ndpi(work) if work.name == FLOW_HEAVY else ()
        rows += _against_peers(work)
    rows += flat_aims(results.flat, [work.name for work in results.workloads])
    for work in results.workloads:
        rows += _of_issue_2(work) if work.name == FLOW_HEAVY else ()
    return "\n".join([HEAD, *rows, *_per_flow(results.slope)])
