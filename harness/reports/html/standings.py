"""How firmly endpoints stand against claims, and whose contacts a claim about the subject is about; shared by what draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from harness.model.words import Owner, Standing

RANKS: Final[Mapping[Standing | None, int]] = MappingProxyType(
    {Standing.WITNESS: 0, Standing.OPEN: 1, Standing.EXCLUDED: 2, None: 3}
)
"""Firmest first; None: it matters to no claim."""
COULD_BE_SUBJECTS: Final = (Owner.SUBJECT.value, Owner.DELEGATED.value, Owner.UNASSIGNED.value)
"""Owners of what the subject sent, or of what could be its."""


def firmest(standings: Iterable[Standing | None]) -> Standing | None:
    """The firmest of them; None of none."""
    return min(standings, key=RANKS.__getitem__, default=None)


def by_contact(leads: pl.DataFrame) -> dict[int, Standing]:
    """Firmest standing of each contact to any claim; contacts that matter to none are not there.

    Args:
        leads: LEADS rows.
    """
    found: dict[int, Standing] = {}
    for contact, word in leads.select("contact_id", "standing").iter_rows():
        standing = Standing(word)
        found[contact] = min(standing, found.get(contact, standing), key=RANKS.__getitem__)
    return found
