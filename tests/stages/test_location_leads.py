"""One contact for a claim of location: what makes it a witness, each thing that leaves it open, and what clears it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import Claim, Grade, Scope
from harness.model.words import ContactLevel, Owner, Standing
from harness.stages.location_leads import judge_location
from harness.stages.standing import Lead
from tests.support.judging_rows import claim, contact, setting, standing_of
from tests.support.places_example import place, votes
from tests.support.scenario_parts import vantage_point

Row = dict[str, Any]
IN_US = place(located=votes(vendor="US", holder="US"), candidates=["US"], country="US")
DISPUTED = place(
    located=votes(vendor="CN", holder="US"), candidates=["CN", "US"], status="disputed", country=None
)
ONE_SAYS_CN = place(located=votes(vendor="CN"), candidates=["CN"], status="single")
ONE_SAYS_US = place(located=votes(vendor="US"), candidates=["US"], status="single", country="US")
CLAIM = claim()


def judged(row: Row, of: Claim = CLAIM, **given: Any) -> Lead | None:
    return judge_location(row, setting(of, **given))


def standing(row: Row, of: Claim = CLAIM, **given: Any) -> tuple[str, str | None] | None:
    return standing_of(judged(row, of, **given))


def test_data_of_the_subject_to_an_address_that_two_locators_put_there_is_a_witness() -> None:
    lead = judged(contact(payload_octets_up=1234))
    assert lead is not None
    assert (lead.standing, lead.blind_spot) == (Standing.WITNESS, None)
    assert lead.reason == (
        "dbip-country says CN, geo-whois says CN; 1,234 octets of payload were sent to it by 192.168.1.20."
    )


def test_an_address_that_two_locators_put_elsewhere_is_clear() -> None:
    assert judged(contact(), place=IN_US) is None


OPEN: dict[str, tuple[Row, Row, str]] = {
    "the place is not known": ({}, {"place": None}, "undecided_place"),
    "locators disagree": ({}, {"place": DISPUTED}, "undecided_place"),
    "one locator says so": ({}, {"place": ONE_SAYS_CN}, "undecided_place"),
    "one locator says otherwise": ({}, {"place": ONE_SAYS_US}, "undecided_place"),
    "nobody announces it": ({}, {"place": place(routed=False)}, "undecided_place"),
    "it is announced from everywhere": ({}, {"place": place(status="anycast")}, "undecided_place"),
    "its operator is of the country": ({}, {"place": IN_US | {"operator_country": "CN"}}, "undecided_place"),
    "it is registered in the country": ({}, {"place": IN_US | {"registered_country": "CN"}}, "undecided_place"),
    "the data are of another time": ({}, {"stale": True}, "old_data"),
    "the data that clear it are of another time": ({}, {"stale": True, "place": IN_US}, "old_data"),
    "it is inside the access network": ({"scope": "carrier", "scope_kind": "shared"}, {}, "carrier_onward"),
    "which side is ours is not known": ({"remote_known": False}, {}, "remote_side_unknown"),
    "it was only tried": ({"contact": "attempted", "payload_octets_up": 0}, {}, "below_level"),
    "it only answered": ({"contact": "connected", "payload_octets_up": 0}, {}, "below_level"),
    "only a handshake was seen": ({"contact": "handshake"}, {}, "below_level"),
    "only an echo was seen": ({"transport": "icmp", "server_port": None}, {}, "below_level"),
    "who chose the resolver is not stated": (
        {"server_port": 53}, {"vantage_point": vantage_point(resolvers=None)}, "resolver_choice_unknown",
    ),
    "nobody can be named": ({"owner": "unassigned", "grade": None}, {}, "unassigned_sender"),
    "it is known too weakly": ({"grade": "tap"}, {}, "unassigned_sender"),
    "a system service sent it": ({"owner": "delegated"}, {}, "delegated_sender"),
    "the device sends there anyway": ({"owner": "background"}, {}, "shared_with_background"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "given", "kind"), OPEN.values(), ids=OPEN)
def test_a_contact_is_neither_witness_nor_clear_where(row: Row, given: Row, kind: str) -> None:
    assert standing(contact(**row), **given) == ("open", kind)


OUT_OF_REACH = {
    "excluded": ["CN", "HK"], "possible": ["DE"], "rtt_ns": 10_000_000, "rtt_kind": "tls_hello", "rtt_capture": "c0",
    "rtt_packet": 4, "radius_km": 1499.0,
}  # fmt: skip


@pytest.mark.parametrize("where", [place(), IN_US, DISPUTED, place(status="anycast", country=None)])
def test_what_physics_clears_is_clear_whatever_the_age_of_data(where: Row) -> None:
    for stale in (False, True):
        assert standing(contact(), place=where | OUT_OF_REACH, stale=stale) is None


def test_what_several_vantage_points_exclude_together_rests_on_a_list_that_can_be_old() -> None:
    jointly = OUT_OF_REACH | {"excluded_jointly": ["CN"], "cloud": "aws", "cloud_region": "eu-central-1"}
    assert standing(contact(), place=IN_US | jointly) is None
    assert standing(contact(), place=IN_US | jointly, stale=True) == ("open", "old_data")


def test_of_a_group_of_countries_all_must_be_out_of_reach() -> None:
    refuted = place(candidates=[], status="refuted", country=None) | OUT_OF_REACH
    assert standing(contact(), claim(countries=("CN", "HK")), place=refuted) is None
    assert standing(contact(), claim(countries=("CN", "HK", "MO")), place=refuted) == (
        "open",
        "undecided_place",
    )


def test_a_locator_that_physics_refutes_does_not_help_another_to_a_witness() -> None:
    group = claim(countries=("CN", "HK", "MO"))
    one_left = place(
        located=votes(vendor="CN", holder="MO"), candidates=["MO"], status="single", country="MO"
    )
    assert standing(contact(), group, place=one_left | OUT_OF_REACH) == ("open", "undecided_place")


@pytest.mark.parametrize("owner", ["tool", "other"])
@pytest.mark.parametrize("where", [place(), DISPUTED, None])
def test_what_is_not_the_products_is_listed_and_never_held_against_it(owner: str, where: Row | None) -> None:
    assert standing(contact(owner=owner, grade=None), place=where) == ("excluded", None)


@pytest.mark.parametrize("where", [place(), DISPUTED, None])
def test_a_query_to_a_resolver_that_the_network_gave_is_listed(where: Row | None) -> None:
    given_here = vantage_point(resolvers=("8.0.0.1",))
    assert standing(contact(server_port=53), vantage_point=given_here, place=where) == ("excluded", None)


def test_a_query_to_a_resolver_of_the_products_own_choice_is_data() -> None:
    other = vantage_point(resolvers=("192.168.8.1",))
    assert standing(contact(server_port=53), vantage_point=other) == ("witness", None)


def test_data_beside_queries_to_a_given_resolver_is_not_excused_by_it() -> None:
    given_here = vantage_point(resolvers=("8.0.0.1",))
    assert standing(contact(server_port=443), vantage_point=given_here) == ("witness", None)


@pytest.mark.parametrize("level", ["attempted", "connected", "handshake", "data"])
def test_contact_of_any_level_refutes_a_claim_of_no_contact_at_all(level: str) -> None:
    assert standing(contact(contact=level), claim(level=ContactLevel.ATTEMPTED)) == ("witness", None)


def test_of_an_attempt_nobody_says_that_data_was_sent() -> None:
    nothing = contact(contact="attempted", payload_octets_up=0)
    lead = judged(nothing, claim(level=ContactLevel.ATTEMPTED))
    of_record = judged(contact(contact="data", payload_octets_up=0))
    assert lead is not None
    assert of_record is not None
    assert lead.reason.endswith("; 0 octets of payload were sent to it by 192.168.1.20.")
    assert of_record.reason.endswith("; data, how much of it is not told, was sent to it by 192.168.1.20.")


def test_a_claim_may_ask_for_a_firmer_grade_than_the_device() -> None:
    strict = claim(attribution=Grade.DIFFERENCE)
    assert standing(contact(grade="device"), strict) == ("open", "unassigned_sender")
    assert standing(contact(grade="difference"), strict) == ("witness", None)


def test_hong_kong_is_no_witness_for_the_mainland_and_one_for_the_group() -> None:
    there = place(located=votes(vendor="HK", holder="HK"), candidates=["HK"], country="HK")
    assert standing(contact(), place=there) is None
    assert standing(contact(), claim(countries=("CN", "HK", "MO")), place=there) == ("witness", None)


def test_locators_that_differ_within_the_group_agree_on_the_group() -> None:
    there = place(
        located=votes(vendor="HK", holder="CN"), candidates=["CN", "HK"], status="disputed", country=None
    )
    assert standing(contact(), claim(countries=("CN", "HK")), place=there) == ("witness", None)
    assert standing(contact(), place=there) == ("open", "undecided_place")


@pytest.mark.parametrize(
    ("step", "steps", "wanted"),
    [
        ("login", ["login"], ("witness", None)),
        ("idle", ["login", "idle"], ("open", "outside_step")),
        ("idle", ["idle"], None),
    ],
)
def test_what_lies_partly_in_the_steps_of_the_claim_is_open(
    step: str, steps: list[str], wanted: tuple[str, str | None] | None
) -> None:
    assert standing(contact(step=step, steps=steps), claim(scope=Scope(steps=("login",)))) == wanted


@pytest.mark.parametrize(
    "row",
    [
        {"transport": "esp", "server_port": None, "onward": "likely_tunnel"},
        {"transport": "udp", "server_port": 51820, "onward": "likely_tunnel"},
        {"scope_kind": "benchmarking", "onward": "stand_in", "scope": "local"},
        {"scope_kind": "reserved", "onward": "reserved", "scope": "local"},
        {"scope": "local", "scope_kind": "private", "onward": "likely_tunnel"},
    ],
)
def test_a_tunnel_is_never_clear_wherever_its_server_is(row: Row) -> None:
    assert standing(contact(**row), place=IN_US) == ("open", "tunnel")
    assert standing(contact(**row, payload_octets_up=0, contact="connected"), place=IN_US) is None
    assert standing(contact(**row, payload_octets_up=0), place=IN_US) == ("open", "tunnel")  # of a record
    assert standing(contact(**row, owner="tool"), place=IN_US) == ("excluded", None)


@pytest.mark.parametrize(("onward", "words"), [
    ("proxy", "A proxy: it was asked"), ("tunnel", "A tunnel, by what is spoken"), ("likely_tunnel", "Probably a tunnel"),
    ("stand_in", "198.18.0.0/15 and"), ("reserved", "reserved"),
])  # fmt: skip
def test_each_way_onward_has_its_reason(onward: str, words: str) -> None:
    lead = judged(contact(onward=onward), place=IN_US)
    assert lead is not None
    assert words in lead.reason


@pytest.mark.parametrize("where", [place(), IN_US, None])
def test_a_tunnel_through_the_resolver_that_the_network_gave_is_no_query(where: Row | None) -> None:
    given_here = vantage_point(resolvers=("8.0.0.1",))
    row = contact(server_port=53, transport="udp", onward="tunnel")
    assert standing(row, vantage_point=given_here, place=where) == ("open", "tunnel")
    unsent = row | {"payload_octets_up": 0, "contact": "connected"}
    assert standing(unsent, vantage_point=given_here, place=IN_US) is None


def test_a_tunnel_whose_server_is_in_the_country_is_a_witness_by_itself() -> None:
    assert standing(contact(transport="udp", server_port=51820, onward="likely_tunnel")) == ("witness", None)


def test_a_local_address_is_in_no_country_whatever_the_data_say() -> None:
    assert standing(contact(scope="local", scope_kind="private", owner="unassigned")) is None


@given(
    st.sampled_from(Owner), st.sampled_from([None, *Grade]), st.sampled_from(ContactLevel), st.booleans(),
    st.sampled_from([place(), DISPUTED, ONE_SAYS_CN, IN_US, None]), st.booleans(), st.sampled_from([53, 443, None]),
)  # fmt: skip
def test_every_witness_is_data_of_the_subject_to_a_place_that_two_locators_agree_on(
    owner: Owner,
    grade: Grade | None,
    level: ContactLevel,
    known: bool,
    where: Row | None,
    stale: bool,
    port: int | None,
) -> None:
    row = contact(
        owner=owner.value,
        grade=grade and grade.value,
        contact=level.value,
        remote_known=known,
        server_port=port,
    )
    lead = judged(row, place=where, stale=stale, vantage_point=vantage_point(resolvers=None))
    if lead is not None and lead.standing is Standing.WITNESS:
        assert (owner, level, known, stale, port == 53) == (
            Owner.SUBJECT,
            ContactLevel.DATA,
            True,
            False,
            False,
        )
        assert where == place()
        assert grade is not None
        assert grade.rank >= Grade.DEVICE.rank
    if lead is None:
        assert where == IN_US
        assert not stale
    assert lead is None or (lead.blind_spot is None) is (lead.standing is not Standing.OPEN)


@given(st.sampled_from(sorted(OPEN)), st.sampled_from([None, "device", "uid"]))
def test_being_surer_of_the_sender_never_clears_a_contact(name: str, grade: str | None) -> None:
    row, given_, _ = OPEN[name]
    assert judged(contact(**(row | {"grade": grade})), **given_) is not None
