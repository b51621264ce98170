"""The state file of a gateway that is up: where it is, reading and writing it.

It lies below ``/run``, which a reboot empties, and so is never older than the machine's start.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.machine.frozen_json import from_json, to_json
from harness.model.gateway_state import SCHEMA_VERSION, GatewayState

FOLDER: Final = "/run/harness-gateway"
VARIABLE: Final = "HARNESS_GATEWAY_STATE"
"""Environment: another folder instead."""
FILE: Final = "state.json"
_MOST_OCTETS: Final = 1 << 20
"""No state is a hundredth as long."""


def state_folder(given: str | None = None) -> Path:
    """Where a gateway keeps its state: as given, else as the environment says, else below ``/run``; absolute, because
    what is written down there is read from elsewhere.
    """
    return Path(given or os.environ.get(VARIABLE) or FOLDER).absolute()


def read_state(folder: Path) -> GatewayState | None:
    """What stands in the state file; None where there is none, so that no gateway is up.

    Raises:
        MachineError: It cannot be read or is not one; every mistake at once.
    """
    path = folder / FILE
    try:
        with path.open("rb") as file:
            octets = file.read(_MOST_OCTETS + 1)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault
    if len(octets) > _MOST_OCTETS:
        raise MachineError(f"{path}: longer than any state of a gateway; {_MEND}")
    return parse_state(octets.decode("utf-8", "replace"), str(path))


_MEND: Final = "`harness gateway down` puts everything back by the journal beside it"


def parse_state(text: str, path: str) -> GatewayState:
    """The state as text in, as a value out.

    Args:
        text: JSON.
        path: Named in what is raised.

    Raises:
        MachineError: It is not one; every mistake at once, each with its line or key.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        raise MachineError(f"{path}:{fault.lineno}:{fault.colno}: {fault.msg}; {_MEND}") from fault
    except (ValueError, RecursionError) as fault:  # digits without end, brackets without end
        raise MachineError(f"{path}: no state of a gateway; {_MEND}") from fault
    if isinstance(data, dict) and data.get("schema_version") not in (None, SCHEMA_VERSION):
        raise MachineError(
            f"{path}: schema_version: {data['schema_version']!r} is not {SCHEMA_VERSION}: another version of harness wrote it; "
            "call `harness gateway down` of that version"
        )
    faults: list[str] = []
    found = from_json(GatewayState, data, faults)
    if found is None:
        raise MachineError("\n".join([*(f"{path}: {fault}" for fault in faults), _MEND]))
    return found


def state_text(state: GatewayState) -> str:
    """The state as it stands in the file."""
    return json.dumps(to_json(state), indent=1) + "\n"
