"""The first and last lines of a session's journal: what it is about, with what it is made, how the machine is.

Nothing of the machine is taken down that would name it or its user.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness import __version__
from harness.errors import MachineError, UsageError
from harness.live.recording.capturing import CaptureTap
from harness.live.recording.journal import Event, Journal
from harness.live.recording.recorder import Settings
from harness.live.recording.tool import Tool
from harness.live.sealing.filling import Asked, given_scenario, place_in
from harness.live.sealing.folder import GIVEN
from harness.machine.clock import read_clock
from harness.machine.frozen_json import from_json, to_json
from harness.machine.gateway_state import read_state, state_folder
from harness.model.gateway_state import GatewayState


def begin(
    journal: Journal,
    folder: Path,
    taps: Sequence[CaptureTap],
    tool: Tool,
    settings: Settings,
    *,
    scenario: Path | None = None,
    cell: str | None = None,
    gateway: str | None = None,
) -> None:
    """Take down what is known before the first packet, and keep the author's scenario.

    Args:
        journal: New.
        folder: Evidence folder.
        taps: What is captured on; their vantage points are ids of the scenario where one is given.
        tool, settings: With what, and how.
        scenario: The author's file; None: none.
        cell: Of that scenario; None: the only one that it can be.
        gateway: Folder of a gateway's state; None: where it always is.

    Raises:
        UsageError: The evidence would have no place in the scenario.
        ScenarioError: The scenario has faults.
        MachineError: A file cannot be written, or a gateway's state cannot be read.
    """
    told: dict[str, Any] | None = None
    if scenario is not None:
        keep_scenario(folder, scenario)
        loaded = given_scenario(folder)
        if loaded is None:
            raise AssertionError("the scenario was kept just now")
        place = place_in(loaded, [tap.vantage for tap in taps], Asked(cell=cell, vantages={}))
        told = {"id": loaded.id, "sha256": loaded.sha256, "cell": place.cell}
    state = read_state(state_folder(gateway))
    journal.write(
        "started",
        taps=[asdict(tap) for tap in taps],
        settings=asdict(settings),
        scenario=told,
        tools={"harness": __version__, "capture": tool.name, "python": platform.python_version()},
        machine=machine_facts(),
        clock=asdict(read_clock()),
    )
    if state is not None:
        journal.write("gateway", state=to_json(state))


def machine_facts() -> dict[str, object]:
    """System, kernel, processors and memory; neither name nor user."""
    pages, octets = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "system": platform.system(),
        "kernel": platform.release(),
        "architecture": platform.machine(),
        "processors": os.cpu_count(),
        "memory_octets": pages * octets,
    }


def gateway_of(events: Sequence[Event]) -> GatewayState | None:
    """The state of the gateway that was up, by the last ``gateway`` line that holds one."""
    for event in reversed(events):
        if (
            event["event"] == "gateway"
            and (found := from_json(GatewayState, event.get("state"), [])) is not None
        ):
            return found
    return None


def keep_scenario(folder: Path, path: Path) -> None:
    """Copy an author's scenario, octet for octet, and the rules that it brings; what is there already must be the same.

    Raises:
        UsageError: The folder holds another one.
        ScenarioError: It has faults.
        MachineError: It cannot be read or written.
    """
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - brings pydantic and ruamel

    loaded = load_scenario(path)
    _keep(path, folder / GIVEN)
    for rules in loaded.endpoint_rules:
        _keep(path.parent / rules, folder / rules)


def _keep(source: Path, target: Path) -> None:
    try:
        octets = source.read_bytes()
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as fault:
        if _digest(target) != hashlib.sha256(octets).digest():
            raise UsageError(
                f"{target}: is there already and is not {source}: it is never replaced; what was captured belongs to it"
            ) from fault
    except OSError as fault:
        raise MachineError(f"{fault.filename or target}: {fault.strerror}") from fault


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as fault:
        raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault
