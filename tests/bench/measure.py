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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).parents[2]
LONGEST_S = 180.0
"""No single run may take longer; it is ended and counted as failed."""


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


def run(command: Sequence[str | Path], *, longest_s: float = LONGEST_S, output: Path | None = None) -> Run:
    """Run to the end; standard output goes to a file or nowhere, so that no terminal slows it."""
    with (output or Path(os.devnull)).open("wb") as out:
        begin = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
        timer = Timer(longest_s, _end_group, [child])
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, child.returncode)


@dataclass(frozen=True, slots=True)
class Best:
    """The best of several runs, and how far they spread."""

    wall_s: float
    slowest_s: float
    cpu_s: float
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


def alternate(commands: dict[str, Sequence[str | Path]], rounds: int) -> dict[str, Best | None]:
    """Run the commands in turn, so that a slow minute meets all of them; the first round is discarded."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for count in range(rounds + 1):
        for name, command in commands.items():
            finished = run(command)
            if count:
                runs[name].append(finished)
    return {name: best_of(finished) for name, finished in runs.items()}
