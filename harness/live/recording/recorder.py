"""One run of the program that captures, on one interface: its command, starting it, how it goes, ending it.

The program is in a session of its own, so that Ctrl-C at the terminal reaches it only through us. A keeper waits beside it for the end of
a pipe that only this process holds: if this process ends, however that happens, the keeper asks the program to end as Ctrl-C would, so
that its files are closed and its counts written. (PR_SET_PDEATHSIG would not do: the kernel clears it for programs with capabilities,
prctl(2).) What it says goes to a file of the evidence, because a pipe would end with us.

Blind spots: packets that lie in the kernel's buffer when the program is asked to end are not written (``FLUSH_NS``).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.live.recording.dumpcap_words import Told, told_of
from harness.machine.programs import find

FLUSH_NS: Final = 1_000_000_000
"""What came so shortly before the end may not have been written; a window ends so much earlier."""
END_S: Final = 20.0
"""Time to write what was read, after being asked to end."""
_SAID_OCTETS: Final = 1 << 16
"""Read from each end: a line for each file of a long run stands between how it began and how it ended."""
_KEEPER: Final = 'cat >/dev/null; kill -INT "$1"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When a next file is begun; nothing is ever deleted."""

    octets: int | None = 100_000_000
    """None: however large."""
    seconds: int | None = 900
    """None: however long."""

    @property
    def rotates(self) -> bool:
        """Whether there can be more than one file."""
        return self.octets is not None or self.seconds is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How is captured."""

    rotation: Rotation = Rotation()
    buffer_mib: int = 64
    """Of the kernel, for each interface."""
    snaplen: int | None = None
    """Octets of each packet; None: all of them."""
    comment: str | None = None
    """Into the file; dumpcap 4.0 can do so only without rotation, so with rotation it stands in the journal alone."""
    reserve_octets: int = 256 << 20
    """Left free on the disk, for the report and what else the machine writes."""


def capture_command(interface: str, path: Path, settings: Settings, program: Sequence[str]) -> list[str]:
    """The command of one run (dumpcap(1)); never ``files:N``, which deletes.

    >>> capture_command("eth0", Path("a.pcapng"), Settings(buffer_mib=2), ["dumpcap"])[4:]
    ['a.pcapng', '-B', '2', '-q', '-b', 'filesize:100000', '-b', 'duration:900']
    """
    rotation = settings.rotation
    command = [*program, "-i", interface, "-w", str(path), "-B", str(settings.buffer_mib), "-q"]
    if settings.snaplen is not None:
        command += ["-s", str(settings.snaplen)]
    if rotation.octets is not None:
        command += ["-b", f"filesize:{max(1, rotation.octets // 1000)}"]
    if rotation.seconds is not None:
        command += ["-b", f"duration:{rotation.seconds}"]
    if settings.comment and not rotation.rotates:
        command += ["--capture-comment", settings.comment]
    return command


class Recorder:
    """One run, from its start to its end."""

    def __init__(self, command: Sequence[str], said: Path) -> None:
        """Start it.

        Args:
            command: As ``capture_command`` makes it.
            said: New file for what it says.

        Raises:
            MachineError: It cannot be started, or the file is there already.
        """
        self._said = said
        self.asked_ns: int | None = None
        """Wall time when it was asked to end; None: it was not."""
        try:
            with said.open("xb") as file:
                # The program inherits the lock with the file and holds it until it ends, also where we are gone by then.
                fcntl.flock(file, fcntl.LOCK_EX)
                # File names hold a time, which has to be UTC as all times are.
                environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=file,
                    start_new_session=True, env=environment,
                )  # fmt: skip
        except OSError as fault:
            raise MachineError(f"{command[0]} cannot be started: {fault.strerror}") from fault
        self._keeper = subprocess.Popen(
            [find("sh") or "/bin/sh", "-c", _KEEPER, "keeper", str(self._process.pid)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def told(self) -> Told:
        """What it has said so far."""
        return read_said(self._said)

    def ended(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        status = self._process.poll()
        if status is not None:
            self._dismiss()
        return status

    def ask(self) -> None:
        """Ask it to end, as Ctrl-C would."""
        if self._process.poll() is None:
            self.asked_ns = self.asked_ns or time.time_ns()
            self._process.send_signal(signal.SIGINT)

    def stop(self, timeout_s: float = END_S) -> bool:
        """Ask it to end and wait; it is killed where it does not.

        Returns:
            Whether it ended by itself, so that its files are whole and its counts can be trusted.
        """
        self.ask()
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._dismiss()
        return self._process.returncode >= 0

    def forget(self) -> None:
        """Remove what it said: it ended before it captured anything."""
        self._said.unlink(missing_ok=True)

    def _dismiss(self) -> None:
        """End the keeper before its pipe: it must not ask a process that is none of ours and has the same number."""
        if self._keeper.poll() is None:
            self._keeper.kill()
        self._keeper.wait()
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()


def read_said(path: Path) -> Told:
    """What a run has said, of a long text its beginning and its end; nothing where its file cannot be read."""
    try:
        with path.open("rb") as file:
            octets = file.read(_SAID_OCTETS)
            rest = file.seek(0, os.SEEK_END) - len(octets)
            if rest > 0:
                file.seek(-min(rest, _SAID_OCTETS), os.SEEK_END)
                # Where something is left out a line is not joined with one that it does not belong to.
                octets += (b"" if rest <= _SAID_OCTETS else b"\n...\n") + file.read()
    except OSError:
        return Told()
    return told_of(octets.decode("utf-8", "backslashreplace"))


def put_on_disk(path: Path) -> None:
    """What is in a file survives a power cut (fsync(2)); dumpcap does not see to that. One that is gone is told by who seals."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        os.fsync(file.fileno())
