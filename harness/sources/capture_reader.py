"""One capture file -> its counts, partial flow table and name facts, in one pass.

A damaged or cut file gives what was readable before the damage, and says where it
stopped; the rest is still read, because the digest is that of the whole file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import DAMAGE, FULL
from harness.kernel.decode import decode_packets
from harness.kernel.records import PACKET
from harness.kernel.table import PACKETS_AT_ONCE, FlowTable
from harness.sources.capture_counts import Tally
from harness.sources.framers import Framer, framer_for
from harness.sources.hashed_stream import HashedStream, Readable, Window
from harness.sources.name_collector import NameCollector
from harness.tables.name_rows import NameRows

_OBSOLETE_BLOCK = "obsolete pcapng packet block not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRead:
    """Everything that one capture file gave."""

    path: str
    sha256: str
    octets: int
    format: str
    tally: Tally
    drops: int | None
    stopped_at: int | None
    """Offset where reading stopped; None at the end of the file."""
    problem: str | None
    flows: list[NDArray[np.void]]
    """FLOW rows in chunks; their ``capture`` is 0."""
    names: NameRows
    heads_cut: int
    malformed: int


class _Reader:
    """The state of one file being read."""

    def __init__(self, framer: Framer, idle_timeout_s: int) -> None:
        self.framer = framer
        self.tally = Tally()
        self.table = FlowTable(idle_timeout_s, seed=secrets.randbits(62))
        self.names = NameCollector(self.table.close_head)
        self.stopped_at: int | None = None
        self.problem: str | None = None
        self._unread_blocks = 0
        self._packets: NDArray[np.void] = np.zeros(PACKETS_AT_ONCE, dtype=PACKET)

    def read(self, window: Window) -> int:
        """Read the packets of a window; give the index of the first octet not used."""
        p = window.start
        while True:
            step = self.framer.frame(window.buf, p, window.end, self.tally.packets, self._packets)
            p = step.position
            self._take(window.buf, step.packets)
            self._count_unread_block()
            if step.status == FULL:
                continue
            if step.status == DAMAGE:
                self._stop(window.offset + p, step.problem)
            elif window.last and p < window.end:
                self._stop(window.offset + p, "the file ends inside a record")
            return p

    def _take(self, buf: NDArray[np.uint8], count: int) -> None:
        if not count:
            return
        decode_packets(buf, self._packets, count)
        packets = self._packets[:count]
        self.tally.add(packets)
        first = 0
        while first < count:
            first, events = self.table.add(buf, packets, first, 0)
            self.names.take(buf, events)

    def _count_unread_block(self) -> None:
        """A packet in a block that is not read has a number like any other."""
        if self.framer.unread_blocks > self._unread_blocks:
            self._unread_blocks = self.framer.unread_blocks
            self.tally.packets += 1
            self.tally.add_unread(_OBSOLETE_BLOCK, 1, self.tally.packets)

    def _stop(self, offset: int, problem: str | None) -> None:
        self.stopped_at, self.problem = offset, problem


def read_capture(
    raw: Readable, path: str, *, idle_timeout_s: int, progress: Callable[[int], None] | None = None
) -> CaptureRead:
    """Read one capture to its end.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.
        idle_timeout_s: Gap that ends a flow.
        progress: Called with the number of octets read since the last call.

    Raises:
        CaptureError: Not a pcap or pcapng file.
    """
    with HashedStream(raw) as stream:
        window = stream.next(np.empty(0, dtype=np.uint8))
        reader = _Reader(_framer(window, path), idle_timeout_s)
        done = 0
        while True:
            used = reader.read(window) if reader.stopped_at is None else window.end
            if progress is not None:
                progress(stream.octets - done)
                done = stream.octets
            if window.last:
                break
            if reader.stopped_at is not None:
                used = window.end
            window = stream.next(window.buf[used : window.end])
        digest = stream.sha256()
    return _result(reader, path, digest, stream.octets)


def _framer(window: Window, path: str) -> Framer:
    return framer_for(bytes(window.buf[window.start : min(window.start + 4, window.end)]), path)


def _result(reader: _Reader, path: str, digest: str, octets: int) -> CaptureRead:
    reader.names.finish()
    return CaptureRead(
        path=path,
        sha256=digest,
        octets=octets,
        format=reader.framer.format,
        tally=reader.tally,
        drops=reader.framer.drops,
        stopped_at=reader.stopped_at,
        problem=reader.problem,
        flows=reader.table.take_chunks(),
        names=reader.names.rows,
        heads_cut=reader.names.heads_cut,
        malformed=reader.names.malformed,
    )
