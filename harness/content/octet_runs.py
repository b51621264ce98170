"""Octets -> where enough of one kind stand in a row. In NumPy: the patterns that begin behind a look-behind try every place otherwise."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class OctetKind(NamedTuple):
    """Which octets, and how many of them in a row."""

    octets: bytes
    least: int


class OctetRuns(NamedTuple):
    """Every longest run, in order of place."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def find_runs(data: bytes, kind: OctetKind) -> OctetRuns:
    """Find the runs.

    >>> runs = find_runs(b"a12 345 6", OctetKind(b"0123456789", 2))
    >>> runs.starts.tolist(), runs.ends.tolist()
    ([1, 4], [3, 7])
    """
    table = np.zeros(256, dtype=np.int8)
    table[list(kind.octets)] = 1
    inside = table[np.frombuffer(data, dtype=np.uint8)]
    edges = np.flatnonzero(np.diff(inside, prepend=np.int8(0), append=np.int8(0))).astype(np.int64)
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= kind.least
    return OctetRuns(starts[long], ends[long])


def windows(runs: OctetRuns, reach: int, octets: int) -> list[tuple[int, int]]:
    """Places so near to a run that what holds the run may stand there; those that touch are one.

    Args:
        runs: From ``find_runs``.
        reach: Longest that may hold one.
        octets: Length of the data.
    """
    if not len(runs.starts):
        return []
    firsts = np.maximum(runs.starts - reach, 0)
    lasts = np.minimum(runs.ends + reach, octets)
    apart = np.flatnonzero(firsts[1:] > lasts[:-1])
    begins = firsts[np.concatenate(([0], apart + 1))]
    finishes = lasts[np.concatenate((apart, [len(lasts) - 1]))]
    return list(zip(begins.tolist(), finishes.tolist(), strict=True))
