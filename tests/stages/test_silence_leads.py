"""One contact for a claim of silence: what breaks it, what it permits and no more, and what is left open."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import Claim, Grade, PermittedService, Scope
from harness.model.words import ContactLevel, Owner, Standing
from harness.stages.silence_leads import judge_silence
from harness.stages.standing import Lead
from tests.support.judging_rows import CN_IP, contact, setting, silence, standing_of
from tests.support.scenario_parts import vantage_point

Row = dict[str, Any]
DHCP, NTP, DNS = PermittedService.DHCP, PermittedService.NTP, PermittedService.DNS_GIVEN
GIVEN: Row = {"vantage_point": vantage_point(resolvers=(CN_IP,))}
NOT_STATED: Row = {"vantage_point": vantage_point(resolvers=None)}
SILENT = silence()


def judged(row: Row, of: Claim = SILENT, **given: Any) -> Lead | None:
    return judge_silence(row, setting(of, **given))


def standing(row: Row, of: Claim = SILENT, **given: Any) -> tuple[str, str | None] | None:
    return standing_of(judged(row, of, **given))


def test_data_of_the_subject_to_anywhere_breaks_silence() -> None:
    lead = judged(contact(payload_octets_up=1), place=None)
    assert lead == Lead(Standing.WITNESS, "1 octet of payload was sent to it by 192.168.1.20.")


OPEN: dict[str, tuple[Row, Row, str]] = {
    "which side is ours is not known": ({"remote_known": False}, {}, "remote_side_unknown"),
    "it was only tried": ({"contact": "attempted", "payload_octets_up": 0}, {}, "below_level"),
    "only a handshake was seen": ({"contact": "handshake"}, {}, "below_level"),
    "only an echo was seen": ({"transport": "icmp", "server_port": None}, {}, "below_level"),
    "names were asked of a given resolver": ({"server_port": 53}, GIVEN, "below_level"),
    "who chose the resolver is not stated": ({"server_port": 53}, NOT_STATED, "resolver_choice_unknown"),
    "nobody can be named": ({"owner": "unassigned", "grade": None}, {}, "unassigned_sender"),
    "it is known too weakly": ({"grade": "tap"}, {}, "unassigned_sender"),
    "a system service sent it": ({"owner": "delegated"}, {}, "delegated_sender"),
    "the device sends there anyway": ({"owner": "background"}, {}, "shared_with_background"),
}


@pytest.mark.parametrize(("row", "given_", "kind"), OPEN.values(), ids=OPEN)
def test_silence_is_neither_kept_nor_broken_where(row: Row, given_: Row, kind: str) -> None:
    assert standing(contact(**row), **given_) == ("open", kind)


@pytest.mark.parametrize("owner", ["tool", "other"])
def test_what_is_not_the_products_is_listed_and_breaks_nothing(owner: str) -> None:
    assert standing(contact(owner=owner, grade=None)) == ("excluded", None)


def test_a_query_to_a_resolver_of_the_products_own_choice_is_data() -> None:
    assert standing(contact(server_port=53, server_ip="8.0.0.9"), **GIVEN) == ("witness", None)


PERMITTED: dict[str, tuple[Row, Row, Row]] = {
    "dhcp": ({"transport": "udp", "server_port": 67}, {"permitted_services": (DHCP,)}, {}),
    "dhcp of version 6": ({"transport": "udp", "server_port": 547}, {"permitted_services": (DHCP,)}, {}),
    "the time": ({"transport": "udp", "server_port": 123}, {"permitted_services": (NTP,)}, {}),
    "names of a given resolver": ({"server_port": 53}, {"permitted_services": (DNS,)}, GIVEN),
    "a host": ({"name": "check.example"}, {"permitted_hosts": ("check.example",)}, {}),
    "a host below one": ({"name": "a.b.check.example"}, {"permitted_hosts": ("check.example",)}, {}),
}


@pytest.mark.parametrize(("row", "permits", "given_"), PERMITTED.values(), ids=PERMITTED)
def test_what_the_claim_permits_is_listed_and_breaks_nothing(row: Row, permits: Row, given_: Row) -> None:
    assert standing(contact(**row), silence(**permits), **given_) == ("excluded", None)


@pytest.mark.parametrize(("row", "permits", "given_"), PERMITTED.values(), ids=PERMITTED)
def test_what_the_claim_does_not_permit_is_never_let_pass(row: Row, permits: Row, given_: Row) -> None:
    found = standing(contact(**row), **given_)
    assert found is not None
    assert found[0] != "excluded"


NOT_PERMITTED: dict[str, tuple[Row, Row]] = {
    "the time over tcp": ({"server_port": 123}, {"permitted_services": (NTP,)}),
    "another service": ({"transport": "udp", "server_port": 123}, {"permitted_services": (DHCP, DNS)}),
    "names of another resolver": (
        {"server_port": 53, "server_ip": "8.0.0.9"},
        {"permitted_services": (DNS,)},
    ),
    "data to a given resolver": ({"server_port": 443}, {"permitted_services": (DNS,)}),
    "a host that ends alike": ({"name": "evilcheck.example"}, {"permitted_hosts": ("check.example",)}),
    "a host that begins alike": (
        {"name": "check.example.evil.example"},
        {"permitted_hosts": ("check.example",)},
    ),
    "the domain above a host": ({"name": "example"}, {"permitted_hosts": ("check.example",)}),
    "a host without a name": ({"name": None}, {"permitted_hosts": ("check.example",)}),
}


@pytest.mark.parametrize(("row", "permits"), NOT_PERMITTED.values(), ids=NOT_PERMITTED)
def test_a_permission_covers_no_more_than_it_says(row: Row, permits: Row) -> None:
    assert standing(contact(**row), silence(**permits), **GIVEN) == ("witness", None)


@pytest.mark.parametrize(
    ("possible", "wanted"),
    [
        (["check.example", "log.example"], ("open", "name_not_certain")),
        (["log.example", "x.check.example"], ("open", "name_not_certain")),
        (["log.example", "other.example"], ("witness", None)),
        (None, ("excluded", None)),
    ],
)
def test_a_permitted_name_that_only_may_have_been_meant_neither_excuses_nor_accuses(
    possible: list[str] | None, wanted: tuple[str, str | None]
) -> None:
    row = contact(name="log.example" if possible else "check.example", possible_names=possible)
    assert standing(row, silence(permitted_hosts=("check.example",))) == wanted


def test_a_sender_who_may_not_be_the_product_counts_before_a_name_that_may_be_permitted() -> None:
    row = contact(owner="background", name="check.example", possible_names=["check.example", "log.example"])
    assert standing(row, silence(permitted_hosts=("check.example",))) == ("open", "shared_with_background")


@pytest.mark.parametrize(
    ("step", "steps", "wanted"),
    [
        ("login", ["login"], ("witness", None)),
        ("idle", ["login", "idle"], ("open", "outside_step")),
        (None, [], None),
    ],
)
def test_a_mode_that_is_on_in_some_steps_is_held_to_those_alone(
    step: str | None, steps: list[str], wanted: tuple[str, str | None] | None
) -> None:
    assert standing(contact(step=step, steps=steps), silence(scope=Scope(steps=("login",)))) == wanted


def test_data_outside_every_step_breaks_a_silence_that_knows_no_steps() -> None:
    assert standing(contact(step=None, steps=[])) == ("witness", None)


def test_what_leads_on_from_a_local_address_breaks_silence_only_if_something_was_sent() -> None:
    local = {"scope": "local", "scope_kind": "private", "server_port": 1080}
    assert standing(contact(**local)) == ("witness", None)
    assert standing(contact(**local, payload_octets_up=0, contact="connected")) is None


def test_a_claim_of_no_contact_at_all_is_broken_by_an_attempt() -> None:
    row = contact(contact="attempted", payload_octets_up=0)
    assert standing(row, silence(level=ContactLevel.ATTEMPTED)) == ("witness", None)


@given(
    st.sampled_from(Owner), st.sampled_from([None, *Grade]), st.sampled_from(ContactLevel), st.booleans(),
    st.sampled_from([53, 443, None]), st.sampled_from([None, "check.example", "log.example"]),
)  # fmt: skip
def test_nothing_seen_of_a_silent_mode_is_ever_simply_clear(
    owner: Owner, grade: Grade | None, level: ContactLevel, known: bool, port: int | None, name: str | None
) -> None:
    row = contact(
        owner=owner.value,
        grade=grade and grade.value,
        contact=level.value,
        remote_known=known,
        server_port=port,
        name=name,
    )
    lead = judged(row, silence(permitted_hosts=("check.example",)), **NOT_STATED)
    assert lead is not None
    assert (lead.blind_spot is None) is (lead.standing is not Standing.OPEN)
    if lead.standing is Standing.WITNESS:
        assert (owner, level, known, name == "check.example") == (
            Owner.SUBJECT,
            ContactLevel.DATA,
            True,
            False,
        )
        assert grade is not None
        assert grade.rank >= Grade.DEVICE.rank
        assert port != 53
