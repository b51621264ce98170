"""Programs that a gateway calls, and what version each says that it is: part of the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import run
from harness.model.gateway_state import ToolVersion

_ASKED: Final = {"ip": "-Version"}
_MOST: Final = 100


def tool_versions(names: Iterable[str]) -> tuple[ToolVersion, ...]:
    """The first line that each says, sorted by name; one that says nothing is left out."""
    found = []
    for name in sorted(names):
        try:
            done = run((name, _ASKED.get(name, "--version")))
        except MachineError:
            continue
        lines = (done.out or done.err).strip().splitlines()
        if lines:
            found.append(ToolVersion(name=name, version=lines[0][:_MOST]))
    return tuple(found)
