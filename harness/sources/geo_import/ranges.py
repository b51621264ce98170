"""Rows of inclusive address ranges in, disjoint ranges that cover the address space out.

Sources nest and overlap: one row holds a /16 and another a /24 inside it. After
flattening, every address has exactly one answer, so a look-up is one binary search.

Rows that no other row overlaps, nearly all of most files, are placed by sorting alone. Among
the others each stretch between two edges is given to the first row, in the order of precedence, that
holds it; what is given is skipped from then on, so the work grows with the rows and not with how they nest.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ranges = tuple[list[int], list[Any]]
"""Starts, the first of them 0, ascending, and the value from each start to the next one; None: no answer."""
_LOW64 = 2**64 - 1


class Row(NamedTuple):
    """One source row: an inclusive range and what it says.

    Where rows overlap, the smaller ``rank`` wins; then the narrower row; then the
    smaller ``repr`` of the value, so that the order of rows never matters.
    """

    start: int
    end: int
    value: Any
    """Hashable."""
    rank: int = 0

    @property
    def precedence(self) -> tuple[int, int, str, int]:
        """Sort key: the smallest wins where rows overlap."""
        return self.rank, self.end - self.start, repr(self.value), self.start


class _Numbers(NamedTuple):
    """Numbers below 2^128."""

    high: Array
    low: Array

    @classmethod
    def of(cls, numbers: Sequence[int]) -> _Numbers:
        high = np.fromiter((number >> 64 for number in numbers), np.uint64, len(numbers))
        return cls(high, np.fromiter((number & _LOW64 for number in numbers), np.uint64, len(numbers)))

    def after(self) -> tuple[_Numbers, Array]:
        """Each number plus one, and whether that is 2^128 (then the number is 0)."""
        low = self.low + np.uint64(1)
        high = self.high + (low == 0)
        return _Numbers(high, low), (low == 0) & (high == 0)

    def less(self, other: _Numbers) -> _Numbers:
        """Differences to smaller numbers."""
        return _Numbers(self.high - other.high - (self.low < other.low), self.low - other.low)


def flatten(rows: Iterable[Row]) -> Ranges:
    """Resolve overlaps, make gaps explicit and merge equal neighbours.

    Args:
        rows: Any order; numbers below 2^128, no end before its start.

    Returns:
        Starts, the first of them 0, ascending, and the value from each start to the
        next one; None where no row holds the addresses.
    """
    taken = list(rows)
    if not taken:
        return [0], [None]
    starts, ends, values, ranks = zip(*taken, strict=True)
    first, last = _Numbers.of(starts), _Numbers.of(ends)
    edges, begin, end = _edges(first, last)
    vocabulary = sorted(set(values), key=repr)
    numbers = {value: number for number, value in enumerate(vocabulary)}
    codes = np.fromiter((numbers[value] for value in values), np.int64, len(values))
    wide = last.less(first)
    order = np.lexsort((begin, codes, wide.low, wide.high, np.array(ranks)))
    given = _given(begin, end, codes, order, len(edges.high))
    return _merged(edges, given, vocabulary)


def _edges(first: _Numbers, last: _Numbers) -> tuple[_Numbers, Array, Array]:
    """Every number where a row begins or has ended, ascending; and of each row the places of its two edges there."""
    after, beyond = last.after()
    high, low = np.concatenate([first.high, after.high]), np.concatenate([first.low, after.low])
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.cumsum(new) - 1
    begin, end = np.split(places, 2)
    end[beyond] = new.sum()
    return _Numbers(high[new], low[new]), begin, end


def _given(begin: Array, end: Array, codes: Array, order: Array, edges: int) -> Array:
    """The code of the row that each stretch between edges goes to; -1 where there is none."""
    by_begin = np.lexsort((end, begin))
    reach = np.maximum.accumulate(end[by_begin])
    opens = np.ones(len(begin), dtype=bool)
    opens[1:] = begin[by_begin][1:] >= reach[:-1]
    group = np.empty(len(begin), dtype=np.int64)
    group[by_begin] = np.cumsum(opens) - 1
    alone = np.bincount(group)[group] == 1
    given = np.full(edges, -1, dtype=np.int64)
    given[begin[alone]] = codes[alone]
    shared = order[~alone[order]]
    if len(shared):
        rows = zip(begin[shared].tolist(), end[shared].tolist(), codes[shared].tolist(), strict=True)
        _share_out(rows, given)
    return given


def _share_out(rows: Iterable[tuple[int, int, int]], given: Array) -> None:
    """Give each stretch to the first row that holds it; a stretch that is given points to the next that may be free."""
    free = list(range(len(given) + 1))
    for begin, end, code in rows:
        at = _next_free(free, begin)
        while at < end:
            given[at] = code
            free[at] = at + 1
            at = _next_free(free, at + 1)


def _next_free(free: list[int], at: int) -> int:
    """The first free stretch from one on; the way there is made shorter for the next who goes it."""
    while free[at] != at:
        free[at] = free[free[at]]
        at = free[at]
    return at


def _merged(edges: _Numbers, given: Array, vocabulary: Sequence[Hashable]) -> Ranges:
    """Ranges from 0 on, each with another value than the one before."""
    kept = np.ones(len(given), dtype=bool)
    kept[1:] = given[1:] != given[:-1]
    high, low, codes = edges.high[kept].tolist(), edges.low[kept].tolist(), given[kept].tolist()
    starts = [(upper << 64) | lower for upper, lower in zip(high, low, strict=True)]
    values = [None if code < 0 else vocabulary[code] for code in codes]
    if starts[0] == 0:
        return starts, values
    if values[0] is None:
        return [0, *starts[1:]], values
    return [0, *starts], [None, *values]


def code_of(values: Sequence[Hashable], vocabulary: Sequence[Hashable]) -> list[int]:
    """Number values by their place in the vocabulary, from 1; 0 is "no answer"."""
    numbers = {value: number for number, value in enumerate(vocabulary, start=1)}
    return [0 if value is None else numbers[value] for value in values]
