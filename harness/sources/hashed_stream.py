"""A byte stream in reused buffers, hashed while it is parsed.

The same octets are hashed and parsed: a file that changes while it is read can't have a
digest that belongs to other octets than the evidence drawn from it. No mmap: a file cut
short under a mapping kills the process.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

READ_OCTETS: Final = 4 * 1024 * 1024
"""Octets per read: small enough to stay in the last-level cache between reading, hashing and parsing."""
CARRY_OCTETS: Final = 16 * 1024 * 1024 + 64
"""Room before them for the start of a record that continues: the largest pcapng block."""
_BUFFERS: Final = 3


class Readable(Protocol):
    """What is needed of a file opened for reading octets, unbuffered or not."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Read into a buffer; give the number of octets, 0 at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """Octets of the stream that lie in a buffer."""

    buf: NDArray[np.uint8]
    start: int
    """Index in ``buf`` of the first octet."""
    end: int
    """One past the last."""
    offset: int
    """Place in the stream of index 0; negative while nothing was carried over."""
    last: bool
    """The stream ends at ``end``."""


class HashedStream:
    """Gives the windows of a stream one after the other; a context manager."""

    def __init__(self, raw: Readable) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sha256")
        # Untouched pages of np.empty cost nothing: the carry room is used only by records that need it.
        self._buffers = [np.empty(CARRY_OCTETS + READ_OCTETS, dtype=np.uint8) for _ in range(_BUFFERS)]
        self._hashed: list[Future[None] | None] = [None] * _BUFFERS
        self._turn = 0
        self.octets = 0
        """Octets read so far."""

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
        count = self._fill(fresh)
        self._hashed[turn] = self._thread.submit(self._digest.update, fresh[:count])
        offset = self.octets - CARRY_OCTETS
        self.octets += count
        return Window(buf, start, CARRY_OCTETS + count, offset, count < READ_OCTETS)

    def sha256(self) -> str:
        """Digest of everything read so far, lower-case hex."""
        for future in self._hashed:
            if future is not None:
                future.result()
        return self._digest.hexdigest()

    def _fill(self, target: memoryview) -> int:
        """Read until the buffer is full or the stream ends; pipes give little at a time."""
        count = 0
        while count < len(target):
            got = self._raw.readinto(target[count:])
            if not got:
                break
            count += got
        return count
