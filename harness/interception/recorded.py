"""The process of a proxy, written down so that another one can end it later, and never one that only has its number now."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError

FILE: Final = "proxy.json"
END_S: Final = 15.0
"""How long it may take to close its connections and files; then it is killed."""
_STEP_S: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A process, told from those that get its number after it."""

    pid: int
    started_ticks: int
    """When it started, in the kernel's ticks since boot (proc_pid_stat(5), field 22)."""
    folder: str
    """Of the proxy."""


def of_process(pid: int, folder: Path) -> Recorded:
    """Take down a process.

    Raises:
        MachineError: It is not there.
    """
    ticks = _started(pid)
    if ticks is None:
        raise MachineError(f"process {pid} of the proxy is gone")
    return Recorded(pid=pid, started_ticks=ticks, folder=str(folder))


def write_record(recorded: Recorded) -> None:
    """Write it into the proxy's folder."""
    (Path(recorded.folder) / FILE).write_text(json.dumps(asdict(recorded)) + "\n")


def read_record(folder: Path) -> Recorded | None:
    """Read it back; None where none was written.

    Raises:
        MachineError: It is not what was written.
    """
    path = folder / FILE
    try:
        told = json.loads(path.read_text("utf-8"))
        pid, ticks = told["pid"], told["started_ticks"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise MachineError(
            f"{path}: is no record of a proxy; look for mitmdump yourself, and remove it"
        ) from fault
    if type(pid) is not int or type(ticks) is not int or pid < 1:
        raise MachineError(f"{path}: is no record of a proxy; look for mitmdump yourself, and remove it")
    return Recorded(pid=pid, started_ticks=ticks, folder=str(folder))


def is_there(recorded: Recorded) -> bool:
    """Whether the very process still runs."""
    return _started(recorded.pid) == recorded.started_ticks


def end_recorded(folder: Path) -> str | None:
    """End the proxy whose folder this is, if it runs.

    Returns:
        What was wrong with its end; None where nothing was, or nothing ran.

    Raises:
        MachineError: The record cannot be read, or the process is another user's.
    """
    recorded = read_record(folder)
    problem = None if recorded is None or not is_there(recorded) else end(recorded, lambda: None)
    (folder / FILE).unlink(missing_ok=True)
    return problem


def end(recorded: Recorded, reap: Callable[[], object], end_s: float = END_S) -> str | None:
    """Ask a process to end, and kill it when it does not.

    Args:
        recorded: The process.
        reap: Takes note of its end where it is a child of the caller.
        end_s: How long it may take.

    Raises:
        MachineError: It is another user's.
    """
    try:
        os.kill(recorded.pid, signal.SIGTERM)
        limit = time.monotonic() + end_s
        while time.monotonic() < limit:
            reap()
            if not is_there(recorded):
                return None
            time.sleep(_STEP_S)
        os.kill(recorded.pid, signal.SIGKILL)
    except ProcessLookupError:
        return None
    except PermissionError as fault:
        raise MachineError(
            f"process {recorded.pid} of the proxy is another user's; end it as root"
        ) from fault
    return f"the proxy did not end within {end_s:g} s and was killed: its last lines may be missing"


def _started(pid: int) -> int | None:
    """Start of a process; None where it is gone, or only waits for its parent to hear that it is."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    # The name of the program stands in brackets and may hold any character.
    fields = told.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else int(fields[19])
