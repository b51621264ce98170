"""Peak memory on captures of 0.2 and 10 GB: ``python -m tests.bench.soak``, part of ``make soak``.

Writes its own section of docs/performance.md. The captures come through a pipe and are kept nowhere.
"""

from __future__ import annotations

import argparse
import sys

from tests.bench.aims import HEAD, flat_aims
from tests.bench.budget import Budget
from tests.bench.memory import by_octets
from tests.bench.programs import WORK
from tests.bench.recipes import WORKLOADS
from tests.bench.report import flat_table, measured
from tests.bench.results import FlatPoint
from tests.bench.run import DOCS
from tests.support.docs import replace_section

GIGABYTES = (0.2, 10.0)
LONGEST_S = 3_600.0


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the documentation if the sizes are those of the aim."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.soak", description="Memory on long captures."
    )
    parser.add_argument(
        "--gigabytes",
        type=float,
        nargs="+",
        default=list(GIGABYTES),
        help="other sizes; writes no documentation",
    )
    sizes: list[float] = parser.parse_args(arguments).gigabytes
    WORK.mkdir(parents=True, exist_ok=True)
    progress, points = Budget(LONGEST_S), list[FlatPoint]()
    for name in WORKLOADS:
        for size in sizes:
            progress.tell(f"{name}: memory at {size:g} GB")
            points.append(by_octets(name, int(size * 1e9), LONGEST_S))
    aims = "\n".join([HEAD, *flat_aims(points, list(WORKLOADS))])
    text = "\n\n".join((measured("python -m tests.bench.soak"), aims, flat_table(points)))
    print(text)
    if tuple(sizes) == GIGABYTES:
        replace_section(DOCS, "soak", text)
    failed = any(point.whole is None or point.reading is None for point in points)
    print("bench: a run failed" if failed else "bench: done", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
