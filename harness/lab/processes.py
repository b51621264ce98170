"""Processes of the lab that go on in the background: started, waited for until they are ready, ended.

What each says goes to a file of its own, so that a pipe that nobody reads never stops it, and so that it can be told
when it fails.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.lab.namespaces import Namespaces

READY_S: Final = 30.0
_PAUSE_S: Final = 0.01
_SAID: Final = 600


class Background:
    """Background processes of one lab; each has a name that its log file has too."""

    def __init__(self, lab: Namespaces, logs: Path) -> None:
        self._lab = lab
        self._logs = logs
        self._processes: dict[str, subprocess.Popen[str]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, namespace: str, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start one in a namespace."""
        with self.log(name).open("w", encoding="utf-8") as log:
            process = self._lab.start(
                namespace, command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        self._processes[name] = process
        return process

    def log(self, name: str) -> Path:
        """The file that holds what it said."""
        return self._logs / f"{name}.log"

    def ready(self, name: str, word: str, *, within_s: float = READY_S) -> None:
        """Wait until it has said a word.

        Raises:
            MachineError: It ended before, or did not say it in time; tells what it said.
        """
        end = time.monotonic() + within_s
        while word not in (said := self.log(name).read_text(encoding="utf-8", errors="backslashreplace")):
            if self._processes[name].poll() is not None or time.monotonic() > end:
                raise MachineError(f"lab: {name} did not start: {said.strip()[-_SAID:] or 'it said nothing'}")
            time.sleep(_PAUSE_S)

    def finish(self, name: str, *, within_s: float) -> None:
        """Wait until one has ended of itself.

        Raises:
            MachineError: It did not in time, or not with 0; tells what it said.
        """
        process = self._processes.pop(name)
        try:
            status = process.wait(within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        if status != 0:
            said = self.log(name).read_text(encoding="utf-8", errors="backslashreplace").strip()
            raise MachineError(f"lab: {name} failed: {said[-_SAID:] or 'it said nothing'}")

    def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask one to end by a signal, and wait until it has; its exit status, negative where a signal ended it."""
        process = self._processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            return process.wait(READY_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
