"""The answer for a country, from hand-written endpoints, places and captures."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.answers import Answer
from harness.model.words import CountryAnswer
from harness.stages.answers import STANDING_LIMITS, answer_country
from harness.tables.captures import CAPTURES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.places import PLACES
from harness.tables.traits import TRAITS
from tests.support.examples import COSTLY
from tests.support.places_example import capture, endpoint, frame, place, votes
from tests.support.traits import traits_of

CLEAR = {"located": votes(vendor="DE", holder="DE"), "candidates": ["DE"], "country": "DE"}
PLACE_OF = {
    "8.0.0.1": place("8.0.0.1"),
    "8.0.0.2": place("8.0.0.2", **CLEAR),
    "8.0.0.3": place("8.0.0.3", status="single"),
}
ORDER = [CountryAnswer.NONE_SEEN, CountryAnswer.POSSIBLE, CountryAnswer.WITNESSED]


def asked(*endpoints: dict[str, Any], captures: tuple[dict[str, Any], ...] | None = None) -> Answer:
    given_captures = (capture(),) if captures is None else captures
    found = frame(ENDPOINTS, *endpoints)
    return answer_country(
        "CN",
        found,
        frame(
            PLACES, *(row | {"vantage": vantage} for vantage in ("app", "wan") for row in PLACE_OF.values())
        ),
        frame(CAPTURES, *given_captures),
        traits_of(found),
    )


def test_a_witness() -> None:
    answer = asked(endpoint("8.0.0.1", name="a.example", packet=7), endpoint("8.0.0.2"))
    assert answer.answer is CountryAnswer.WITNESSED
    assert [(lead.server_ip, lead.name, lead.capture, lead.packet) for lead in answer.witnesses] == [
        ("8.0.0.1", "a.example", "c0", 7)
    ]
    assert answer.possible == ()


def test_handshake_only_is_possible() -> None:
    assert asked(endpoint("8.0.0.1", contact="handshake")).answer is CountryAnswer.POSSIBLE


def test_everything_clear_is_none_seen_with_the_standing_limits() -> None:
    answer = asked(endpoint("8.0.0.2"))
    assert answer.answer is CountryAnswer.NONE_SEEN
    assert answer.limits == STANDING_LIMITS


def test_local_endpoints_are_no_part_of_the_answer() -> None:
    local = (endpoint("192.168.1.9"), endpoint("224.0.0.251"))
    assert asked(*local, endpoint("8.0.0.2")).answer is CountryAnswer.NONE_SEEN
    alone = asked(*local)
    assert (alone.answer, alone.possible) == (CountryAnswer.POSSIBLE, ())
    assert "beyond the local network" in alone.limits[0]


def test_a_device_that_matches_nothing_forbids_none_seen() -> None:
    endpoints, places = frame(ENDPOINTS, endpoint("8.0.0.2")), frame(PLACES, place("8.0.0.2", **CLEAR))
    answer = answer_country(
        "CN", endpoints, places, frame(CAPTURES, capture()), traits_of(endpoints), ["1.2.3.4/32"]
    )
    assert answer.answer is CountryAnswer.POSSIBLE
    assert "--device 1.2.3.4/32 matches no packet" in answer.limits[0]


@pytest.mark.parametrize("given", [{"unread_packets": 1}, {"truncated": True}, {"packets": 0}])
def test_what_could_not_be_read_forbids_none_seen_and_comes_first(given: dict[str, Any]) -> None:
    answer = asked(endpoint("8.0.0.2"), captures=(capture(**given, drops=None),))
    assert answer.answer is CountryAnswer.POSSIBLE
    assert answer.possible == ()
    assert "does not say" not in answer.limits[0]
    assert answer.limits[-3:] == STANDING_LIMITS


def test_no_capture_and_no_endpoint_is_not_none_seen() -> None:
    assert asked(captures=()).answer is CountryAnswer.POSSIBLE


def test_each_vantage_point_has_its_own_lead_and_octets_are_not_added() -> None:
    answer = asked(
        endpoint("8.0.0.1", payload_octets_up=5), endpoint("8.0.0.1", vantage="wan", payload_octets_up=6)
    )
    assert [(lead.vantage, lead.payload_octets_up) for lead in answer.witnesses] == [("wan", 6), ("app", 5)]


def test_an_endpoint_without_ports_is_a_lead_too() -> None:
    answer = asked(endpoint("8.0.0.1", transport="ip-50", server_port=None))
    assert answer.witnesses[0].server_port is None


@pytest.mark.parametrize("country", ["cn", "CHN", "", "C1"])
def test_what_is_no_code_is_refused(country: str) -> None:
    with pytest.raises(ValueError, match="alpha-2"):
        answer_country(country, ENDPOINTS.empty(), PLACES.empty(), CAPTURES.empty(), TRAITS.empty())


ENDPOINT_ROWS = st.lists(
    st.builds(
        lambda ip, up, vantage: endpoint(ip, payload_octets_up=up, vantage=vantage),
        st.sampled_from(["8.0.0.1", "8.0.0.2", "8.0.0.3", "8.0.0.4", "10.0.0.1"]),
        st.integers(0, 3),
        st.sampled_from(["app", "wan"]),
    ),
    max_size=6,
)


@COSTLY
@given(ENDPOINT_ROWS, st.randoms())
def test_order_of_rows_is_irrelevant(rows: list[dict[str, Any]], rnd: Random) -> None:
    unique = list({(row["vantage"], row["server_ip"]): row for row in rows}.values())
    answer = asked(*unique)
    rnd.shuffle(unique)
    assert asked(*unique) == answer
    sent = [lead.payload_octets_up for lead in answer.possible]
    assert sent == sorted(sent, reverse=True)


@COSTLY
@given(ENDPOINT_ROWS, ENDPOINT_ROWS)
def test_seeing_more_never_removes_a_witness_or_betters_the_answer(
    rows: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    before, after = asked(*rows), asked(*rows, *more)
    assert ORDER.index(after.answer) >= ORDER.index(before.answer)
    assert set(before.witnesses) <= set(after.witnesses)


def test_places_may_be_missing() -> None:
    endpoints = frame(ENDPOINTS, endpoint("8.0.0.9"))
    answer = answer_country(
        "CN", endpoints, pl.DataFrame(schema=PLACES.schema), frame(CAPTURES, capture()), traits_of(endpoints)
    )
    assert "not looked up" in answer.possible[0].reason
