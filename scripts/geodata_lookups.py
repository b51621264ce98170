"""Time of locating a million addresses in each embedded data set: ``python -m scripts.geodata_lookups [ADDRESSES]``.

Prints, for addresses drawn at random with a fixed seed, the wall time of putting them in order (once for all data sets), and for each data set of
reading and verifying it and of the look-ups; the least of three.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from harness.sources.geo_files import DataFile, parse, read_octets
from harness.sources.geo_library import embedded_sets
from harness.tables.geodata import V6, PackedAddresses, RangeSet, packed_of


def least(run: Callable[[], Any]) -> tuple[float, Any]:
    """Least wall time of three runs, and the result."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
    return min(times), result


def drawn(count: int) -> tuple[Any, Any]:
    """IPv4 addresses below 224.0.0.0, and IPv6 addresses of 2001::/16 to 2c0f::/16."""
    rng = np.random.default_rng(20261126)
    v4 = rng.integers(1 << 24, 224 << 24, count, dtype=np.uint32)
    halves = rng.integers(0, 2**64, (count, 2), dtype=np.uint64)
    halves[:, 0] = (rng.integers(0x2001, 0x2C10, count, dtype=np.uint64) << np.uint64(48)) | (
        halves[:, 0] >> np.uint64(16)
    )
    return v4, halves.astype(">u8").reshape(-1).view(V6)


def read(data_set: DataFile) -> tuple[RangeSet, RangeSet]:
    """Both families of a data set."""
    octets = read_octets(data_set)
    v4 = parse(data_set, octets, ["gap", "code"], 0, data_set.rows_v4)
    return RangeSet.v4(v4), RangeSet.v6(parse(data_set, octets, ["gap", "low", "code"], data_set.rows_v4))


def main() -> None:
    """Draw, look up, and print."""
    count = int((sys.argv[1:] or ["1000000"])[0])
    v4, v6 = drawn(count)
    places, none = np.arange(count), np.arange(0)
    in_order, packed4 = least(lambda: packed_of(v4, places, v6[:0], none))
    in_order6, packed6 = least(lambda: packed_of(v4[:0], none, v6, places))
    print(f"| {count:,} addresses | read, verify | IPv4 | IPv6 |\n|---|---|---|---|")
    print(f"| putting in order, once | | {in_order:.3f} s | {in_order6:.3f} s |")
    for one in embedded_sets():
        if one.rows_v4:
            told(one, packed4, packed6)


def told(data_set: DataFile, v4: PackedAddresses, v6: PackedAddresses) -> None:
    """Print the row of one data set."""
    reading, (ranges4, ranges6) = least(lambda: read(data_set))
    of4, _ = least(lambda: ranges4.lookup(v4.v4))
    of6, _ = least(lambda: ranges6.lookup(v6.v6))
    print(f"| `{data_set.source.source}` | {reading:.3f} s | {of4:.3f} s | {of6:.3f} s |")


if __name__ == "__main__":
    main()
