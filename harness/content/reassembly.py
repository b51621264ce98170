"""Segments of one direction of a TCP connection -> its octets in order, once each, with bounded waiting (RFC 9293 §3.4).

Of an octet that came twice the first copy counts. A gap that is not filled before too much waits behind it is given up.

Blind spots: a peer that answers on the second copy is not seen through; what was before the first segment seen is not known
where no SYN was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.model.content import Seen

MAX_WAITING_PIECES: Final = 256
MAX_WAITING_OCTETS: Final = 262_144
_MASK: Final = 0xFFFFFFFF
_HALF: Final = 0x80000000


class Piece(NamedTuple):
    """Octets that come next."""

    data: bytes
    seen: Seen
    gap: int
    """Octets missing before them."""


class Reassembly:
    """The order of one direction."""

    __slots__ = ("_next", "_waiting", "waiting_octets")

    def __init__(self, start: int | None) -> None:
        """Begin.

        Args:
            start: Sequence number of the first octet; None: that of the first segment seen.
        """
        self._next = start
        self._waiting: dict[int, tuple[bytes, Seen]] = {}
        self.waiting_octets = 0

    def feed(self, seq: int, data: bytes, seen: Seen) -> Iterator[Piece]:
        """Take one segment and give what is in order now."""
        if self._next is None:
            self._next = seq
        ahead = (seq - self._next) & _MASK
        if ahead >= _HALF:  # begins before: only what is new counts
            data, ahead = data[_MASK + 1 - ahead :], 0
        if not data:
            return
        if ahead:
            self._wait((self._next + ahead) & _MASK, data, seen)
        else:
            yield self._give(data, seen, 0)
        yield from self._filled()
        while len(self._waiting) > MAX_WAITING_PIECES or self.waiting_octets > MAX_WAITING_OCTETS:
            yield from self._jump()

    def finish(self) -> Iterator[Piece]:
        """Give what still waits, gaps told."""
        while self._waiting:
            yield from self._jump()

    def _give(self, data: bytes, seen: Seen, gap: int) -> Piece:
        assert self._next is not None  # noqa: S101 - for the type checker
        self._next = (self._next + gap + len(data)) & _MASK
        return Piece(data, seen, gap)

    def _wait(self, seq: int, data: bytes, seen: Seen) -> None:
        old = self._waiting.get(seq)
        if old is None or len(old[0]) < len(data):
            self.waiting_octets += len(data) - (len(old[0]) if old else 0)
            self._waiting[seq] = data, seen

    def _filled(self) -> Iterator[Piece]:
        """What touches the octets given, in order."""
        while self._waiting and (nearest := self._nearest())[0] <= 0:
            ahead, seq = nearest
            data, seen = self._waiting.pop(seq)
            self.waiting_octets -= len(data)
            if len(data) > -ahead:
                yield self._give(data[-ahead:], seen, 0)

    def _jump(self) -> Iterator[Piece]:
        """Give up the gap before the nearest piece."""
        ahead, seq = self._nearest()
        data, seen = self._waiting.pop(seq)
        self.waiting_octets -= len(data)
        yield self._give(data, seen, max(0, ahead))
        yield from self._filled()

    def _nearest(self) -> tuple[int, int]:
        """How far ahead the nearest piece begins, negative: behind; and its sequence number."""
        assert self._next is not None  # noqa: S101 - for the type checker
        expected = self._next
        return min((((seq - expected + _HALF) & _MASK) - _HALF, seq) for seq in self._waiting)
