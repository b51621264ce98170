"""Datagram: the fragments of one IP datagram, until they are complete or contradict each other."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum, auto
from typing import Final

MAX_DATAGRAM: Final = 65_515
"""Data octets that fit into an IPv4 datagram (RFC 791 §3.1); more is the "ping of death"."""


class Outcome(Enum):
    """What a fragment did to its datagram."""

    HELD = auto()
    """Kept, or an exact copy of one that was, or of a datagram that is no longer wanted."""
    COMPLETE = auto()
    ODD = auto()
    """It overlaps another or contradicts it: the datagram is given up."""


class Datagram:
    """Collects fragments in any order."""

    def __init__(self) -> None:
        self.marks: dict[int, tuple[int, bytes]] = {}
        """Octets and digest of each fragment, by its place."""
        self.is_open = True
        self.is_complete = False
        self.held_octets = 0
        self._starts: list[int] = []
        self._data: dict[int, bytes] = {}
        self._seen = 0
        self._total: int | None = None

    def knows(self, at: int, octets: int, mark: bytes) -> bool:
        """Whether this very fragment was added before."""
        return self.marks.get(at) == (octets, mark)

    def add(self, at: int, octets: int, *, more: bool, data: bytes, mark: bytes) -> Outcome:
        """Add a fragment.

        Args:
            at: Place of its data in the datagram's.
            octets: Their length by the headers.
            more: Whether others follow behind it.
            data: What was captured of them, from the start.
            mark: Digest of ``data``.
        """
        if not self.is_open or self.knows(at, octets, mark):
            return Outcome.HELD
        if self._contradicts(at, octets, more=more):
            self._close()
            return Outcome.ODD
        self._starts.insert(bisect_left(self._starts, at), at)
        self.marks[at] = octets, mark
        self._data[at] = data
        self.held_octets += len(data)
        self._seen += octets
        if not more:
            self._total = at + octets
        if self._seen != self._total:
            return Outcome.HELD
        self.is_complete = True
        return Outcome.COMPLETE

    def take(self) -> tuple[bytes, int]:
        """Give away the data of a complete datagram, up to the first octet that was not captured, and their length."""
        parts = []
        for at in self._starts:
            parts.append(self._data[at])
            if len(self._data[at]) < self.marks[at][0]:
                break
        total = self._seen
        self._close()
        return b"".join(parts), total

    def _contradicts(self, at: int, octets: int, *, more: bool) -> bool:
        end = at + octets
        if octets <= 0 or end > MAX_DATAGRAM or (more and octets % 8):  # RFC 8200 §4.5
            return True
        if self._total is not None and (end > self._total or not more):
            return True
        index = bisect_left(self._starts, at)
        if index < len(self._starts) and (self._starts[index] < end or not more):
            return True
        return index > 0 and self._starts[index - 1] + self.marks[self._starts[index - 1]][0] > at

    def _close(self) -> None:
        self.is_open = False
        self._data.clear()
        self.held_octets = 0
