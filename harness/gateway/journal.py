"""The journal: every change is on disk before it is made, so that whatever happens then, it can be undone.

One JSON object a line (``journal.jsonl``): ``intended`` with the change as a whole, ``made``, ``undone``. A line counts once its line break
is there: what a crash cut off was never acted on, because a change is only made when its line is safe (``harness.machine.line_file``).

**Blind spots**: the folder lies below /run, in memory: a crash of the machine takes the journal with it, and everything that it would undo.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from harness.errors import MachineError
from harness.gateway.changes import KINDS, WORDS, Change
from harness.machine.frozen_json import from_json, to_json
from harness.machine.line_file import LineFile

FILE: Final = "journal.jsonl"


class Phase(StrEnum):
    """How far a change came."""

    INTENDED = "intended"
    """It may be made, or not, or be half way."""
    MADE = "made"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, and how far it came."""

    number: int
    change: Change
    phase: Phase


class Journal:
    """Writes it; nothing is kept back."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        try:
            self._file = LineFile(self.path)
        except OSError as fault:
            raise MachineError(f"{self.path}: cannot be written: {fault.strerror}") from fault

    def intend(self, number: int, change: Change) -> None:
        """Write a change down; it may be made once this returns."""
        self._write(
            {"n": number, "phase": Phase.INTENDED, "kind": WORDS[type(change)], "change": to_json(change)}
        )

    def confirm(self, number: int, phase: Phase) -> None:
        """Write down how far a change came."""
        self._write({"n": number, "phase": phase})

    def close(self) -> None:
        """End writing."""
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._file.add((json.dumps(line) + "\n").encode("ascii"))
        except OSError as fault:
            raise MachineError(
                f"{self.path}: cannot be written: {fault.strerror}; nothing further was changed"
            ) from fault


def read_journal(folder: Path) -> tuple[Entry, ...] | None:
    """Every change in the order in which it was intended; None where there is no journal.

    Raises:
        MachineError: A whole line of it is none: somebody else wrote into it.
    """
    path = folder / FILE
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault
    return parse_journal(text, str(path))


def parse_journal(text: str, path: str) -> tuple[Entry, ...]:
    """The journal as text in. What stands behind the last line break is not counted; see the module."""
    entries: dict[int, Entry] = {}
    faults: list[str] = []
    for line, written in enumerate(text.split("\n")[:-1], 1):
        told: list[str] = []
        _take(written, entries, told)
        faults += [f"{path}:{line}: {fault}" for fault in told]
    if faults:
        raise MachineError("\n".join([*faults, "nothing was undone; a reboot undoes everything"]))
    return tuple(entries.values())


def _take(written: str, entries: dict[int, Entry], faults: list[str]) -> None:
    """One line."""
    try:
        line = json.loads(written)
        number, phase = int(line["n"]), Phase(line["phase"])
    except (ValueError, TypeError, KeyError, RecursionError):
        faults.append("no line of a journal")
        return
    if phase is not Phase.INTENDED:
        if number not in entries:
            faults.append(f"change {number} was never intended")
            return
        entries[number] = Entry(number, entries[number].change, phase)
        return
    kind = KINDS.get(str(line.get("kind")))
    if kind is None:
        faults.append(f"kind: must be one of {', '.join(KINDS)}")
        return
    change = from_json(kind, line.get("change"), faults, "change.")
    if change is not None:
        entries[number] = Entry(number, change, phase)
