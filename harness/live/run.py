"""A run of ``harness live``: capturing, reading and pictures side by side, from the first packet to the sealed folder.

    dumpcap -> files -> readers -> pictures -> whoever shows them, alerts
               files, journal ------------------------------------------> sealed evidence

Each of them may fall behind or break without touching those to its left.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from harness.errors import HarnessError, MachineError
from harness.live.alerting.alert import Alert
from harness.live.alerting.alerts import Alerts, Hooks
from harness.live.alerting.webhook import Destination
from harness.live.desk import MarkKind
from harness.live.discarding import discard
from harness.live.engine import Engine, why
from harness.live.looking import Marked
from harness.live.paced import Paced
from harness.live.planned_run import PlannedRun
from harness.live.recording.capturing import Capturing
from harness.live.recording.journal import Journal
from harness.live.recording.one_tap import TapStatus
from harness.live.sealing.gateway_files import keep_gateway_files
from harness.live.session import begin
from harness.live.tap_reader import TapFiles, TapReader
from harness.machine.own_flows import read_own_flows
from harness.model.live import LivePicture, LiveTap, TapState
from harness.model.subject import OwnTool

LOOK_S: Final = 0.2
"""Between two looks at how capturing goes."""
_NONE: Final = Hooks()


class Run:
    """One run; ``start``, then ``stop``, then ``finish``, each once and from one thread."""

    def __init__(self, planned: PlannedRun, hooks: Hooks = _NONE) -> None:
        """Make the folder and its journal; nothing is captured yet.

        Raises:
            MachineError: There is nothing to capture with, the folder holds evidence already, or cannot be written.
            HarnessError: See ``harness.live.session.begin``.
        """
        wanted = planned.wanted
        self.planned, self.folder = planned, wanted.folder
        _make(wanted.folder)
        self.journal = Journal(wanted.folder)
        try:
            self._capturing = Capturing(wanted.folder, wanted.taps, self.journal, wanted.settings)
            begin(
                self.journal, wanted.folder, wanted.taps, self._capturing.tool, wanted.settings,
                scenario=wanted.scenario, cell=wanted.cell, gateway=wanted.gateway,
            )  # fmt: skip
        except HarnessError:
            self._abandon()
            raise
        self.began_ns = time.time_ns()
        self._statuses: tuple[TapStatus, ...] = ()
        self._over, self._stopping = threading.Event(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="capturing", daemon=True)
        self._fault: str = ""
        self._own = Paced(self._own_tools)
        """The gateway's record of flows grows for as long as it is up."""
        self._left_out: tuple[str, ...] = ()
        """Files of a gateway that could not be taken into the evidence."""
        self._alerts = Alerts(hooks, ours=self._ours, kept=self._alerted)
        self.readers = [self._reader(place) for place in range(len(wanted.taps))]
        self._engine = Engine(self.readers, self._taps, planned.asked, self._marked, self._alerts.picture)

    def start(self, *, alert_test: bool = False) -> None:
        """Open the interfaces, and begin to read and to make pictures.

        Raises:
            MachineError: An interface cannot be captured on; nothing is, and what this run had made is taken away again.
        """
        try:
            self._capturing.start()
        except MachineError:
            self._alerts.close(0.0)
            self._abandon()
            raise
        self.began_ns = time.time_ns()
        self._statuses = self._capturing.taps()
        self._keeper.start()
        for reader in self.readers:
            reader.start()
        self._engine.start()
        if alert_test:
            self._alerts.test()

    def latest(self) -> LivePicture | None:
        """The last picture."""
        return self._engine.latest()

    def newest_files(self) -> list[Path]:
        """The files that are written to now, and those before them, which may have been until just now."""
        return [file.path for status in self._statuses for file in status.files[-2:]]

    @property
    def over(self) -> str:
        """Why capturing ended by itself; empty while it goes on."""
        if self._capturing.full:
            return "the disk is about to be full; capturing was ended so that what there is can be sealed"
        return self._fault

    def troubles(self) -> tuple[str, ...]:
        """What failed beside capturing, one sentence each."""
        broken = () if self._engine.fault is None else (f"pictures ended: {why(self._engine.fault)}",)
        notes = (self._capturing.tool.note,) if self._capturing.tool.note else ()
        return (*notes, *broken, *self._alerts.troubles(), *self._left_out)

    def free_octets(self) -> int | None:
        """Room on the disk; None where it cannot be told."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return None

    def stop(self) -> None:
        """End capturing: files are closed, and what was lost is counted."""
        self._stopping.set()
        self._keeper.join()
        self._statuses = self._capturing.stop()
        self._over.set()

    def finish(self) -> LivePicture | None:
        """Read what is left, make the last picture, and close the journal.

        Returns:
            The last picture; None where none could be made.
        """
        for reader in self.readers:
            reader.join()
        picture = self._engine.finish()
        self._alerts.close()
        if self.planned.gateway is not None:
            self._left_out = keep_gateway_files(self.folder, self.planned.gateway)
        self.journal.write("ended", troubles=list(self.troubles()))
        self.journal.close()
        return picture

    def _abandon(self) -> None:
        self.journal.close()
        discard(self.folder)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            try:
                self._capturing.look()
                self._statuses = self._capturing.taps()
            except HarnessError as fault:
                self._fault = str(fault)
                return
            self._stopping.wait(LOOK_S)

    def _reader(self, place: int) -> TapReader:
        def listed() -> Sequence[str]:
            return [str(file.path) for file in self._statuses[place].files] if self._statuses else []

        files = TapFiles(
            vantage=self.planned.vantages[place],
            listed=listed,
            over=self._over.is_set,
            ours=self.planned.ours,
            apart=self.planned.apart,
        )
        return TapReader(files, lambda: [at_ns for _, at_ns in self._steps()])

    def _taps(self) -> list[LiveTap]:
        return [
            LiveTap(
                interface=status.interface,
                vantage=vantage,
                state=TapState.ENDED if self._over.is_set() else status.state,
                packets=0,
                octets=0,
                behind_ns=None,
                kernel_drops=status.kernel_drops,
                capture_drops=status.capture_drops,
                note=status.note,
            )
            for status, vantage in zip(self._statuses, self.planned.vantages, strict=True)
        ]

    def _steps(self) -> tuple[tuple[str, int], ...]:
        return tuple((mark.text, mark.at_ns) for mark in self.journal.marks() if mark.kind is MarkKind.STEP)

    def _marked(self) -> Marked:
        return Marked(
            steps=self._steps(),
            began_ns=self.began_ns,
            tools=self._own.now(),
            clock_set_ns=self._capturing.clock_set_ns,
        )

    def _own_tools(self) -> tuple[OwnTool, ...]:
        state = self.planned.gateway
        own = None if state is None else read_own_flows(state)
        return () if own is None else own.tools

    def _ours(self, destination: Destination) -> None:
        """Write down where our own packets go, so that a WAN capture does not blame the product."""
        addresses = list(destination.addresses)
        self.journal.write(
            "own-traffic",
            host=destination.host,
            port=destination.port,
            addresses=addresses,
            sender=destination.sender,
        )

    def _alerted(self, alert: Alert, failed: Sequence[str]) -> None:
        """Write down who was to be told of what, and whom that did not reach."""
        witnesses = list(alert.witnesses)
        self.journal.write(
            "alert", claim=alert.claim, test=alert.test, witnesses=witnesses, failed=list(failed)
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise MachineError(f"{folder}: cannot be made: {fault.strerror}") from fault
