"""The reading part alone, in a warm process: hash, packets, flow table and name facts.

``python -m tests.bench.reading CAPTURE ROUNDS`` reads it so often and prints the fastest as JSON. No
start-up, no imports, no compiling, no places, classes or output are in the figure.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from harness.pipeline import IDLE_TIMEOUT_S
from harness.sources.capture_reader import read_capture


def read_once(path: Path) -> tuple[float, int]:
    """Seconds for one reading, and the packets that it found."""
    begin = time.perf_counter()
    with path.open("rb", buffering=0) as stream:
        read = read_capture(stream, str(path), idle_timeout_s=IDLE_TIMEOUT_S)
    return time.perf_counter() - begin, read.tally.packets


def main(path: str, rounds: int) -> None:
    """Read and print."""
    took = [read_once(Path(path)) for _ in range(rounds)]
    walls = [wall for wall, _ in took]
    print(
        json.dumps({"best_s": min(walls), "slowest_s": max(walls), "packets": took[0][1], "rounds": rounds})
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
