"""Puts the machine back as it was, by the journal alone: after a gateway that was up, and after a crash at any point of setting it up.

Backwards, each change is looked at: one that is not in force needs nothing, so undoing twice is undoing once. What somebody else has changed
since is left and told. The journal goes last, into the record of the run; it stays where something could not be undone, so that ``down`` can
be called again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from harness.errors import MachineError
from harness.gateway.changes import Change
from harness.gateway.journal import FILE, Entry, Journal, Phase, read_journal
from harness.gateway.making import Standing, standing, take


class Outcome(StrEnum):
    """What became of a change."""

    UNDONE = "undone"
    NOT_THERE = "not_there"
    """It was not in force, so nothing was to do."""
    LEFT = "left"
    """Somebody else has changed the same since; theirs stands."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Undone:
    """One change, and what became of it."""

    change: Change
    outcome: Outcome
    why: str = ""
    """Of what failed."""


def undo(folder: Path) -> tuple[Undone, ...]:
    """Undo every change of the journal, the last first.

    Args:
        folder: Of the state.

    Returns:
        Each change with what became of it, in the order in which they were undone; empty where there is no journal.

    Raises:
        MachineError: The journal cannot be read or written; nothing was undone then.
    """
    entries = read_journal(folder)
    if entries is None:
        return ()
    journal = Journal(folder)
    try:
        found = tuple(_undo(entry, journal) for entry in reversed(entries))
    finally:
        journal.close()
    if all(one.outcome is not Outcome.FAILED for one in found):
        _put_away(folder, found)
    return found


def _undo(entry: Entry, journal: Journal) -> Undone:
    """Undo one change; a fault of one keeps none of the others from being undone."""
    if entry.phase is Phase.UNDONE:
        return Undone(entry.change, Outcome.NOT_THERE)
    try:
        now = standing(entry.change)
        if now is Standing.MADE:
            for step in entry.change.inverse():
                take(step)
            if standing(entry.change) is not Standing.BEFORE:
                return Undone(entry.change, Outcome.FAILED, "it stands all the same")
    except MachineError as fault:
        return Undone(entry.change, Outcome.FAILED, str(fault))
    if now is Standing.OTHER:
        return Undone(entry.change, Outcome.LEFT)
    journal.confirm(entry.number, Phase.UNDONE)
    return Undone(entry.change, Outcome.UNDONE if now is Standing.MADE else Outcome.NOT_THERE)


def _put_away(folder: Path, found: tuple[Undone, ...]) -> None:
    """Put the journal into the newest record: it says what the machine was like during the test.

    Where there is none, as after a crash before it was made, nothing was changed either.
    """
    records = sorted(folder.glob("record-*"))
    if records and found:
        os.replace(folder / FILE, records[-1] / FILE)  # noqa: PTH105 - says that it replaces
    else:
        (folder / FILE).unlink(missing_ok=True)
