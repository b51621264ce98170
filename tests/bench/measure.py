"""Run a command as a process of its own: wall time, processor time, largest resident size.

Blind spots: resident size is that of the largest single process, so programs that
share work among several processes look smaller than they are. The kernel counts the
parent's size at the start of a child, so this module and its importers stay small:
they import no NumPy.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).parents[2]
LONGEST_S = 180.0
"""No run may take longer, nor the runs of one part together; what does is ended and counted as failed."""
NOT_THERE = 127
"""Exit status of a shell for a program that it cannot find."""
Command = Sequence[str | Path]


def time_left(longest_s: float) -> Callable[[], float]:
    """Seconds that are left of so many from now on, at least a tenth, for several runs that share them."""
    end = time.monotonic() + longest_s
    return lambda: max(0.1, end - time.monotonic())


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    wall_s: float
    cpu_s: float
    """User and system time, waited-for children included."""
    peak_octets: int
    status: int
    """Exit code; negative signal number where it was ended."""


def _end_group(child: subprocess.Popen[bytes]) -> None:
    os.killpg(child.pid, signal.SIGKILL)


def _started(command: Command, stdin: int | None, stdout: int) -> subprocess.Popen[bytes]:
    """In a session of its own, so that it can be ended with all that it started."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        cwd=ROOT,
        start_new_session=True,
    )


def _waited(child: subprocess.Popen[bytes], begin: float, longest_s: float) -> Run:
    timer = Timer(longest_s, _end_group, [child])
    timer.start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, child.returncode)


def run(command: Command, *, longest_s: float = LONGEST_S, output: Path | None = None) -> Run:
    """Run to the end; standard output goes to a file or nowhere, so that no terminal slows it."""
    with (output or Path(os.devnull)).open("wb") as out:
        begin = time.perf_counter()
        try:
            child = _started(command, None, out.fileno())
        except OSError:
            return Run(0.0, 0.0, 0, NOT_THERE)
        return _waited(child, begin, longest_s)


def run_fed(maker: Command, command: Command, *, longest_s: float, output: Path | None = None) -> Run:
    """Run with what another process writes as standard input; a maker that fails makes the run a failed one."""
    with (output or Path(os.devnull)).open("wb") as out:
        begin = time.perf_counter()
        feeding = _started(maker, None, subprocess.PIPE)
        assert feeding.stdout is not None
        child = _started(command, feeding.stdout.fileno(), out.fileno())
        feeding.stdout.close()
        finished = _waited(child, begin, longest_s)
        if finished.status:
            feeding.kill()
    return finished if feeding.wait() == 0 else Run(*_figures(finished), finished.status or 1)


def _figures(run: Run) -> tuple[float, float, int]:
    return run.wall_s, run.cpu_s, run.peak_octets


@dataclass(frozen=True, slots=True)
class Best:
    """The best of several runs, and how far they spread."""

    wall_s: float
    slowest_s: float
    cpu_s: float
    """Of the fastest run."""
    peak_octets: int
    """Largest of all runs."""
    runs: int


def best_of(runs: Sequence[Run]) -> Best | None:
    """Fastest run and largest size; None where one failed, for a failed run proves nothing."""
    if not runs or any(run.status for run in runs):
        return None
    walls = [run.wall_s for run in runs]
    fastest = min(runs, key=lambda run: run.wall_s)
    return Best(min(walls), max(walls), fastest.cpu_s, max(run.peak_octets for run in runs), len(runs))


def fault_of(runs: Sequence[Run]) -> str:
    """Why there is no best run; empty where there is one.

    >>> fault_of([Run(0.0, 0.0, 0, 127)])
    'not installed'
    """
    failed = next((run for run in runs if run.status), None)
    if failed is None:
        return "" if runs else "not run"
    if failed.status == NOT_THERE:
        return "not installed"
    return f"exit status {failed.status}" if failed.status > 0 else f"ended after {failed.wall_s:.0f} s"
