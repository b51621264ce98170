"""Numbers by which rows of a verification's document point to others: each must lead to a row, or somebody changed the document."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from harness.errors import HarnessError
from harness.tables.verification import Verification


def check_numbers(found: Verification, where: str) -> None:
    """Refuse numbers that lead nowhere.

    Args:
        found: What was read.
        where: File and member, for the message.

    Raises:
        HarnessError: With the first of each kind.
    """
    faults = [
        f"{where}.{told}: {min(stray)} leads to no row of {table}; somebody changed this document"
        for told, numbers, table, known in _pointers(found)
        if (stray := numbers - known)
    ]
    if faults:
        raise HarnessError("\n".join(faults))


def _pointers(found: Verification) -> Iterator[tuple[str, set[int], str, set[int]]]:
    """What points, by which numbers, to which table, and the numbers that it has."""
    leads, spots = set(found.leads["lead_id"]), set(found.blind_spots["blind_spot_id"])
    rolled = [one for both in (found.chosen, found.compared) for one in both]
    judged = [one for both in rolled for one in (both.as_tested, both.as_asserted)]
    yield "leads.contact_id", set(found.leads["contact_id"]), "contacts", set(found.contacts["contact_id"])
    yield "findings.leads", _flat(found.findings["leads"]), "leads", leads
    yield "judgements.witnesses", _flat(found.judgements["witnesses"]), "leads", leads
    yield "judgements.blind_spots", _flat(found.judgements["blind_spots"]), "blind_spots", spots
    yield "roll_ups.witnesses", {number for one in judged for number in one.witnesses}, "leads", leads
    yield (
        "roll_ups.blind_spots",
        {number for one in judged for number in one.blind_spots},
        "blind_spots",
        spots,
    )


def _flat(numbers: pl.Series) -> set[int]:
    return set(numbers.explode().drop_nulls())
