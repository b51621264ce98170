"""Peak memory: by number of flows, and by size of the capture with equally many live flows.

The long captures come through a pipe and never lie on disk: a file of 10 GB is neither wanted nor needed.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.measure import Best, best_of, run, run_fed, time_left
from tests.bench.programs import WORK, analyze, reading
from tests.bench.recipes import Recipe, long_recipe, make, maker
from tests.bench.results import FlatPoint, SlopePoint

SLOPE_PACKETS_PER_CONNECTION = 12
LEAST_OCTETS = 1
"""Asks the maker for the smallest packets."""


def by_flows(connections: int, longest_s: float) -> SlopePoint:
    """Peak memory on a capture of many small flows; a connection is two flows, DNS and TCP."""
    left_s = time_left(longest_s)
    packets = connections * SLOPE_PACKETS_PER_CONNECTION
    capture = make(Recipe(packets=packets, connections=connections, octets=LEAST_OCTETS))
    document = WORK / "slope.json"
    document.unlink(missing_ok=True)

    def once(command: list[str | Path]) -> Best | None:
        return best_of([run(command, longest_s=left_s())])

    point = SlopePoint(
        flows=connections * 2,
        packets=packets,
        octets=capture.stat().st_size,
        with_json=once(analyze(capture, document)),
        without_json=once(analyze(capture, None)),
        reading=once(reading(capture, 1)),
    )
    document.unlink(missing_ok=True)
    return point


def by_octets(workload: str, octets: int, longest_s: float) -> FlatPoint:
    """Peak memory on a capture of about so many octets."""
    left_s = time_left(longest_s)
    feed, printed = maker(long_recipe(workload, octets), "--stdout"), WORK / "reading.json"
    whole = run_fed(feed, analyze("-", None), longest_s=left_s())
    part = run_fed(feed, reading("-", 1), longest_s=left_s(), output=printed)
    packets = None if part.status else int(json.loads(printed.read_text(encoding="utf-8"))["packets"])
    return FlatPoint(
        workload=workload,
        octets=octets,
        packets=packets,
        whole=best_of([whole]),
        reading=best_of([part]),
    )
