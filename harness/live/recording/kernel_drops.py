"""Frames that an interface itself lost while capturing went on: they reach no capture, and no capture counts them.

Blind spots: what a network card or a radio loses without counting it; and see ``harness.machine.interfaces``.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.machine.interfaces import Received, received


class KernelDrops:
    """What an interface lost since capturing began, over its going away and coming back."""

    def __init__(self, interface: str, read: Callable[[str], Received | None] = received) -> None:
        self._interface, self._read = interface, read
        self._last = self._lost()
        self._sum: int | None = None if self._last is None else 0

    def look(self, *, capturing: bool) -> int | None:
        """Frames so far: damaged, or without room in driver or kernel; None where the system never told.

        Args:
            capturing: Whether packets were taken since the last look. While nobody takes them the kernel also counts as dropped what no
                program of the machine reads, and that time is a gap anyway.
        """
        now = self._lost()
        if now is not None:
            # An interface that was made anew counts from 0; so does one whose driver was reset.
            since = 0 if self._last is None else now - self._last if now >= self._last else now
            self._sum = (since if capturing else 0) + (self._sum or 0)
            self._last = now
        return self._sum

    def _lost(self) -> int | None:
        found = self._read(self._interface)
        return None if found is None else found.errors + found.dropped
