"""Programs of the system: where they are, and what came of a call.

Found at run time, never needed for reading captures. What only root uses lies outside an ordinary user's PATH, so
the system's own folders are looked through as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harness.errors import MachineError

SYSTEM_FOLDERS: Final = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where Debian keeps what root uses."""
TIMEOUT_S: Final = 20.0
_ERROR_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Ran:
    """How a call went."""

    command: tuple[str, ...]
    code: int
    """Exit status; negative: the signal that ended it."""
    out: str
    err: str

    @property
    def ok(self) -> bool:
        """Whether it left with 0."""
        return self.code == 0

    @property
    def why(self) -> str:
        """What it said on standard error, its last lines; its exit status where it said nothing."""
        return self.err.strip()[-_ERROR_SHOWN:] or f"exit status {self.code}"


def find(name: str) -> str | None:
    """Where a program is; None where it is not installed."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS))
    return shutil.which(name, path=path)


def run(
    command: Sequence[str],
    *,
    stdin: str = "",
    timeout_s: float = TIMEOUT_S,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Call a program and wait for it; what it says is text, whatever its octets.

    Args:
        command: Name or path, then arguments; never a shell's line.
        stdin: What it reads.
        timeout_s: It is killed after so long.
        environment: Variables besides this process's own.

    Raises:
        MachineError: It is not installed, cannot be started or takes too long.
    """
    program = find(command[0])
    if program is None:
        raise MachineError(f"{command[0]} is not installed; `harness doctor` says what brings it")
    try:
        done = subprocess.run(
            [program, *command[1:]],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=timeout_s,
            env={**os.environ, "LC_ALL": "C", **(environment or {})},
            check=False,
        )
    except OSError as fault:
        raise MachineError(f"{program} cannot be started: {fault.strerror}") from fault
    except subprocess.TimeoutExpired as fault:
        raise MachineError(f"{' '.join(command)}: no end after {timeout_s:g} s; it was killed") from fault
    return Ran(tuple(command), done.returncode, done.stdout, done.stderr)
