"""Embedded data and the user's folder in; the data sets that are there, and which of them are asked for a day, out.

A data set of one date lies in ``SOURCE/DATE/`` of the user's folder. Which data sets take part is decision 0150.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from harness.errors import ReferenceDataError
from harness.model.declared_sources import Answers, Meaning
from harness.model.lineages import independent
from harness.model.sources import NEAR_DAYS
from harness.sources.geo_files import EMBEDDED, DataFile, read_side_car
from harness.sources.geo_folder import user_folder

EMBEDDED_SOURCES: Final = (
    "anycast", "as-org", "asn", "asn-country", "cloud-ranges", "dbip-country", "geo-whois", "iptoasn-country",
)  # fmt: skip
"""Ids of the embedded data sets that are asked about addresses."""
ENOUGH: Final = 2
"""Locators of separate lineage that witness and clear together."""


class Pick(NamedTuple):
    """A data set, and whether it is asked."""

    data_set: DataFile
    why_not: str | None
    """None: it is asked."""


def embedded_sets(folder: Path = EMBEDDED) -> tuple[DataFile, ...]:
    """The data sets that come with the program.

    Raises:
        ReferenceDataError: One is missing or of another form.
    """
    return tuple(read_side_car(folder, name) for name in EMBEDDED_SOURCES)


def user_sets(folder: Path) -> tuple[DataFile, ...]:
    """The data sets of the user, by source and date; none where there is no such folder.

    Raises:
        ReferenceDataError: One is of another form, or does not lie where its side-car says.
    """
    try:
        places = sorted(path for path in folder.glob("[!.]*/[!.]*") if path.is_dir())
    except OSError as fault:
        raise ReferenceDataError(f"{folder}: cannot be looked into: {fault.strerror}") from fault
    return tuple(_user_set(place) for place in places)


def _user_set(place: Path) -> DataFile:
    found = read_side_car(place, place.parent.name)
    about = found.source
    if (about.source, about.date) != (place.parent.name, place.name) or not _is_date(about.date):
        raise ReferenceDataError(
            f"{place}: its side-car is that of {about.source!r} of {about.date!r}; remove this folder, and import the data again"
        )
    if found.answers not in {one.value for one in Answers}:
        raise ReferenceDataError(
            f"{place}: its side-car does not say what the data answer; import them again"
        )
    return found


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True


def library(environ: Mapping[str, str]) -> tuple[DataFile, ...]:
    """Every data set that is there.

    Raises:
        ReferenceDataError: One is missing or of another form.
    """
    return (*embedded_sets(), *user_sets(user_folder(environ)))


def taken(sets: Iterable[DataFile], day: date) -> tuple[DataFile, ...]:
    """Data sets that are asked for a day, nearest first."""
    return tuple(one.data_set for one in pick(sets, day) if one.why_not is None)


def pick(sets: Iterable[DataFile], day: date) -> tuple[Pick, ...]:
    """Say of each data set whether it is asked for a day.

    Args:
        sets: Any order; of one source several dates.
        day: When the capture was made.

    Returns:
        Every data set, the nearest first, of equally near ones the older; then by source.
    """
    ordered = sorted(
        sets, key=lambda one: (_days(one, day), one.source.date, one.source.source, str(one.folder))
    )
    why: dict[int, str] = {}
    nearest: dict[str, DataFile] = {}
    for one in ordered:
        if one.dropped is not None:
            why[id(one)] = f"its data were removed on {one.dropped}, as the licence asks"
        elif (other := nearest.setdefault(one.source.source, one)) is not one:
            why[id(one)] = f"that of {other.source.date} is nearer"
    asked = [one for one in ordered if id(one) not in why]
    why |= _too_far(asked, day) | _superseded_lists(asked, day)
    return tuple(Pick(one, why.get(id(one))) for one in ordered)


def _days(data_set: DataFile, day: date) -> int:
    return abs((date.fromisoformat(data_set.source.date) - day).days)


def _too_far(asked: Sequence[DataFile], day: date) -> dict[int, str]:
    """Locators that are far off, where nearer ones of enough separate lineages are there."""
    locators = [one for one in asked if one.source.meaning == Meaning.GEOLOCATED]
    near = [one for one in locators if _days(one, day) <= NEAR_DAYS]
    if len(independent(one.source.lineage for one in near)) < ENOUGH:
        return {}
    told = f"more than {NEAR_DAYS} days off, and nearer locators of separate lineage are there"
    return {id(one): told for one in locators if one not in near}


def _superseded_lists(asked: Sequence[DataFile], day: date) -> dict[int, str]:
    """Collected lists of several clouds, where each of these clouds' own list is nearer."""
    lists = [one for one in asked if one.answers == Answers.CLOUD]
    own: dict[str, int] = {}
    for one in lists:
        if len(clouds := clouds_of(one)) == 1:
            (cloud,) = clouds
            own[cloud] = min(own.get(cloud, _days(one, day)), _days(one, day))
    return {
        id(one): "each of its clouds' own list is nearer"
        for one in lists
        if len(clouds := clouds_of(one)) > 1
        and all(own.get(cloud, _days(one, day)) < _days(one, day) for cloud in clouds)
    }


def clouds_of(data_set: DataFile) -> frozenset[str]:
    """The clouds that a published list is about."""
    return frozenset(str(value[0]) for value in data_set.values if isinstance(value, tuple) and value)
