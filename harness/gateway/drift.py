"""Whether the machine is still as the gateway set it up: the journal in, what has changed since, out.

Blind spots: a change and its taking back between two looks leave no trace here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.errors import MachineError
from harness.gateway.changes import TABLE, Change, Features, Setting, Table, told
from harness.gateway.journal import Entry, Phase
from harness.gateway.making import Standing, standing
from harness.machine.firewall import table_text
from harness.machine.offloads import falsifying_on
from harness.machine.settings import setting

LISTED = "rules.txt"
"""File of the record: the table as nft listed it when it had just been made, to be held against later ones."""


def keep_listed(record: Path) -> None:
    """Keep how nft lists the table now; rules are not listed as they were written.

    Raises:
        MachineError: nft is missing, or the file cannot be written.
    """
    text = table_text(*TABLE)
    if text is None:
        raise MachineError(f"the table {' '.join(TABLE)} was made and is not listed")
    (record / LISTED).write_text(text, encoding="utf-8")


def drift(entries: Iterable[Entry], record: Path) -> Iterator[str]:
    """What is not as it was set up, one sentence each, in the order of the changes."""
    for entry in entries:
        if entry.phase is Phase.INTENDED:
            yield f"never came about: {told(entry.change)}"
        elif entry.phase is Phase.UNDONE:
            yield f"taken down: {told(entry.change)}"
        else:
            yield from _of(entry.change, record)


def _of(change: Change, record: Path) -> Iterator[str]:
    if isinstance(change, Setting):
        now = setting(change.key)
        if now != change.value:
            yield f"{change.key} was set to {change.value} and is {'gone' if now is None else now}"
        return
    try:
        stands = standing(change) is Standing.MADE
    except MachineError as fault:
        yield f"cannot be told: {told(change)}: {fault}"
        return
    if isinstance(change, Features):
        # Some of several may be on again, and others not.
        again = sorted(set(change.names) & set(falsifying_on(change.interface)))
        if again:
            yield f"{change.interface}: {', '.join(again)} on again"
    elif not stands:
        yield f"no longer so: {told(change)}"
    elif isinstance(change, Table) and _rules_differ(record):
        yield f"table {' '.join(TABLE)}: its rules are others than those set"


def _rules_differ(record: Path) -> bool:
    """Whether the table is listed otherwise than when it was made; where that was not kept, it cannot be said to be the same."""
    try:
        kept = (record / LISTED).read_text(encoding="utf-8")
    except OSError:
        return True
    return table_text(*TABLE) != kept
