"""Witness, possible or clear: one row at a time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.place_judging import Contact, judge_contact
from tests.support.places_example import endpoint, place, votes

WITNESS, POSSIBLE, CLEAR = Contact.WITNESS, Contact.POSSIBLE, Contact.CLEAR
IN_DE: dict[str, Any] = {"located": votes(vendor="DE", holder="DE"), "candidates": ["DE"], "country": "DE"}
CLOUD_DE: dict[str, Any] = {"located": votes(vendor="DE", cloud="DE"), "candidates": ["DE"], "country": "DE"}
DISPUTED: dict[str, Any] = {
    "located": votes(vendor="HK", holder="CN"),
    "candidates": ["CN", "HK"],
    "status": "disputed",
}
NO_ANSWER: dict[str, Any] = {"located": [], "candidates": [], "status": "unknown", "country": None}


@pytest.mark.parametrize(
    ("about_place", "about_endpoint", "contact", "reason"),
    [
        ({}, {}, WITNESS, "geo-whois says CN; 100 octets"),
        ({}, {"transport": "udp"}, WITNESS, "100 octets"),
        ({}, {"contact": "attempted"}, POSSIBLE, "only attempts to connect"),
        ({}, {"contact": "connected"}, POSSIBLE, "no payload was seen going to it"),
        ({}, {"contact": "handshake"}, POSSIBLE, "only a TLS or QUIC handshake"),
        ({}, {"transport": "icmp"}, POSSIBLE, "only icmp was seen"),
        ({"status": "single", "located": votes(vendor="CN")}, {}, POSSIBLE, "Only one independent locator"),
        (DISPUTED, {}, POSSIBLE, "disagree: dbip-country says HK, geo-whois says CN"),
        ({"status": "anycast", "anycast": True}, {}, POSSIBLE, "many places at once"),
        ({"status": "unknown", "routed": False}, {}, POSSIBLE, "No AS announced it"),
        ({"routed": False, "located": votes(vendor="CN", cloud="CN")}, {}, POSSIBLE, "no AS announced it"),
        (NO_ANSWER, {}, POSSIBLE, "No locator knows"),
        (IN_DE, {}, CLEAR, "says DE"),
        (IN_DE | {"operator_country": "CN"}, {}, POSSIBLE, "operator is of CN"),
        (IN_DE | {"registered_country": "CN"}, {}, POSSIBLE, "registered in CN"),
        (IN_DE | {"operator_country": "HK", "asn": 136907}, {}, POSSIBLE, "Huawei, controlled from CN"),
        (CLOUD_DE | {"operator_country": "CN", "registered_country": "CN"}, {}, CLEAR, "cloud-ranges says DE"),
        (IN_DE | {"status": "anycast", "anycast": True}, {}, POSSIBLE, "many places at once"),
    ],
)  # fmt: skip
def test_one_endpoint(
    about_place: dict[str, Any], about_endpoint: dict[str, Any], contact: Contact, reason: str
) -> None:
    found, why = judge_contact("CN", endpoint(**about_endpoint), place(**about_place))
    assert found is contact
    assert reason in why


def test_a_dispute_between_others_is_clear() -> None:
    located: dict[str, Any] = {
        "located": votes(vendor="US", holder="DE"),
        "candidates": ["DE", "US"],
        "status": "disputed",
    }
    assert judge_contact("CN", endpoint(), place(**located))[0] is CLEAR


@pytest.mark.parametrize("country", ["HK", "MO", "TW"])
def test_hong_kong_macau_and_taiwan_are_not_cn(country: str) -> None:
    located: dict[str, Any] = {"located": votes(vendor=country, holder=country), "candidates": [country]}
    assert judge_contact("CN", endpoint(), place(**located))[0] is CLEAR
    assert judge_contact(country, endpoint(), place(**located))[0] is WITNESS


def test_a_carrier_address_is_unknown_onward() -> None:
    found, why = judge_contact("CN", endpoint("100.64.0.1"), place("100.64.0.1", **NO_ANSWER))
    assert (found, "inside the access network" in why) == (POSSIBLE, True)


def test_a_documentation_address_stands_for_a_server_anywhere() -> None:
    found, why = judge_contact("CN", endpoint("203.0.113.1"), place("203.0.113.1", **NO_ANSWER))
    assert (found, "documentation" in why) == (POSSIBLE, True)


def test_an_address_that_was_not_looked_up_is_possible() -> None:
    assert judge_contact("CN", endpoint(), None)[0] is POSSIBLE


@given(
    st.sampled_from(["agreed", "single", "disputed", "anycast", "unknown"]),
    st.sets(st.sampled_from(["CN", "HK", "DE"])),
    st.sampled_from([True, False, None]),
    st.sampled_from(["attempted", "connected", "handshake", "data"]),
)
def test_a_witness_is_agreed_routed_unicast_and_was_sent_data(
    status: str, candidates: set[str], routed: bool | None, contact: str
) -> None:
    row = place(status=status, candidates=sorted(candidates), routed=routed)
    found, why = judge_contact("CN", endpoint(contact=contact), row)
    assert why.endswith(".")
    if found is WITNESS:
        assert (status, routed, contact, "CN" in candidates) == ("agreed", True, "data", True)


COUNTRIES: dict[str, dict[str, Any]] = {
    "CN": {"located": votes(vendor="CN", holder="CN"), "candidates": ["CN"], "status": "agreed"},
    "DE": {"located": votes(vendor="DE", holder="DE"), "candidates": ["DE"], "status": "agreed"},
    "?": {"located": [], "candidates": [], "status": "unknown", "country": None},
}
OWN = "2600:64::800:1"


def translated(behind: str, itself: str | None, *others: str) -> dict[str, Any]:
    """The place of an address in a told prefix: behind it, behind other told prefixes, and of itself."""
    told = {"nat64_prefix": "2600:64::/96", "nat64_capture": "c1", "nat64_packet": 3}
    also = [place("8.0.0.9", **COUNTRIES[other], **told) for other in others]
    also += [] if itself is None else [place(OWN, **COUNTRIES[itself])]
    return place(OWN, looked_up_ip="8.0.0.1", **COUNTRIES[behind], **told, also=also)


def judged(row: dict[str, Any], kind: str = "nat64") -> tuple[Contact, str]:
    return judge_contact("CN", endpoint(OWN, scope="internet", scope_kind=kind), row)


@pytest.mark.parametrize(
    ("behind", "itself", "contact"),
    [
        ("CN", "DE", WITNESS),
        ("CN", "?", WITNESS),
        ("CN", None, WITNESS),
        ("DE", "DE", CLEAR),
        ("DE", None, CLEAR),
        ("DE", "?", POSSIBLE),
        ("DE", "CN", POSSIBLE),
        ("?", "CN", POSSIBLE),
        ("?", "DE", POSSIBLE),
        ("?", None, POSSIBLE),
    ],
)
def test_behind_a_told_prefix_one_side_refutes_and_both_must_be_clear(
    behind: str, itself: str | None, contact: Contact
) -> None:
    found, why = judged(translated(behind, itself))
    assert found is contact
    assert "NAT64" in why


def test_the_packet_that_told_the_prefix_is_named() -> None:
    said = "behind the NAT64 prefix 2600:64::/96, told by packet 3 of capture c1"
    assert said in judged(translated("CN", "DE"))[1]


def test_where_no_prefix_was_told_the_address_itself_refutes() -> None:
    assert judged(translated("DE", "CN"), "global")[0] is WITNESS


@given(st.sampled_from(["CN", "DE", "?"]), st.lists(st.sampled_from(["CN", "DE", "?"]), max_size=4))
def test_a_forged_answer_never_clears_a_server_in_the_country(behind: str, others: list[str]) -> None:
    assert judged(translated(behind, "CN", *others))[0] is not CLEAR
    assert judged(translated(behind, "?", *others))[0] is not CLEAR


@given(st.sampled_from(["DE", "?"]), st.lists(st.sampled_from(["CN", "DE", "?"]), max_size=4))
def test_another_told_prefix_never_hides_what_is_behind_one(itself: str, others: list[str]) -> None:
    assert judged(translated("CN", itself, *others))[0] is WITNESS
    assert judged(translated("DE", itself, *others, "CN"))[0] is WITNESS
