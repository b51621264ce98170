"""A name that one item of a scenario uses for another in; a fault where there is no such item out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from harness.errors import Fault
from harness.rules.entries import Entry
from harness.rules.scenario_values import shown


def reference_fault(
    entry: Entry, key: str, what: str, name: str, known: Sequence[str], *steps: str | int
) -> Iterator[Fault]:
    """None or one fault.

    Args:
        entry: Item that the name stands in.
        key: Key that it stands under.
        what: What it should name, in words.
        name: As written.
        known: Ids that there are.
        steps: Where in the item it stands.
    """
    if name not in known:
        yield entry.fault(f"{key}: there is no {what} {shown(name)}: {_mend(name, known, what)}", *steps)


def _mend(name: str, known: Sequence[str], what: str) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    if not known:
        return f"list the {what} first"
    return f"write one of {', '.join(known[:8])}{', ...' if len(known) > 8 else ''}"
