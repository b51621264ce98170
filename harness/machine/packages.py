"""Packages of Python that reading rests on: whether each loads on this machine.

They hold machine code. Where the processor lacks an instruction that they were built for, loading one kills the process, so it is
tried in another one.
"""

from __future__ import annotations

import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import Ran, run

NEEDED: Final = ("numpy", "llvmlite.binding", "polars", "pydantic", "ruamel.yaml", "cryptography", "rich")
_LIMIT_S: Final = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """What runs harness."""

    version: str
    bits: int
    path: str
    broken: tuple[tuple[str, str], ...]
    """Packages that do not load, and why; the first that was met, as the others were not tried behind it."""


def try_packages(packages: Sequence[str] = NEEDED) -> Python:
    """Load all, each behind the other.

    Raises:
        MachineError: It took too long.
    """
    told = f"import importlib\nfor name in {list(packages)!r}:\n    print(name, flush=True)\n    importlib.import_module(name)\n"
    ran = run([sys.executable, "-c", told], timeout_s=_LIMIT_S)
    return Python(
        version=platform.python_version(),
        bits=sys.maxsize.bit_length() + 1,
        path=sys.executable,
        broken=() if ran.ok else (_broken(ran),),
    )


def _broken(ran: Ran) -> tuple[str, str]:
    """The package that was being loaded, and what came of it."""
    names = ran.out.split()
    if not names:
        raise MachineError(f"{sys.executable}: {ran.why}")
    if ran.code < 0:
        try:
            ended = signal.Signals(-ran.code).name
        except ValueError:
            ended = f"signal {-ran.code}"
        return names[-1], f"{ended} ended the process"
    return names[-1], ran.why.splitlines()[-1]
