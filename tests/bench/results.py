"""What one run of the bench measured, before it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.bench.measure import Best
from tests.bench.programs import OURS

FLAT_RATIO, FLAT_OCTETS = 0.05, 10_000_000
"""Peak memory is flat where it grows by no more than the larger of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One program on one capture."""

    name: str
    note: str = ""
    best: Best | None = None
    fault: str = ""
    """Why there is no figure."""
    packets: int | None = None
    """Read only so many; the whole is extrapolated."""


@dataclass(slots=True, kw_only=True)
class Workload:
    """All programs on one capture."""

    name: str
    made_of: str
    packets: int
    octets: int
    lines: dict[str, Line] = field(default_factory=dict)
    document: dict[str, int] = field(default_factory=dict)
    """Rows of our JSON document."""

    def best(self, name: str) -> Best | None:
        """Best run of a program; None where there is none."""
        return self.lines[name].best if name in self.lines else None

    def factor(self, line: Line) -> float:
        """The whole capture as a multiple of what a program read."""
        return self.packets / line.packets if line.packets else 1.0

    def wall_s(self, name: str) -> float | None:
        """Wall time for the whole capture, extrapolated where only a part was read."""
        best = self.best(name)
        return best.wall_s * self.factor(self.lines[name]) if best else None

    def cpu_s(self, name: str) -> float | None:
        """Processor time for the whole capture, extrapolated where only a part was read."""
        best = self.best(name)
        return best.cpu_s * self.factor(self.lines[name]) if best else None

    def failed(self) -> bool:
        """Whether our own command did not run to its end."""
        return self.best(OURS) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopePoint:
    """Peak memory for one number of flows."""

    flows: int
    packets: int
    octets: int
    with_json: Best | None
    without_json: Best | None
    reading: Best | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatPoint:
    """Peak memory for one size of capture, with equally many live flows in each."""

    workload: str
    octets: int
    packets: int | None
    """As counted by our reading; None where it failed."""
    whole: Best | None
    reading: Best | None


@dataclass(slots=True, kw_only=True)
class Results:
    """Everything that one run of the bench measured."""

    command: str
    workloads: list[Workload] = field(default_factory=list)
    slope: list[SlopePoint] = field(default_factory=list)
    flat: list[FlatPoint] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """For lack of time."""


def octets_per_flow(points: list[SlopePoint], part: str) -> float | None:
    """Growth of the peak from the fewest to the most flows, per flow; ``part`` is a field of the points."""
    sizes = [(p.flows, best.peak_octets) for p in points if (best := getattr(p, part))]
    if len(sizes) < 2:
        return None
    (few, small), (many, large) = sizes[0], sizes[-1]
    return (large - small) / (many - few)


def growth(points: list[FlatPoint], workload: str, part: str) -> tuple[int, int] | None:
    """Growth of the peak from the smallest to the largest capture, and what is allowed; ``part`` as above."""
    peaks = [best.peak_octets for p in points if p.workload == workload and (best := getattr(p, part))]
    if len(peaks) < 2:
        return None
    return peaks[-1] - peaks[0], max(FLAT_OCTETS, int(peaks[0] * FLAT_RATIO))
