"""Something that costs more the longer a run lasts, asked for at every picture: read anew only as often as it is worth its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

SHARE: Final = 0.1
"""Of the time that passes, at most so much is spent on reading."""

T = TypeVar("T")


class Paced(Generic[T]):
    """Gives what was read last; for one thread."""

    def __init__(self, read: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._read, self._clock = read, clock
        self._next_s = 0.0
        self._last: T | None = None

    def now(self) -> T:
        """What was read last, anew where that is due."""
        began = self._clock()
        if self._last is None or began >= self._next_s:
            self._last = self._read()
            took = self._clock() - began
            self._next_s = began + took / SHARE
        return self._last
