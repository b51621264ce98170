"""Capturing on one interface: run after run of the program, with what was missed between them."""

from __future__ import annotations

import contextlib
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.live.links import interface_index, is_up
from harness.live.recording.dumpcap_words import Told
from harness.live.recording.journal import Journal
from harness.live.recording.kernel_drops import KernelDrops
from harness.live.recording.recorder import Recorder, Settings, capture_command, put_on_disk
from harness.live.recording.run_names import SUFFIX, RunFile, next_run, run_files, run_name
from harness.live.recording.tool import Tool
from harness.model.live import TapState

SAID: Final = ".said.txt"
_AGAIN_S: Final = 1.0
"""Before an interface that could not be opened is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapFile:
    """A file of a tap."""

    path: Path
    complete: bool
    """Nothing more is written to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapStatus:
    """How capturing on an interface goes."""

    interface: str
    vantage: str
    state: TapState
    files: tuple[TapFile, ...]
    """In the order they were begun in."""
    kernel_drops: int | None
    """See ``LiveTap``."""
    capture_drops: int | None
    """Of the runs that ended; None while one goes on, and where one did not say."""
    note: str
    """What is wrong; empty where nothing is."""


class OneTap:
    """One interface; see ``Capturing`` for when what is called."""

    def __init__(
        self, interface: str, vantage: str, folder: Path, settings: Settings, tool: Tool, journal: Journal
    ) -> None:
        self._interface, self._vantage, self._folder = interface, vantage, folder
        self._settings, self._tool, self._journal = settings, tool, journal
        self._recorder: Recorder | None = None
        self._run, self._index = "", 0
        self._open = False
        """Of the run that goes on: it was seen to take packets."""
        self._well_ns = time.time_ns()
        """Last wall time at which all was well."""
        self._gap = ""
        """Why nothing is taken just now; empty: something is, or nothing was begun yet."""
        self._again_s = 0.0
        self._drops: list[int | None] = []
        self._told_files: set[str] = set()
        self._kernel = KernelDrops(interface)
        self._kernel_drops: int | None = None
        self._ended = False
        self.disk_full = False
        """A run ended because there was no room for its file."""

    def begin(self) -> str | None:
        """Start the first run; what stands in the way, or None."""
        if interface_index(self._interface) is None:
            there = ", ".join(name for _, name in socket.if_nameindex())
            return f"{self._interface}: there is no such interface; there are {there}"
        try:
            self._start()
        except MachineError as fault:
            return f"{self._interface}: {fault}"
        return None

    def opened(self) -> bool:
        """Whether the run takes packets; told to the journal when it is first seen."""
        if not self._open and self._recorder is not None and self._recorder.told().begun:
            self._open, self._well_ns = True, time.time_ns()
            self._look_at_interface(capturing=False)
            self._journal.write(
                "run-begins",
                vantage=self._vantage, interface=self._interface, run=self._run, tool=self._tool.name,
                snaplen=self._settings.snaplen, rotates=self._settings.rotation.rotates, from_ns=self._well_ns,
            )  # fmt: skip
        return self._open

    def refusal(self) -> str | None:
        """Why the first run ended before it took a packet; None: it did not end."""
        if self._recorder is None or self._recorder.ended() is None or self._recorder.told().begun:
            return None
        told = self._recorder.told()
        return f"{self._interface}: {told.fault or 'the program that captures ended at once'}{_mend(told)}"

    def slow(self, waited_s: float) -> str:
        """That the run did not begin in time."""
        return f"{self._interface}: nothing was opened after {waited_s:g} s; try `{self._tool.command[0]} -i {self._interface}`"

    def look(self, *, may_start: bool) -> None:
        """See how it goes; start again where the run ended and the interface is there."""
        if self._ended:
            return
        self._look_at_interface(capturing=self._open and self._recorder is not None and not self._gap)
        index, up = interface_index(self._interface), is_up(self._interface)
        heard = self._run if self._open else ""
        if self._recorder is not None:
            self._look_at_run(index, up=up)
        if self._recorder is None and may_start and index is not None and time.monotonic() >= self._again_s:
            self._again_s = time.monotonic() + _AGAIN_S
            with contextlib.suppress(MachineError):  # tried again; the gap stays open meanwhile
                self._start()
        if self._recorder is not None and self._gap and up and self.opened():
            if heard == self._run:  # the same run goes on; of a new one the time is that of its opening
                self._well_ns = time.time_ns()
            self._journal.write(
                "gap-ends", vantage=self._vantage, interface=self._interface, to_ns=self._well_ns
            )
            self._gap = ""
        self._tell_files(running=self._recorder is not None)

    def ask(self) -> None:
        """Ask the run to end, without waiting."""
        if self._recorder is not None:
            self._look_at_interface(
                capturing=self._open and not self._gap and self._recorder.asked_ns is None
            )
            self._recorder.ask()

    def end(self) -> None:
        """End for good; doing it twice does nothing more."""
        if self._ended:
            return
        self.ask()
        self._ended = True
        if self._recorder is not None:
            alone = self._recorder.stop()
            self._close(
                "" if alone else "the program that captures did not end when asked to, and was killed"
            )
        if self._gap:
            self._journal.write(
                "gap-ends", vantage=self._vantage, interface=self._interface, to_ns=time.time_ns()
            )
        if self._drops:
            self._tell_interface()

    def status(self) -> TapStatus:
        """How it goes, as of the last look."""
        running = self._recorder is not None
        known = [count for count in self._drops if count is not None]
        return TapStatus(
            interface=self._interface,
            vantage=self._vantage,
            state=self._state(),
            files=self._files(running=running),
            kernel_drops=self._kernel_drops,
            capture_drops=sum(known) if known and not running and len(known) == len(self._drops) else None,
            note=self._gap or self._tool.note,
        )

    def _look_at_interface(self, *, capturing: bool) -> None:
        """What the interface itself lost; taken down when it grows, so that a kill loses none of it."""
        before, self._kernel_drops = self._kernel_drops, self._kernel.look(capturing=capturing)
        if (self._kernel_drops or 0) > (before or 0):
            self._tell_interface()

    def _tell_interface(self) -> None:
        self._journal.write(
            "interface-drops",
            vantage=self._vantage,
            interface=self._interface,
            packets=self._kernel_drops,
        )

    def _state(self) -> TapState:
        if self._ended:
            return TapState.ENDED
        if self._gap:
            return TapState.GONE
        return TapState.CAPTURING if self._open else TapState.STARTING

    def _start(self) -> None:
        """Start a run under a name that no file has.

        Raises:
            MachineError: The program cannot be started.
        """
        said = (path.name.removesuffix(SAID) + SUFFIX for path in self._folder.glob(f"*{SAID}"))
        taken = [*(path.name for path in self._folder.iterdir()), *said]
        self._run, self._open = run_name(self._vantage, next_run(taken, self._vantage)), False
        path = self._folder / f"{self._run}{SUFFIX}"
        command = capture_command(self._interface, path, self._settings, self._tool.command)
        self._index = interface_index(self._interface) or 0
        self._recorder = Recorder(command, self._folder / f"{self._run}{SAID}")

    def _look_at_run(self, index: int | None, *, up: bool) -> None:
        recorder = self._recorder
        if recorder is None:
            return
        status = recorder.ended()
        if status is None and index == self._index:
            if self.opened() and not self._gap and up:
                self._well_ns = time.time_ns()
            elif self._open and not self._gap:
                # dumpcap stays, and hears again when the interface is switched on again.
                self._begin_gap("the interface is switched off")
            return
        if status is None:
            # dumpcap mostly ends by itself when its interface goes; it may also stay and hear nothing.
            recorder.stop()
        fault = recorder.told().fault
        self.disk_full = self.disk_full or recorder.told().disk_full
        if index != self._index:
            why = "the interface went away"
        elif status is not None and status < 0:
            why = f"the program that captures was ended by signal {-status}"
        else:
            why = f"the program that captures ended{f': {fault}' if fault else ''}"
        self._close(why)

    def _close(self, why: str) -> None:
        """Take down how the run ended; open a gap unless that was asked for."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        told = recorder.told()
        if not told.begun and self._gap:
            # A further try that failed: the gap is open, and nothing was captured that its words could belong to.
            recorder.forget()
            return
        self._drops.append(told.dropped)
        self._tell_files(running=False)
        self._journal.write(
            "run-ends",
            vantage=self._vantage, interface=self._interface, run=self._run, why=why,
            to_ns=recorder.asked_ns if self._ended else self._well_ns,
            received=sum(one.received for one in told.counts) if told.counts else None, dropped=told.dropped,
        )  # fmt: skip
        if not self._ended:
            self._begin_gap(why)

    def _begin_gap(self, why: str) -> None:
        """From the last time that all was well; one that is open goes on with another reason."""
        if not self._gap:
            self._journal.write(
                "gap-begins", vantage=self._vantage, interface=self._interface, from_ns=self._well_ns, why=why
            )
        self._gap = why

    def _own(self) -> tuple[RunFile, ...]:
        try:
            names = [path.name for path in self._folder.iterdir()]
        except OSError:
            return ()  # the disk is gone: told by who looks after capturing
        return tuple(one for one in run_files(names) if one.vantage == self._vantage)

    def _files(self, *, running: bool) -> tuple[TapFile, ...]:
        """The last file of a run that goes on is still written to."""
        own = self._own()
        last = own[-1].name if own and running and own[-1].run == self._run else None
        return tuple(TapFile(path=self._folder / one.name, complete=one.name != last) for one in own)

    def _tell_files(self, *, running: bool) -> None:
        for file in self._files(running=running):
            if file.complete and file.path.name not in self._told_files:
                self._told_files.add(file.path.name)
                put_on_disk(file.path)
                self._journal.write("file-closed", vantage=self._vantage, file=file.path.name)


def _mend(told: Told) -> str:
    if not told.refused:
        return ""
    return (
        "; `harness doctor` says what gives the right: mostly `sudo setcap cap_net_raw,cap_net_admin=eip "
        '"$(command -v dumpcap)"`, or membership of the group wireshark'
    )
