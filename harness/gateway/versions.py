"""Programs that a gateway calls, and what version each says that it is: part of the evidence."""

from __future__ import annotations

from collections.abc import Iterable

from harness.machine.versions import read_program
from harness.model.gateway_state import ToolVersion


def tool_versions(names: Iterable[str]) -> tuple[ToolVersion, ...]:
    """Each program with its version, sorted by name; one that does not say is left out.

    Raises:
        MachineError: One is there, and cannot be started or does not end.
    """
    asked = (read_program(name) for name in sorted(names))
    return tuple(ToolVersion(name=one.name, version=one.version) for one in asked if one.version)
