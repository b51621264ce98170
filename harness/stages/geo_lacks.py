"""A judged address -> why it is not clear of some countries, in one word or two; and which other countries locators claim."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from harness.model.control import controlled_from
from harness.model.geo_needs import Lack
from harness.model.lineages import independent
from harness.model.sources import NEAR_DAYS
from harness.model.words import PlaceStatus, Scope
from harness.stages.place_judging import Contact, PlaceJudgement

Row = dict[str, Any]

_NS_PER_DAY: Final = 86_400 * 10**9
_EPOCH: Final = date(1970, 1, 1).toordinal()
_OF_STATUS: Final = {
    PlaceStatus.ANYCAST: Lack.ANYCAST,
    PlaceStatus.UNKNOWN: Lack.UNKNOWN,
    PlaceStatus.REFUTED: Lack.REFUTED,
}


def lacks_of(
    countries: Collection[str],
    rows: Sequence[Row],
    place: Row | None,
    judged: PlaceJudgement,
    dates: Sequence[str],
) -> Iterator[Lack]:
    """Why it is open, then whether the data are of another time; nothing where it is clear.

    Args:
        countries: Asked about.
        rows: ENDPOINTS rows of the address at one vantage point.
        place: Its PLACES row; None where there is none.
        judged: What ``judge_place`` says of it.
        dates: ISO dates of the locators.
    """
    if judged.by_physics:
        return
    if judged.contact is not Contact.CLEAR:
        yield _lack(countries, rows[0], place)
    times = [row[name] for row in rows for name in ("first_ns", "last_ns")]
    days = [date.fromisoformat(text[:10]).toordinal() - _EPOCH for text in dates]
    if any(abs(day - ns // _NS_PER_DAY) > NEAR_DAYS for day in days for ns in (min(times), max(times))):
        yield Lack.STALE


def _lack(countries: Collection[str], endpoint: Row, place: Row | None) -> Lack:
    if endpoint["scope"] == Scope.CARRIER.value:
        return Lack.CARRIER
    if place is None:
        return Lack.UNKNOWN
    if place["status"] in _OF_STATUS:
        return _OF_STATUS[PlaceStatus(place["status"])]
    said = {vote["country"] for vote in place["located"]} | set(place["candidates"])
    if set(countries) & set(place["candidates"]) and said - set(countries):
        return Lack.DISPUTED
    if len(independent(vote["lineage"] for vote in place["located"])) < 2:
        return Lack.SINGLE
    if not set(countries) & set(place["candidates"]):
        return Lack.OPERATOR if _has_ties(countries, place) else Lack.SINGLE
    return Lack.THERE


def _has_ties(countries: Collection[str], place: Row) -> bool:
    control = controlled_from(place["asn"])
    ties = (place["operator_country"], place["registered_country"], control and control[0])
    return any(country in countries for country in ties)


def claimed_elsewhere(countries: Collection[str], place: Row | None) -> tuple[str, ...]:
    """Countries other than those asked about that a locator names, what physics excludes left out."""
    if place is None:
        return ()
    said = {vote["country"] for vote in place["located"]} | set(place["candidates"])
    return tuple(sorted(said - set(countries) - set(place["excluded"])))
