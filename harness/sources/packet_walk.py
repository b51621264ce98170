"""One capture file -> its decoded packets, batch by batch, to whoever takes them.

A damaged or cut file gives what was readable before the damage, and says where it
stopped; the rest is still read, because the digest is that of the whole file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from harness.errors import CaptureError, NotBegunError
from harness.kernel.codes import DAMAGE, FULL
from harness.kernel.decode import decode_packets
from harness.kernel.records import PACKET
from harness.kernel.table import PACKETS_AT_ONCE
from harness.kernel.usb_endpoints import note_endpoints, nothing_known
from harness.sources.compression import Readable
from harness.sources.file_statements import FileStatements
from harness.sources.fragments import Reassembler
from harness.sources.framers import Framer, framer_for
from harness.sources.hashed_stream import HashedStream, Window
from harness.sources.stopping import INTERRUPTED, NOT_BEGUN, Stop, Stoppable

_CUT: Final = "the file ends inside a record"


class Taker(Protocol):
    """Takes the packets of a capture in the order of the file."""

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """Take a batch of decoded PACKET records; both arrays are used again after the call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What is known of a file once it was read to its end."""

    path: str
    sha256: str
    inside_sha256: str | None
    """Of the octets inside a compressed file: the same capture may lie there unpacked too."""
    octets: int
    """Of the file as it lies there."""
    format: str
    compression: str | None
    """Form of a compressed file."""
    drops: int | None
    """Packets that the file reports as lost; None without a counter."""
    stopped_at: int | None
    """Offset where reading stopped, of a compressed file in the octets inside; None at the end of the file."""
    problem: str | None
    interrupted: bool
    """Reading was stopped before the end: digests and octets are those of what was read."""
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
        self._endpoints = nothing_known()
        self._number = 0
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
                self._stop(window.offset + p, _CUT)
            return p

    def end(self, last: Window, problem: str | None) -> None:
        """Say why the octets ended early, where the file is compressed; damage that was met before stays."""
        if problem is not None and (self.stopped_at is None or self.problem == _CUT):
            at = last.offset + last.end if self.stopped_at is None else self.stopped_at
            self._stop(at, problem)

    def so_far(self, path: str, stream: HashedStream) -> Walked:
        """What is known up to here, as of a file whose reading was stopped; without its digests."""
        return Walked(
            path=path,
            sha256="",
            inside_sha256=None,
            octets=stream.octets,
            format=self.framer.format,
            compression=stream.compression,
            drops=self.framer.drops,
            stopped_at=self.stopped_at,
            problem=self.problem,
            interrupted=True,
            statements=self.framer.statements,
            fragments=self.fragments,
        )

    def _take(self, buf: NDArray[np.uint8], count: int) -> None:
        if count:
            note_endpoints(buf, self._packets, count, self._endpoints)
            decode_packets(buf, self._packets, count)
            buf = self.fragments.take(buf, self._packets[:count])
            self._taker.take(buf, self._packets[:count])
            self._number += count

    def _stop(self, offset: int, problem: str | None) -> None:
        self.stopped_at, self.problem = offset, problem


def walk_packets(
    raw: Readable,
    path: str,
    taker: Taker,
    progress: Callable[[int], None] | None = None,
    stop: Stop | None = None,
    *,
    begun: Callable[[Callable[[], Walked]], None] | None = None,
) -> Walked:
    """Read one capture to its end.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.
        taker: Gets the packets.
        progress: Called with the number of octets read since the last call.
        stop: Ends reading early when asked to.
        begun: For a file that is still written: called once it is known to be a capture, with what tells how far
            reading has come. Octets are then read as they come.

    Raises:
        CaptureError: Not a pcap or pcapng file.
        NotBegunError: Reading was stopped before anything told which of them it is.
    """
    source = Stoppable(raw, stop or Stop())
    with HashedStream(source, as_they_come=begun is not None) as stream:
        window = stream.next(np.empty(0, dtype=np.uint8))
        walk = _Walk(_framer(stream, window, path, interrupted=source.cut), taker)
        if begun is not None:
            begun(lambda: walk.so_far(path, stream))
        done = 0
        while True:
            used = walk.read(window)
            if progress is not None:
                progress(stream.octets - done)
                done = stream.octets
            if window.last:
                break
            window = stream.next(window.buf[used : window.end])
        walk.end(window, INTERRUPTED if source.cut else stream.problem)
        walk.fragments.finish()
        whole = replace(
            walk.so_far(path, stream),
            sha256=stream.sha256(),
            inside_sha256=stream.inside_sha256(),
            interrupted=source.cut,
        )
        return whole if not source.cut else replace(whole, problem=_with_interruption(walk.problem))


def _with_interruption(problem: str | None) -> str:
    """What is wrong with a file whose reading was stopped."""
    return INTERRUPTED if problem in (None, INTERRUPTED) else f"{problem}; {INTERRUPTED}"


def _framer(stream: HashedStream, window: Window, path: str, *, interrupted: bool) -> Framer:
    """The framer that the first octets ask for."""
    magic = bytes(window.buf[window.start : min(window.start + 4, window.end)])
    if interrupted and len(magic) < 4:
        raise NotBegunError(f"{path}: {NOT_BEGUN}")
    if not magic and stream.problem is not None:
        raise CaptureError(f"{path}: {stream.problem}; nothing before that could be read")
    return framer_for(magic, path)
