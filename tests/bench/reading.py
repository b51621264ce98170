"""The reading part alone, in a warm process: hash, packets, flow table and name facts.

``python -m tests.bench.reading CAPTURE ROUNDS`` reads it so often and prints the fastest as JSON. No
start-up, no imports, no compiling, no places, classes or output are in the figure. ``-`` reads standard
input, once.
"""

from __future__ import annotations

import json
import sys
import time
from typing import NamedTuple

from harness.reading import IDLE_TIMEOUT_S
from harness.sources.capture_reader import read_capture

STDIN = "-"


class Took(NamedTuple):
    """One reading."""

    wall_s: float
    cpu_s: float
    """Of all threads."""
    packets: int


def read_once(path: str) -> Took:
    """Time one reading."""
    begin, worked = time.perf_counter(), time.process_time()
    source: str | int = 0 if path == STDIN else path
    with open(source, "rb", buffering=0) as stream:  # noqa: PTH123 - a number stands for standard input
        read = read_capture(stream, path, idle_timeout_s=IDLE_TIMEOUT_S)
    return Took(time.perf_counter() - begin, time.process_time() - worked, read.tally.packets)


def main(path: str, rounds: int) -> None:
    """Read and print."""
    took = [read_once(path) for _ in range(1 if path == STDIN else rounds)]
    best = min(took)
    print(json.dumps({"wall_s": best.wall_s, "cpu_s": best.cpu_s, "packets": best.packets}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
