"""One capture file -> its decoded packets, batch by batch, to whoever takes them.

A damaged or cut file gives what was readable before the damage, and says where it
stopped; the rest is still read, because the digest is that of the whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import DAMAGE, FULL
from harness.kernel.decode import decode_packets
from harness.kernel.records import PACKET
from harness.kernel.table import PACKETS_AT_ONCE
from harness.sources.file_statements import FileStatements
from harness.sources.fragments import Reassembler
from harness.sources.framers import Framer, framer_for
from harness.sources.hashed_stream import HashedStream, Readable, Window


class Taker(Protocol):
    """Takes the packets of a capture in the order of the file."""

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """Take a batch of decoded PACKET records; both arrays are used again after the call."""
        ...

    def take_unread(self, number: int) -> None:
        """Take note of a packet that is in a block which is not read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What is known of a file once it was read to its end."""

    path: str
    sha256: str
    octets: int
    format: str
    drops: int | None
    """Packets that the file reports as lost; None without a counter."""
    stopped_at: int | None
    """Offset where reading stopped; None at the end of the file."""
    problem: str | None
    statements: FileStatements
    fragments: Reassembler
    """What it counted."""


class _Walk:
    """The state of one file being walked."""

    def __init__(self, framer: Framer, taker: Taker) -> None:
        self.framer = framer
        self.stopped_at: int | None = None
        self.problem: str | None = None
        self.fragments = Reassembler()
        self._taker = taker
        self._number = 0
        self._unread_blocks = 0
        self._packets: NDArray[np.void] = np.zeros(PACKETS_AT_ONCE, dtype=PACKET)

    def read(self, window: Window) -> int:
        """Read the packets of a window; give the index of the first octet not used."""
        if self.stopped_at is not None:
            return window.end
        p = window.start
        while True:
            step = self.framer.frame(window.buf, p, window.end, self._number, self._packets)
            p = step.position
            self._take(window.buf, step.packets)
            if step.status == FULL:
                continue
            if step.status == DAMAGE:
                self._stop(window.offset + p, step.problem)
                return window.end
            if window.last and p < window.end:
                self._stop(window.offset + p, "the file ends inside a record")
            return p

    def _take(self, buf: NDArray[np.uint8], count: int) -> None:
        if count:
            decode_packets(buf, self._packets, count)
            buf = self.fragments.take(buf, self._packets[:count])
            self._taker.take(buf, self._packets[:count])
            self._number += count
        if self.framer.unread_blocks > self._unread_blocks:  # such a packet has a number like any other
            self._unread_blocks = self.framer.unread_blocks
            self._number += 1
            self._taker.take_unread(self._number)

    def _stop(self, offset: int, problem: str | None) -> None:
        self.stopped_at, self.problem = offset, problem


def walk_packets(
    raw: Readable, path: str, taker: Taker, progress: Callable[[int], None] | None = None
) -> Walked:
    """Read one capture to its end.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.
        taker: Gets the packets.
        progress: Called with the number of octets read since the last call.

    Raises:
        CaptureError: Not a pcap or pcapng file.
    """
    with HashedStream(raw) as stream:
        window = stream.next(np.empty(0, dtype=np.uint8))
        magic = bytes(window.buf[window.start : min(window.start + 4, window.end)])
        walk = _Walk(framer_for(magic, path), taker)
        done = 0
        while True:
            used = walk.read(window)
            if progress is not None:
                progress(stream.octets - done)
                done = stream.octets
            if window.last:
                break
            window = stream.next(window.buf[used : window.end])
        walk.fragments.finish()
        return Walked(
            path=path,
            sha256=stream.sha256(),
            octets=stream.octets,
            format=walk.framer.format,
            drops=walk.framer.drops,
            stopped_at=walk.stopped_at,
            problem=walk.problem,
            statements=walk.framer.statements,
            fragments=walk.fragments,
        )
