"""Votes of many addresses -> their candidates, status and country as columns; equal ballots are weighed once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from harness.stages.locators import Vote, weigh
from harness.tables.places import LOCATED

_COLUMNS = ("candidates", "status", "country")


class Ballot(NamedTuple):
    """What is known of where one address is; see ``weigh``."""

    votes: tuple[Vote, ...]
    routed: bool | None
    anycast: bool
    excluded: tuple[str, ...] = ()
    possible: tuple[str, ...] | None = None


def weighed(ballots: Iterable[Ballot]) -> pl.DataFrame:
    """One row for each ballot, in order."""
    numbers: dict[Ballot, int] = {}
    of_row = [numbers.setdefault(ballot, len(numbers)) for ballot in ballots]
    distinct = [
        weigh(one.votes, routed=one.routed, anycast=one.anycast, excluded=one.excluded, possible=one.possible)
        for one in numbers
    ]
    columns = {
        "candidates": [list(location.candidates) for location in distinct],
        "status": [location.status.value for location in distinct],
        "country": [location.country for location in distinct],
    }
    return pl.DataFrame(columns, schema={name: LOCATED.columns[name].dtype for name in _COLUMNS})[of_row]
