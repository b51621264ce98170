"""Frames that an interface itself lost, by the kernel's counters: they reach no capture, and no capture counts them.

Read from ``/proc/thread-self/net/dev`` (proc(5)), which is of the network namespace of whoever reads; ``/sys/class/net`` is of the one that it was
mounted in. Of what was received: frames that came damaged, and frames that driver or kernel had no room for.

Blind spots: what a network card or a radio loses without counting it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_TABLE: Final = Path("/proc/thread-self/net/dev")
_ERRORS, _DROPPED = 2, 3
"""Columns behind the name: octets, packets, errors, dropped."""
_COLUMNS: Final = 16


def lost_frames(interface: str) -> int | None:
    """Frames lost since the interface is there; None where there is none of this name."""
    try:
        text = _TABLE.read_text(encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return lost_of(text, interface)


def lost_of(text: str, interface: str) -> int | None:
    r"""The same from the text of the table.

    >>> lost_of("Inter-|\n face |\n  eth0: 9 8 1 2 0 0 0 0 7 6 0 0 0 0 0 0\n", "eth0")
    3
    """
    for line in text.splitlines():
        name, _, numbers = line.rpartition(":")
        values = numbers.split()
        if name.strip() == interface and len(values) >= _COLUMNS:
            try:
                return int(values[_ERRORS]) + int(values[_DROPPED])
            except ValueError:
                return None
    return None


class KernelDrops:
    """What an interface lost since capturing began, over its going away and coming back."""

    def __init__(self, interface: str) -> None:
        self._interface = interface
        self._last = lost_frames(interface)
        self._sum: int | None = None if self._last is None else 0

    def look(self) -> int | None:
        """Frames so far; None where the system never told."""
        now = lost_frames(self._interface)
        if now is not None:
            # An interface that was made anew counts from 0; so does one whose driver was reset.
            since = 0 if self._last is None else now - self._last if now >= self._last else now
            self._sum = since + (self._sum or 0)
            self._last = now
        return self._sum
