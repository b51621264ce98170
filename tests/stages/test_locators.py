"""From votes to candidates and a status."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.lineages import independent
from harness.model.words import PlaceStatus
from harness.stages.locators import Location, Vote, weigh
from tests.support.places_example import votes

COUNTRIES = st.sampled_from(["CN", "HK", "MO", "TW", "US", "DE"])
BALLOTS = st.fixed_dictionaries({}, optional={"vendor": COUNTRIES, "holder": COUNTRIES, "cloud": COUNTRIES})


def ballot(**said: str) -> list[Vote]:
    return [Vote(**vote) for vote in votes(**said)]


def located(*, routed: bool | None = True, anycast: bool = False, **said: str) -> Location:
    return weigh(ballot(**said), routed=routed, anycast=anycast)


@pytest.mark.parametrize(
    ("said", "status", "country"),
    [
        ({"vendor": "CN", "holder": "CN"}, PlaceStatus.AGREED, "CN"),
        ({"vendor": "HK", "cloud": "HK"}, PlaceStatus.AGREED, "HK"),
        ({"vendor": "CN"}, PlaceStatus.SINGLE, "CN"),
        ({"holder": "CN", "cloud": "CN"}, PlaceStatus.SINGLE, "CN"),
        ({"vendor": "CN", "holder": "HK"}, PlaceStatus.DISPUTED, None),
        ({"vendor": "TW", "holder": "TW"}, PlaceStatus.AGREED, "TW"),
        ({"vendor": "US", "cloud": "DE"}, PlaceStatus.DISPUTED, "DE"),
        ({}, PlaceStatus.UNKNOWN, None),
    ],
)
def test_status(said: dict[str, str], status: PlaceStatus, country: str | None) -> None:
    found = weigh(ballot(**said), routed=True, anycast=False)
    assert (found.status, found.country) == (status, country)
    assert found.candidates == tuple(sorted(set(said.values())))


def test_unrouted_is_unknown_whatever_databases_say() -> None:
    assert located(vendor="CN", holder="CN", routed=False).status is PlaceStatus.UNKNOWN


def test_published_range_is_newer_than_the_routing_data() -> None:
    assert located(vendor="US", cloud="US", routed=False).status is PlaceStatus.AGREED


def test_anycast_has_no_country() -> None:
    assert located(vendor="US", holder="US", anycast=True) == Location(PlaceStatus.ANYCAST, ("US",), None)


@given(BALLOTS, st.booleans(), st.booleans(), st.randoms())
def test_laws(said: dict[str, str], routed: bool, anycast: bool, rnd: Random) -> None:
    cast = ballot(**said)
    found = weigh(cast, routed=routed, anycast=anycast)
    rnd.shuffle(cast)
    assert weigh(cast, routed=routed, anycast=anycast) == found
    assert set(found.candidates) == set(said.values())
    assert found.country is None or found.country in found.candidates
    assert found.status not in (PlaceStatus.CONFIRMED, PlaceStatus.REFUTED)
    if found.status is PlaceStatus.AGREED:
        assert len(found.candidates) == 1
        assert len(independent(vote.lineage for vote in cast)) > 1
    if found.status in (PlaceStatus.ANYCAST, PlaceStatus.UNKNOWN):
        assert found.country is None


@given(BALLOTS, COUNTRIES, st.booleans())
def test_one_more_locator_never_removes_a_candidate(
    said: dict[str, str], country: str, anycast: bool
) -> None:
    before = weigh(ballot(**said), routed=True, anycast=anycast)
    more = [*ballot(**said), Vote("another", "another", country)]
    assert set(before.candidates) <= set(weigh(more, routed=True, anycast=anycast).candidates)
