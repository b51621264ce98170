"""A byte stream in reused buffers, hashed while it is parsed.

The same octets are hashed and parsed: a file that changes while it is read can't have a
digest that belongs to other octets than the evidence drawn from it. Of a compressed file
the octets as they lie there are hashed, and those inside are parsed. No mmap: a file cut
short under a mapping kills the process.

A pipe is read until its writer leaves. Of a file that grows, what is there when its end
is reached counts; the digest is that of those octets.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from harness.sources.compression import MAGIC_OCTETS, Inflated, Readable, compression_of

READ_OCTETS: Final = 4 * 1024 * 1024
"""Octets per read: small enough to stay in the last-level cache between reading, hashing and parsing."""
CARRY_OCTETS: Final = 16 * 1024 * 1024 + 64
"""Room before them for the start of a record that continues: the largest pcapng block."""
_BUFFERS: Final = 3


class Resumed:
    """A stream whose first octets were read already, with them in front again."""

    def __init__(self, raw: Readable, octets: int) -> None:
        self._raw = raw
        head = bytearray(octets)
        self.head = bytes(head[: fill(raw, memoryview(head))])
        """Those octets; fewer where the stream is shorter."""
        self._left = self.head

    @property
    def problem(self) -> str | None:
        """What the stream itself tells, see ``harness.sources.remote``."""
        told: str | None = getattr(self._raw, "problem", None)
        return told

    @property
    def cut(self) -> bool:
        """Whether the stream was stopped, see ``harness.sources.stopping``."""
        return bool(getattr(self._raw, "cut", False))

    def readinto(self, buffer: memoryview, /) -> int | None:
        """See Readable."""
        if not self._left:
            return self._raw.readinto(buffer)
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


def fill(raw: Readable, target: memoryview) -> int:
    """Read until the buffer is full or the stream ends; pipes give little at a time."""
    count = 0
    while count < len(target):
        got = raw.readinto(target[count:])
        if not got:
            break
        count += got
    return count


@dataclass(frozen=True, slots=True)
class Window:
    """Octets of the stream that lie in a buffer."""

    buf: NDArray[np.uint8]
    start: int
    """Index in ``buf`` of the first octet."""
    end: int
    """One past the last."""
    offset: int
    """Place of index 0 in the stream (of a compressed file: in the octets inside); negative while nothing was carried over."""
    last: bool
    """The stream ends at ``end``."""


class HashedStream:
    """Gives the windows of a stream one after the other; a context manager.

    Args:
        raw: Its octets.
        as_they_come: A window is what one call of ``raw`` gives, and the stream ends where it gives nothing; for
            a stream that is still written. Otherwise windows are as full as can be.
    """

    def __init__(self, raw: Readable, *, as_they_come: bool = False) -> None:
        self._source = raw
        self._as_they_come = as_they_come
        resumed = Resumed(raw, MAGIC_OCTETS)
        self._digest = self._parsed_digest = hashlib.sha256()
        self.compression = compression_of(resumed.head)
        """Form of a compressed file; None for any other."""
        self._inside = None
        if self.compression is not None:
            # Hashed here and now: its octets are few beside those inside.
            self._digest = hashlib.sha256()
            self._inside = Inflated(resumed, self.compression, self._digest.update)
        self._raw: Readable = self._inside or resumed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sha256")
        # Untouched pages of np.empty cost nothing: the carry room is used only by records that need it.
        self._buffers = [np.empty(CARRY_OCTETS + READ_OCTETS, dtype=np.uint8) for _ in range(_BUFFERS)]
        self._hashed: list[Future[None] | None] = [None] * _BUFFERS
        self._turn = 0
        self._parsed = 0

    @property
    def octets(self) -> int:
        """Octets of the file read so far, as it lies there."""
        return self._parsed if self._inside is None else self._inside.outer

    @property
    def problem(self) -> str | None:
        """Why the source or a compressed file cannot be read to its end; None where nothing is wrong."""
        told: str | None = getattr(self._source, "problem", None)
        return told or (None if self._inside is None else self._inside.problem)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()

    def next(self, carry: NDArray[np.uint8]) -> Window:
        """Read on, with the unused end of the window before in front.

        Args:
            carry: Octets at the end of the last window that belong to an unfinished record,
                at most CARRY_OCTETS.
        """
        turn, self._turn = self._turn, (self._turn + 1) % _BUFFERS
        buf = self._buffers[turn]
        if (busy := self._hashed[turn]) is not None:
            busy.result()
        start = CARRY_OCTETS - len(carry)
        buf[start:CARRY_OCTETS] = carry
        fresh = memoryview(buf.data)[CARRY_OCTETS:]
        if self._as_they_come:
            count = self._raw.readinto(fresh) or 0
            last = count == 0
        else:
            count = fill(self._raw, fresh)
            last = count < READ_OCTETS
        self._hashed[turn] = self._thread.submit(self._parsed_digest.update, fresh[:count])
        offset = self._parsed - CARRY_OCTETS
        self._parsed += count
        return Window(buf, start, CARRY_OCTETS + count, offset, last)

    def sha256(self) -> str:
        """Digest of everything read so far, as it lies in the file, lower-case hex."""
        self._wait()
        return self._digest.hexdigest()

    def inside_sha256(self) -> str | None:
        """Digest of the octets inside a compressed file; None for any other."""
        self._wait()
        return None if self._inside is None else self._parsed_digest.hexdigest()

    def _wait(self) -> None:
        """Let the thread come to its end."""
        for future in self._hashed:
            if future is not None:
                future.result()
