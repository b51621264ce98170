"""A day and the locators to be heard in; the data sets that are asked, and those that have a vote on places, out."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, date, datetime

from harness.model.declared_sources import Meaning
from harness.model.sources import is_heard
from harness.sources.geo_files import DataFile
from harness.sources.geo_library import library, taken
from harness.sources.geodata import data_sets_of


def heard_sets_of(
    day: date | None, databases: Collection[str] | None
) -> tuple[tuple[DataFile, ...], tuple[DataFile, ...] | None]:
    """The data sets that are asked for a day, and those of them whose votes on places are counted, as ``consult`` takes them.

    Which locators are near enough is told among those to be heard, as if there were no others. Published lists
    are asked in any case: they name clouds and anycast, which are no votes.

    Args:
        day: When the captures were made; None: today.
        databases: Ids or lineages of the locators to be heard; None: all of them.

    Raises:
        ReferenceDataError: A side-car is missing or of another form.
    """
    if databases is None:
        return data_sets_of(day), None
    known, when = library(os.environ), day or datetime.now(UTC).date()
    voters = taken([one for one in known if is_heard(one.source, databases)], when)
    others = taken([one for one in known if one.source.meaning != Meaning.GEOLOCATED], when)
    return (*others, *(one for one in voters if one not in others)), voters
