"""What decides where an address is: data, or an answer soon enough from where it was seen; and when neither can."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.geo_needs import Lack, Need, Offer
from harness.model.plans import Act, Gap
from harness.model.sites import Site
from harness.model.ways import LimitKind, Way
from harness.stages.plan_places import Places, place_gap
from harness.tables.distances import DISTANCES
from harness.tables.endpoints import ENDPOINTS
from tests.support.geo_rows import cells, distance, seen
from tests.support.judging_rows import claim, contact, places_of, silence
from tests.support.places_example import frame, place, votes
from tests.support.planned import verified

SITE = Site(39.0, -77.5, 25.0)
MS = 1_000_000


def own(**given: Any) -> Offer:
    fields: dict[str, Any] = {
        "name": "us/lan", "site": SITE, "at_hand": True, "own": True, "floor_km": 9_500.0, "limit_ns": 63 * MS,
        "observed_ns": None, "least_ns": 10 * MS, "likely_ns": 30 * MS,
    }  # fmt: skip
    return Offer(**(fields | given))


def need(*lacks: Lack, inseparable: tuple[str, ...] = (), offers: tuple[Offer, ...] | None = None) -> Need:
    return Need(
        "us/lan",
        "8.0.0.1",
        None,
        400,
        lacks,
        "why",
        inseparable,
        inseparable,
        (own(),) if offers is None else offers,
    )


def gap(of: Need | None) -> Gap:
    return place_gap(7, contact(), claim(), of)


DATA, AGAIN = Act(Way.PLACE_DATA, "8.0.0.1"), Act(Way.RECAPTURE, "us")


@pytest.mark.parametrize("lack", [Lack.DISPUTED, Lack.SINGLE, Lack.OPERATOR, Lack.UNKNOWN, Lack.REFUTED])
def test_data_decide_and_so_would_an_answer_that_is_soon_enough(lack: Lack) -> None:
    found = gap(need(lack))
    assert (found.act, found.limit) == (DATA, None)
    assert "an answer within 63.0 ms, which excludes CN" in found.how


@pytest.mark.parametrize("lack", [Lack.THERE, Lack.ANYCAST])
def test_only_physics_decides_where_data_do_not(lack: Lack) -> None:
    found = gap(need(lack))
    assert (found.act, found.limit) == (AGAIN, None)
    assert found.how == "with 8.0.0.1 answering within 63.0 ms"


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        (
            (own(observed_ns=188 * MS),),
            "its soonest answer took 188.0 ms; only one within 63.0 ms excludes CN",
        ),
        ((own(limit_ns=None),), "CN may be right there"),
        ((own(least_ns=70 * MS),), "light needs longer to where locators put it than the 63.0 ms"),
        ((), "it is not known from where us/lan measures"),
    ],
)
def test_where_no_round_trip_can_exclude_it_is_said_why(offers: tuple[Offer, ...], said: str) -> None:
    there = gap(need(Lack.THERE, offers=offers))
    assert (there.act, there.limit) == (None, LimitKind.DISTANCE)
    assert said in there.about
    disputed = gap(need(Lack.DISPUTED, offers=offers))
    assert (disputed.act, disputed.limit) == (DATA, LimitKind.DISTANCE)
    assert "answer" not in disputed.how


def test_another_node_answers_elsewhere_so_anycast_is_decided_from_where_it_was_seen_or_not_at_all() -> None:
    found = gap(need(Lack.ANYCAST, offers=(own(observed_ns=188 * MS),)))
    assert (found.act, found.limit) == (None, LimitKind.ANYCAST)


def test_hong_kong_and_macau_are_not_told_from_shenzhen() -> None:
    for country in ("HK", "MO"):
        found = Places(
            verified(
                endpoints=frame(ENDPOINTS, seen(vantage="us/lan")),
                places=places_of(
                    place(
                        located=votes(vendor=country, holder="CN"),
                        candidates=["CN", country],
                        status="disputed",
                    )
                ),
                distances=frame(DISTANCES, distance(vantage="us/lan")),
            ),
            cells(),
        ).needs(claim())
        told = gap(found["us/lan", "8.0.0.1"])
        assert (told.act, told.limit) == (DATA, LimitKind.DISTANCE)
        assert f"if it is in {country}, no vantage point tells that from CN by distance" in told.about


def test_claims_that_are_not_about_places_need_none() -> None:
    assert Places(verified(), cells()).needs(silence()) == {}


def test_what_was_not_thought_of_needs_data() -> None:
    assert gap(None).act == DATA
