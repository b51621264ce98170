"""A file that another program still writes, as a stream: at its end it waits for more, until no more will come.

Whoever writes it writes on, whatever reading does: a reader that is slow loses nothing, it is only behind.

Blind spots: octets that the writer holds in its own buffers are not in the file yet. A file that is cut short while it is
read is met at its new end and waited at: nobody who captures does so.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Final

from harness.sources.compression import Readable
from harness.sources.stopping import Stop

POLL_S: Final = 0.05
"""How long the end of a file is waited at before it is read again: a twentieth of what a viewer would notice."""


class Growing:
    """See the module.

    Args:
        raw: The file, opened for reading octets without a buffer of Python's own.
        ended: Whether no more will be written; once it says so it is not asked again.
        between: Called before each read, when all octets given so far were taken.
        stop: Ends waiting when asked to.
    """

    def __init__(
        self, raw: Readable, ended: Callable[[], bool], between: Callable[[], None], stop: Stop
    ) -> None:
        self._raw, self._ended, self._between, self._stop = raw, ended, between, stop
        self.cut = False
        """Whether it was stopped before its end was met, see ``harness.sources.stopping``."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """See Readable; waits until there are octets or no more will come."""
        while True:
            self._between()
            ended = self._ended()  # before reading: what was written before that is read
            got = self._raw.readinto(buffer)
            if got or ended:
                return got
            if self._stop.wanted:
                self.cut = True
                return 0
            self._stop.wait(POLL_S)


def open_growing(path: str) -> io.FileIO:
    """Open a file that is still written; a name that is a link is not followed.

    Raises:
        OSError: It cannot be opened.
    """
    return io.FileIO(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), "rb")
