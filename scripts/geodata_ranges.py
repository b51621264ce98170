"""Rows of inclusive address ranges in, disjoint ranges that cover the address space out.

Sources nest and overlap: one row holds a /16 and another a /24 inside it. After
flattening, every address has exactly one answer, so a look-up is one binary search.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One source row: an inclusive range and what it says.

    Where rows overlap, the smaller ``rank`` wins; then the narrower row; then the
    smaller ``repr`` of the value, so that the order of rows never matters.
    """

    start: int
    end: int
    value: Hashable
    rank: int = 0

    @property
    def precedence(self) -> tuple[int, int, str, int]:
        """Sort key: the smallest wins where rows overlap."""
        return self.rank, self.end - self.start, repr(self.value), self.start


def flatten(rows: Iterable[Row]) -> tuple[list[int], list[Hashable]]:
    """Resolve overlaps, make gaps explicit and merge equal neighbours.

    Returns:
        Starts, the first of them 0, ascending, and the value from each start to the
        next one; None where no row holds the addresses.
    """
    waiting = sorted(rows, key=lambda row: (row.start, row.precedence))
    edges = sorted({row.start for row in waiting} | {row.end + 1 for row in waiting})
    starts: list[int] = [0]
    values: list[Hashable] = [None]
    active: list[tuple[tuple[int, int, str, int], int, Hashable]] = []
    taken = 0
    for edge in edges:
        while taken < len(waiting) and waiting[taken].start <= edge:
            row = waiting[taken]
            heapq.heappush(active, (row.precedence, row.end, row.value))
            taken += 1
        while active and active[0][1] < edge:
            heapq.heappop(active)
        _append(starts, values, edge, active[0][2] if active else None)
    return starts, values


def _append(starts: list[int], values: list[Hashable], start: int, value: Hashable) -> None:
    """Open a range at start, unless its value continues the range before."""
    if start == starts[-1]:
        values[-1] = value
        if len(values) > 1 and values[-2] == value:
            starts.pop()
            values.pop()
    elif value != values[-1]:
        starts.append(start)
        values.append(value)


def code_of(values: Sequence[Hashable], vocabulary: Sequence[Hashable]) -> list[int]:
    """Number values by their place in the vocabulary, from 1; 0 is "no answer"."""
    numbers = {value: number for number, value in enumerate(vocabulary, start=1)}
    return [0 if value is None else numbers[value] for value in values]
