"""Makes a plan's changes, each written down first; where one cannot be made, everything is put back."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.gateway.changes import Change
from harness.gateway.down import Undone, undo
from harness.gateway.drift import keep_listed
from harness.gateway.journal import FILE, Journal, Phase
from harness.gateway.making import take
from harness.gateway.plan import Plan

_LOCK: Final = "lock"

Watch = Callable[[int, str, Change], None]
"""Told of each change: its number, ``intended``, ``made`` or ``confirmed`` just after that is so, and the change."""


def not_watched(number: int, stage: str, change: Change) -> None:
    """Tell nobody."""


class UpError(MachineError):
    """A change that could not be made, and what became of those before it."""

    def __init__(self, why: str, undone: tuple[Undone, ...]) -> None:
        super().__init__(why)
        self.undone = undone


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other process set up or take down the same gateway meanwhile; the kernel lets go with this process (flock(2)).

    Raises:
        MachineError: Another one is at it, or the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as fault:
        raise MachineError(f"{folder}: {fault.strerror}") from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        os.close(lock)
        raise MachineError(
            f"{folder}: another process sets up or takes down this gateway just now"
        ) from fault
    try:
        yield
    finally:
        os.close(lock)


def no_more() -> None:
    """Nothing else is to be made ready."""


def make(plan: Plan, folder: Path, watch: Watch = not_watched, ready: Callable[[], None] = no_more) -> None:
    """Make every change of a plan, in order. Call it within ``alone``.

    Args:
        plan: What to do.
        folder: Of the state; holds no journal.
        watch: Told of each change.
        ready: Makes ready within the record, once that is there, what programs need; it stays.

    Raises:
        UpError: A change could not be made; all before it are undone, as far as they could be.
    """
    if (folder / FILE).exists():
        raise MachineError(
            f"{folder / FILE}: a gateway is up, or was not taken down; `harness gateway down` first"
        )
    Path(plan.record).mkdir(mode=0o755, parents=True)
    ready()
    journal = Journal(folder)
    try:
        for number, change in enumerate(plan.changes):
            journal.intend(number, change)
            watch(number, "intended", change)
            for step in change.steps():
                take(step)
            watch(number, Phase.MADE, change)
            journal.confirm(number, Phase.MADE)
            watch(number, "confirmed", change)
        keep_listed(Path(plan.record))
    except (MachineError, KeyboardInterrupt) as fault:
        why = str(fault) if isinstance(fault, MachineError) else "stopped by Ctrl-C"
        raise UpError(why, undo(folder)) from fault
    finally:
        journal.close()
