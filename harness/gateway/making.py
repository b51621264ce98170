"""Takes the steps of a change, and looks whether it stands: the only place where the gateway touches the machine."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path

from harness.errors import MachineError
from harness.gateway.changes import (
    TABLE,
    Address,
    Change,
    Features,
    LinkUp,
    OwnFile,
    Program,
    Setting,
    Table,
    Way,
)
from harness.gateway.processes import running, start, stop
from harness.gateway.steps import Call, Remove, Start, Step, Stop, Write
from harness.machine.firewall import table_text
from harness.machine.interfaces import Interface, read_interfaces
from harness.machine.offloads import falsifying_on
from harness.machine.programs import run
from harness.machine.settings import setting


class Standing(StrEnum):
    """How the machine stands to a change."""

    MADE = "made"
    """It is in force, at least in part."""
    BEFORE = "before"
    """The machine is as before it: never made, undone, or what it was about is gone."""
    OTHER = "other"
    """Neither: somebody else has changed the same since."""


def take(step: Step) -> None:
    """Take a step.

    Raises:
        MachineError: It cannot be taken; says why.
    """
    match step:
        case Call():
            done = run(step.command, stdin=step.stdin)
            if not done.ok:
                raise MachineError(f"`{' '.join(step.command)}`: {done.why}")
        case Write():
            _write(Path(step.path), step.text)
        case Remove():
            Path(step.path).unlink(missing_ok=True)
        case Start():
            start(step)
        case Stop():
            stop(step.token)


def _write(path: Path, text: str) -> None:
    try:
        if path.is_relative_to("/proc"):
            path.write_text(text, encoding="ascii")
            return
        # Whole or not at all: who reads the state while it is written must never see half of it.
        beside = path.with_name(path.name + ".new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)  # noqa: PTH105 - says that it replaces
    except OSError as fault:
        raise MachineError(f"{path}: cannot be written: {fault.strerror}") from fault


def standing(change: Change) -> Standing:
    """How the machine stands to a change now.

    Raises:
        MachineError: It cannot be told.
    """
    match change:
        case Setting():
            return _of_setting(change)
        case LinkUp():
            return _when(any(one.up for one in _interfaces(change.interface)))
        case Address():
            return _when(any(change.address in one.addresses for one in _interfaces(change.interface)))
        case Features():
            return _of_features(change)
        case Table():
            return _when(table_text(*TABLE) is not None)
        case Way():
            return _when(_has_way(change))
        case OwnFile():
            return _of_file(change)
        case Program():
            return _when(bool(running(change.token)))


def _when(made: bool) -> Standing:  # noqa: FBT001 - the answer itself
    return Standing.MADE if made else Standing.BEFORE


def _of_setting(change: Setting) -> Standing:
    now = setting(change.key)
    if now in (None, change.before):
        return Standing.BEFORE
    return Standing.MADE if change.follows or now == change.value else Standing.OTHER


def _of_features(change: Features) -> Standing:
    if not _interfaces(change.interface):
        return Standing.BEFORE
    return _when(not set(change.names) <= set(falsifying_on(change.interface)))


def _of_file(change: OwnFile) -> Standing:
    try:
        text = Path(change.path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return Standing.BEFORE
    return Standing.MADE if text == change.text else Standing.OTHER


def _interfaces(name: str) -> list[Interface]:
    """The interface of a name; empty where it is gone."""
    return [one for one in read_interfaces() if one.name == name]


def _has_way(change: Way) -> bool:
    """Whether the kernel has a route or rule, by asking for just that one.

    Both are of a table that only the gateway uses; a rule is known by that table, and a route by how it begins.
    """
    asked = ("table", change.words[-1]) if change.kind == "route" else ()
    done = run(("ip", "-json", f"-{change.version}", change.kind, "show", *asked))
    if not done.ok:  # a table without routes is none: "FIB table does not exist"
        return False
    found = json.loads(done.out) if done.out.strip() else []
    if change.kind == "rule":
        return any(str(one.get("table")) == change.words[-1] for one in found)
    wanted = change.words[0]
    return any(wanted in (one.get("type"), one.get("dst") if not one.get("type") else None) for one in found)
