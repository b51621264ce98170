"""Reading that a user may stop: streams that end where somebody says so.

A stopped stream ends like any other, so what was read becomes a result like any other; who asked
for it says that it is a part. A pipe is waited for together with the word to stop.
"""

from __future__ import annotations

import io
import os
import select
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_ISREG
from typing import TYPE_CHECKING, Final

from harness.errors import NotBegunError

if TYPE_CHECKING:
    from harness.sources.compression import Readable

INTERRUPTED: Final = "interrupted by the user"
NOT_BEGUN: Final = "interrupted by the user before it was begun"


class Stop:
    """Somebody's wish that reading ends, known to every stream."""

    def __init__(self) -> None:
        self._heard, self._told = os.pipe()
        weakref.finalize(self, _close, self._heard, self._told)
        self.wanted = False
        """Whether reading is to end."""
        self.reading = False
        """Whether something is being read that can end early."""
        self.cut = False
        """Whether something was left unread for it."""

    def ask(self) -> None:
        """Ask for the end; may be called in a signal handler."""
        self.wanted = True
        os.write(self._told, b"x")

    @contextmanager
    def while_reading(self) -> Iterator[None]:
        """Within, the end can be asked for."""
        before, self.reading = self.reading, True
        try:
            yield
        finally:
            self.reading = before

    def begin(self, path: str) -> None:
        """Say that a capture is about to be read.

        Raises:
            NotBegunError: No more is to be read.
        """
        if self.wanted:
            self.cut = True
            raise NotBegunError(f"{path}: {NOT_BEGUN}")

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the end is asked for."""
        select.select([self._heard], [], [], seconds)

    def wait_for(self, stream: int) -> None:
        """Wait until a stream has octets, or the end is asked for."""
        select.select([stream, self._heard], [], [])


class Stoppable:
    """A stream that ends where its reading is stopped."""

    def __init__(self, raw: Readable, stop: Stop) -> None:
        self._raw = raw
        self._stop = stop
        self._waits = _descriptor_to_wait_for(raw)
        self._cut = False

    @property
    def cut(self) -> bool:
        """Whether it, or the stream that it reads, was stopped before its end was met."""
        return self._cut or bool(getattr(self._raw, "cut", False))

    @property
    def problem(self) -> str | None:
        """What the stream itself tells, see ``harness.sources.remote``."""
        told: str | None = getattr(self._raw, "problem", None)
        return told

    def readinto(self, buffer: memoryview, /) -> int | None:
        """See Readable."""
        if self._waits is not None and not self._stop.wanted:
            self._stop.wait_for(self._waits)
        if self._stop.wanted:
            self._cut = self._stop.cut = True
            return 0
        return self._raw.readinto(buffer)


def _descriptor_to_wait_for(raw: Readable) -> int | None:
    """Of a pipe or device; None for a file, which never keeps one waiting, and for what is no file of the system."""
    if not isinstance(raw, io.FileIO):
        return None
    number = raw.fileno()
    return None if S_ISREG(os.fstat(number).st_mode) else number


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
