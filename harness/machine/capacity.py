"""What the machine has to spare: cores and how busy they are, and memory.

Blind spots: of limits that a container sets only that of the processor is read, and only where it is mounted at the usual place.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError

_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")
_MEMORY: Final = Path("/proc/meminfo")
_KIB: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """Cores, and what waits for them."""

    cores: float
    """That this process may use; a share where a container limits it."""
    load: tuple[float, float, float]
    """Processes that run or wait, on the average of 1, 5 and 15 minutes (proc(5), /proc/loadavg)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Octets of memory."""

    total_octets: int
    available_octets: int
    """What programs can have without others being pushed out (proc(5), MemAvailable)."""


def read_processor() -> Processor:
    """Ask now."""
    cores = float(len(os.sched_getaffinity(0)))
    try:
        quota = of_quota(_QUOTA.read_text(encoding="utf-8", errors="backslashreplace"))
    except OSError:
        quota = None
    return Processor(cores=cores if quota is None else min(cores, quota), load=os.getloadavg())


def of_quota(text: str) -> float | None:
    """Cores that ``cpu.max`` allows: microseconds of each period; None where it sets no limit.

    >>> of_quota("50000 100000"), of_quota("max 100000")
    (0.5, None)
    """
    words = text.split()
    if len(words) != 2 or not all(word.isascii() and word.isdecimal() for word in words):
        return None
    used, period = (int(word[:18]) for word in words)
    return used / period if used and period else None


def read_memory() -> Memory:
    """Ask now.

    Raises:
        MachineError: The kernel does not say.
    """
    try:
        return of_memory(_MEMORY.read_text(encoding="utf-8", errors="backslashreplace"))
    except OSError as fault:
        raise MachineError(f"{_MEMORY}: {fault.strerror}") from fault


def of_memory(text: str) -> Memory:
    """Read ``/proc/meminfo``.

    Raises:
        MachineError: It does not say.
    """
    found = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        words = value.split()
        if len(words) == 2 and words[1] == "kB" and words[0].isascii() and words[0].isdecimal():
            found[name] = int(words[0][:18]) * _KIB
    try:
        return Memory(total_octets=found["MemTotal"], available_octets=found["MemAvailable"])
    except KeyError as fault:
        raise MachineError(f"{_MEMORY}: it does not tell {fault.args[0]}") from None
