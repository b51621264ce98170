"""Blind spots -> payload that they lie in, at least: flows may have several kinds, so kinds are never added up."""

from __future__ import annotations

from collections.abc import Collection

from harness.stages.plan_situation import Situation


def octets_of(spots: Collection[int], at: Situation) -> int:
    """Of each cell the greatest of one kind's sum at one capture and of all its contacts; summed over cells.

    Args:
        spots: Numbers of blind spots.
        at: Where they lie.
    """
    most: dict[str, int] = {}
    contacts: dict[str, dict[int, int]] = {}
    for number in spots:
        row = at.spots[number]
        cell = row["cell"] or ""
        if row["payload_octets"] is not None:
            most[cell] = max(most.get(cell, 0), row["payload_octets"])
        if (contact := at.contact(row)) is not None:
            octets = contact["payload_octets_up"] + contact["payload_octets_down"]
            contacts.setdefault(cell, {})[contact["contact_id"]] = octets
    return sum(max(most.get(cell, 0), sum(contacts.get(cell, {}).values())) for cell in {*most, *contacts})
