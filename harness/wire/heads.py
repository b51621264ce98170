"""Segments of one direction of a TCP connection -> its first octets, in order (RFC 9293 §3.4).

Of an octet that came twice the first copy counts (RFC 9293 §3.10.7.4 lets a receiver
trim either); a peer that answers on the second copy is not seen through.

Blind spots: octets past the cap, and segments beyond ``MAX_PIECES`` out-of-order ones,
are ignored; ``capped`` says so.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

_SEQUENCE_MASK: Final = 0xFFFFFFFF
_HALF: Final = 0x80000000
MAX_PIECES: Final = 256
"""Out-of-order pieces held at most: many tiny ones would cost far more memory than octets."""


class Head:
    """The contiguous prefix of a stream, and the pieces that wait for a gap to be filled."""

    __slots__ = ("_cap", "_pieces", "_start", "_starts", "capped", "held_octets", "prefix")

    def __init__(self, start: int, cap_octets: int) -> None:
        """Begin an empty head.

        Args:
            start: Sequence number of the first octet: the SYN's plus one, mod 2^32.
            cap_octets: Octets of the stream that are kept at most; below 2^31.
        """
        self._start = start & _SEQUENCE_MASK
        self._cap = cap_octets
        self._starts: list[int] = []
        self._pieces: list[bytes] = []
        self.prefix = b""
        """What is known without a gap from the start."""
        self.held_octets = 0
        """Octets kept, those after a gap included."""
        self.capped = False
        """Whether octets were ignored because of a limit."""

    @property
    def end(self) -> int:
        """Sequence number behind the prefix."""
        return (self._start + len(self.prefix)) & _SEQUENCE_MASK

    def feed(self, sequence: int, data: bytes | bytearray | memoryview) -> bytes:
        """Add one segment and return the prefix.

        Args:
            sequence: The segment's sequence number, mod 2^32. Numbers up to 2^31 before the
                start are taken as before it, and their octets trimmed (keep-alives, SYN data).
            data: Its payload; may be empty. Copied where it is a view.
        """
        prefix = self.prefix
        offset = (sequence - self._start) & _SEQUENCE_MASK
        if offset == len(prefix) and not self._starts and offset + len(data) <= self._cap:
            self.held_octets = offset + len(data)
            self.prefix = prefix = prefix + data if prefix else bytes(data)
            return prefix
        if offset >= _HALF:
            offset -= _SEQUENCE_MASK + 1
        skip = len(prefix) - offset
        if skip > 0:
            data, offset = data[skip:], len(prefix)
        if offset + len(data) > self._cap:
            self.capped = True
            data = data[: max(0, self._cap - offset)]
        if data:
            self._insert(offset, bytes(data))
            self._join()
        return self.prefix

    def _insert(self, offset: int, data: bytes) -> None:
        """Keep the parts of a segment that no earlier one gave."""
        starts, pieces = self._starts, self._pieces
        end = offset + len(data)
        position = offset
        index = bisect_left(starts, offset)
        if index:
            position = max(position, starts[index - 1] + len(pieces[index - 1]))
        while position < end:
            if len(pieces) >= MAX_PIECES and position != len(self.prefix):
                self.capped = True
                return
            stop = min(end, starts[index]) if index < len(starts) else end
            if position < stop:
                starts.insert(index, position)
                pieces.insert(index, data[position - offset : stop - offset])
                self.held_octets += stop - position
                index += 1
            if index >= len(starts):
                return
            position = starts[index] + len(pieces[index])
            index += 1

    def _join(self) -> None:
        """Move pieces that now touch the prefix into it."""
        end = len(self.prefix)
        count = 0
        for start, piece in zip(self._starts, self._pieces, strict=True):
            if start != end:
                break
            end += len(piece)
            count += 1
        if count:
            self.prefix = b"".join((self.prefix, *self._pieces[:count]))
            del self._starts[:count], self._pieces[:count]
