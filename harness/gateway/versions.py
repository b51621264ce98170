"""Programs that a gateway calls, and what version each says that it is: part of the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

from harness.machine.programs import run
from harness.machine.versions import of_output, read_program
from harness.model.gateway_state import ToolVersion

_PROXY_S: Final = 60.0
"""It loads all of Python's mitmproxy to say so."""


def tool_versions(names: Iterable[str]) -> tuple[ToolVersion, ...]:
    """Each program with its version, sorted by name; one that does not say is left out.

    Raises:
        MachineError: One is there, and cannot be started or does not end.
    """
    asked = (read_program(name) for name in sorted(names))
    return tuple(ToolVersion(name=one.name, version=one.version) for one in asked if one.version)


def proxy_version(program: str) -> tuple[ToolVersion, ...]:
    """The proxy's version, under its program's name; empty where it does not say.

    Raises:
        MachineError: It cannot be started or does not end.
    """
    said = run((program, "--version"), timeout_s=_PROXY_S).out
    version = of_output(said)
    return (ToolVersion(name=PurePath(program).name, version=version),) if version else ()
