"""Octets from several packets, and which packet each came from."""

from __future__ import annotations

from bisect import bisect_right

from harness.model.content import Seen


class Marked:
    """Octets in order, with marks where a packet begins."""

    __slots__ = ("_seen", "_starts", "behind_octets", "data", "whole")

    def __init__(self) -> None:
        """Begin empty."""
        self.whole: object = object()
        """The same for all that are parts of one; compared by identity."""
        self.behind_octets = 0
        """Octets of the whole that stand in front of these."""
        self.data = bytearray()
        self._starts: list[int] = []
        self._seen: list[Seen] = []

    def __len__(self) -> int:
        return len(self.data)

    def add(self, data: bytes, seen: Seen) -> None:
        """Put octets behind the others."""
        if data:
            if not self._seen or self._seen[-1] != seen:
                self._starts.append(len(self.data))
                self._seen.append(seen)
            self.data += data

    def seen_at(self, offset: int) -> Seen:
        """The packet of an octet; of one behind the end the last packet. Not to be asked when empty."""
        return self._seen[max(0, bisect_right(self._starts, offset) - 1)]

    def behind(self, offset: int) -> Marked:
        """The same octets from a place on."""
        return self._between(max(0, offset), len(self.data))

    def upto(self, offset: int) -> Marked:
        """The same octets before a place."""
        return self._between(0, offset)

    def _between(self, first: int, last: int) -> Marked:
        found = Marked()
        found.whole, found.behind_octets = self.whole, self.behind_octets + min(first, len(self.data))
        ends = [*self._starts[1:], len(self.data)]
        for start, end, seen in zip(self._starts, ends, self._seen, strict=True):
            if end > first and start < last:
                found.add(bytes(self.data[max(first, start) : min(end, last)]), seen)
        return found
