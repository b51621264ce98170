"""Steps of the clock, and time that the machine slept, from readings of its three clocks (clock_gettime(2)).

A time service that slews the clock changes CLOCK_REALTIME and CLOCK_MONOTONIC alike, so that their difference stays: what changes it is a
step. CLOCK_BOOTTIME goes on while the machine is suspended, CLOCK_MONOTONIC does not: what changes their difference is sleep.

Blind spots: a step that is undone between two looks is not seen; nor is one below ``LEAST_NS``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

LEAST_NS: Final = 20_000_000
"""A smaller difference may be the time between two readings on a busy machine."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The clocks at one moment, ns."""

    wall: int
    monotonic: int
    boot: int

    @property
    def offset(self) -> int:
        """What a step changes: sleep is taken out."""
        return self.wall - self.boot

    @property
    def slept(self) -> int:
        """Sleep since the machine's start."""
        return self.boot - self.monotonic


def read_clocks() -> Reading:
    """Read them close together: of some tries the one that took least, so that being interrupted looks like no step."""
    return min((_read() for _ in range(_TRIES)), key=lambda one: one[0])[1]


def _read() -> tuple[int, Reading]:
    before = time.monotonic_ns()
    wall, boot = time.time_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    after = time.monotonic_ns()
    return after - before, Reading(wall=wall, monotonic=(before + after) // 2, boot=boot)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """The clock was set, or the machine slept, between two looks."""

    stepped_ns: int
    """How much later the clock says it is; 0: it was not set."""
    slept_ns: int
    """0: the machine was awake."""
    before_ns: int
    """Wall time of the look before, by the clock as it was."""
    after_ns: int
    """Wall time of this look."""


def farthest_set(steps: Iterable[int]) -> int:
    """How far apart a clock that was set several times stood at two moments, the later less the earlier; of all pairs the farthest.

    >>> farthest_set([3600, -3600]), farthest_set([-2, 1, -4]), farthest_set([])
    (3600, -5, 0)
    """
    farthest = lowest = highest = 0
    for offset in accumulate(steps):
        farthest = max(farthest, offset - lowest, offset - highest, key=abs)
        lowest, highest = min(lowest, offset), max(highest, offset)
    return farthest


class ClockWatch:
    """Compares each reading with the one before."""

    def __init__(self, read: Callable[[], Reading] = read_clocks) -> None:
        self._read = read
        self._last = read()
        self._steps: list[int] = []

    @property
    def set_ns(self) -> int:
        """By how much the clock was set so far; see ``farthest_set``."""
        return farthest_set(self._steps)

    def look(self) -> ClockEvent | None:
        """What happened since the last look; None: nothing."""
        before, now = self._last, self._read()
        self._last = now
        stepped, slept = now.offset - before.offset, now.slept - before.slept
        stepped = stepped if abs(stepped) >= LEAST_NS else 0
        slept = slept if slept >= LEAST_NS else 0
        if not stepped and not slept:
            return None
        self._steps += [stepped] if stepped else []
        return ClockEvent(stepped_ns=stepped, slept_ns=slept, before_ns=before.wall, after_ns=now.wall)
