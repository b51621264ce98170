"""Capturing on interfaces into files of an evidence folder, for as long as it takes: started, looked after, ended.

Whoever captures calls ``start`` once, ``look`` every second or oftener from one thread, and ``stop`` once. Files only grow and are only
added to. What goes wrong is written to the journal when it is noticed: an interface that is gone, a program that ended, a clock that was
set, a disk that fills up.

    folder/captures/lan-r001_00001_20261102101500.pcapng ...    files of the first run at vantage point lan
    folder/captures/lan-r001.said.txt                           what dumpcap said in it: its counts of lost packets

Blind spots: a gap is told from the last look at which all was well to the time when packets are taken again, so it is never told too
short, and by up to the time between two looks too long.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.live.recording.clock_watch import ClockWatch
from harness.live.recording.journal import Journal
from harness.live.recording.one_tap import OneTap, TapStatus
from harness.live.recording.recorder import Settings
from harness.live.recording.tool import Tool, capture_tool
from harness.model.scenario_ids import is_id

CAPTURES: Final = "captures"
"""Folder of the files, below the evidence folder."""
START_S: Final = 20.0
"""Time to open the interfaces."""
_POLL_S: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureTap:
    """One interface to capture on."""

    interface: str
    vantage: str
    """Id of its vantage point; its files are named after it."""


class Capturing:
    """Captures on one or several interfaces at once."""

    def __init__(
        self,
        folder: Path,
        taps: Sequence[CaptureTap],
        journal: Journal,
        settings: Settings = Settings(),  # noqa: B008 - frozen
        *,
        tool: Tool | None = None,
        clock: ClockWatch | None = None,
        free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            folder: Evidence folder; ``captures`` is made in it.
            taps: At least one; neither an interface nor a vantage point twice.
            journal: Takes down what happens.
            settings: How is captured.
            tool: That captures; None: dumpcap, else the project's sniffer.
            clock, free: Stand-ins for tests: the clocks, and octets free on the disk of a folder.

        Raises:
            MachineError: There is nothing to capture with, or taps are named wrongly; all of it at once.
        """
        _check(taps)
        self.full = False
        """The disk was about to be full, so that capturing was ended."""
        self._folder = folder / CAPTURES
        self._journal, self._settings, self._free = journal, settings, free
        self._clock = clock or ClockWatch()
        self._tool = tool or capture_tool()
        self._taps = [
            OneTap(tap.interface, tap.vantage, self._folder, settings, self._tool, journal) for tap in taps
        ]

    @property
    def tool(self) -> Tool:
        """What captures."""
        return self._tool

    def start(self) -> None:
        """Open every interface; returns when each takes packets.

        Raises:
            MachineError: An interface is not there or may not be opened, or the disk has no room; all faults at once, and nothing
                captures.
        """
        self._folder.mkdir(exist_ok=True)
        self._check_room()
        faults = [fault for tap in self._taps if (fault := tap.begin()) is not None]
        end = time.monotonic() + START_S
        while not faults and not all(tap.opened() for tap in self._taps) and time.monotonic() < end:
            faults += [fault for tap in self._taps if (fault := tap.refusal()) is not None]
            time.sleep(_POLL_S)
        faults = faults or [tap.slow(START_S) for tap in self._taps if not tap.opened()]
        if faults:
            for tap in self._taps:
                tap.end()
            raise MachineError("\n".join(faults))

    def look(self) -> None:
        """See how it goes, and do what is needed: start again what ended, end before the disk is full.

        Raises:
            MachineError: The folder cannot be looked into or written to any more.
        """
        try:
            self._look()
        except OSError as fault:
            raise MachineError(
                f"{fault.filename or self._folder}: {fault.strerror}; capturing is not looked after"
            ) from fault

    def _look(self) -> None:
        self._look_at_clock()
        for tap in self._taps:
            tap.look(may_start=not self.full)
        if not self.full and (free := self._free(self._folder)) < self._settings.reserve_octets:
            self.full = True
            self._end_all()
            self._journal.write("disk-full", free_octets=free, reserve_octets=self._settings.reserve_octets)
        elif not self.full and any(tap.disk_full for tap in self._taps):
            self.full = True
            self._end_all()
            self._journal.write("disk-full", free_octets=self._free(self._folder), reserve_octets=0)

    def taps(self) -> tuple[TapStatus, ...]:
        """How each goes, as of the last look."""
        return tuple(tap.status() for tap in self._taps)

    def stop(self) -> tuple[TapStatus, ...]:
        """End everything, wait until files are closed and counts are told; calling it twice does nothing more."""
        self._end_all()
        # Whoever looks stops looking before this, and packets and steps are taken until now.
        self._look_at_clock()
        return self.taps()

    @property
    def clock_set_ns(self) -> int:
        """By how much the clock was set so far; 0: nobody set it."""
        return self._clock.set_ns

    def _look_at_clock(self) -> None:
        if event := self._clock.look():
            self._journal.write(
                "clock-step" if event.stepped_ns else "slept",
                stepped_ns=event.stepped_ns,
                slept_ns=event.slept_ns,
                from_ns=event.before_ns,
                to_ns=event.after_ns,
            )

    def _end_all(self) -> None:
        # All are asked before one is waited for, so that they end at one time.
        for tap in self._taps:
            tap.ask()
        for tap in self._taps:
            tap.end()

    def _check_room(self) -> None:
        free, reserve = self._free(self._folder), self._settings.reserve_octets
        if free < reserve:
            raise MachineError(
                f"{self._folder.parent}: {free / 1e6:,.0f} MB are free, and {reserve / 1e6:,.0f} MB are kept for the report: "
                "free some, or give a folder on another disk"
            )


def _check(taps: Sequence[CaptureTap]) -> None:
    faults = ["no interface to capture on: name one"] if not taps else []
    for what, names in (
        ("interface", [tap.interface for tap in taps]),
        ("vantage point", [tap.vantage for tap in taps]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        faults += [f"{what} {name!r} is named twice: keep one" for name in twice]
    faults += [
        f"vantage point {tap.vantage!r}: write a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 60"
        for tap in taps
        if not is_id(tap.vantage)
    ]
    if faults:
        raise MachineError("\n".join(faults))
