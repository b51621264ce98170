"""Whose a contact is, how far it got, and whether it lies in the steps: each way to take it for what it is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Grade, Scope
from harness.model.words import ContactLevel, Owner
from harness.stages.standing import doubt_of_owner, in_steps, is_ours, level_of, reaches, resolver
from tests.support.judging_rows import claim, contact, setting
from tests.support.scenario_parts import vantage_point

UNASSIGNED = BlindSpotKind.UNASSIGNED_SENDER


@pytest.mark.parametrize("transport", ["icmp", "icmpv6", "igmp"])
def test_an_echo_is_never_application_data(transport: str) -> None:
    assert level_of(contact(transport=transport, contact="data")) is ContactLevel.CONNECTED


def test_an_unanswered_echo_stays_an_attempt() -> None:
    assert level_of(contact(transport="icmp", contact="attempted")) is ContactLevel.ATTEMPTED


@given(st.sampled_from(ContactLevel), st.sampled_from(ContactLevel))
def test_contact_reaches_its_own_level_and_every_weaker_one(got: ContactLevel, asked: ContactLevel) -> None:
    order = ["attempted", "connected", "handshake", "data"]
    assert reaches(contact(contact=got.value), asked) is (order.index(got) >= order.index(asked))


GIVEN = ("192.168.8.1", "2001:db8:0::53")


@pytest.mark.parametrize(
    ("row", "resolvers", "answer"),
    [
        ({"server_ip": "192.168.8.1", "server_port": 53}, GIVEN, True),
        ({"server_ip": "192.168.8.1", "server_port": 853}, GIVEN, True),
        ({"server_ip": "2001:db8::53", "server_port": 53}, GIVEN, True),
        ({"server_ip": "8.0.0.1", "server_port": 53}, GIVEN, False),
        ({"server_ip": "8.0.0.1", "server_port": 53}, (), False),
        ({"server_ip": "8.0.0.1", "server_port": 53}, None, None),
        ({"server_ip": "192.168.8.1", "server_port": 443}, GIVEN, False),
        ({"server_ip": "8.0.0.1", "server_port": 443}, None, False),
        ({"server_ip": "8.0.0.1", "server_port": None}, None, False),
    ],
)
def test_only_dns_to_a_given_resolver_is_the_networks_choice(
    row: dict[str, Any], resolvers: tuple[str, ...] | None, answer: bool | None
) -> None:
    assert resolver(contact(**row), vantage_point(resolvers=resolvers)) is answer


@pytest.mark.parametrize(
    ("owner", "grade", "asked", "doubt"),
    [
        ("subject", "device", Grade.DEVICE, None),
        ("subject", "uid", Grade.TAP, None),
        ("subject", "tap", Grade.DEVICE, UNASSIGNED),
        ("subject", "device", Grade.DIFFERENCE, UNASSIGNED),
        ("subject", "difference", Grade.UID, UNASSIGNED),
        ("subject", None, Grade.TAP, UNASSIGNED),
        ("unassigned", None, Grade.TAP, UNASSIGNED),
        ("unassigned", "uid", Grade.TAP, UNASSIGNED),
        ("delegated", "uid", Grade.TAP, BlindSpotKind.DELEGATED_SENDER),
        ("background", "uid", Grade.TAP, BlindSpotKind.SHARED_WITH_BACKGROUND),
    ],
)
def test_nothing_is_held_against_the_subject_below_the_grade_that_the_claim_asks_for(
    owner: str, grade: str | None, asked: Grade, doubt: BlindSpotKind | None
) -> None:
    assert doubt_of_owner(contact(owner=owner, grade=grade), claim(attribution=asked)) is doubt


@given(st.sampled_from(Owner), st.none() | st.sampled_from(Grade), st.sampled_from(Grade))
def test_only_the_subjects_own_contacts_can_be_beyond_doubt(
    owner: Owner, grade: Grade | None, asked: Grade
) -> None:
    row = contact(owner=owner.value, grade=None if grade is None else grade.value)
    if doubt_of_owner(row, claim(attribution=asked)) is None:
        assert owner in (Owner.SUBJECT, Owner.TOOL, Owner.OTHER)
    assert is_ours(row) is (owner in (Owner.TOOL, Owner.OTHER))


@pytest.mark.parametrize(
    ("wanted", "shown_in", "touched", "answer"),
    [
        ((), None, [], True),
        ((), "login", ["login"], True),
        (("login",), "login", ["login"], True),
        (("login",), "login", ["login", "idle"], True),
        (("login",), "idle", ["login", "idle"], None),
        (("login",), None, ["login"], None),
        (("login",), "idle", ["idle"], False),
        (("login",), None, [], False),
        (("flight",), "login", ["login", "idle"], False),
    ],
)
def test_a_contact_that_only_touches_the_steps_of_the_claim_is_neither_in_nor_out(
    wanted: tuple[str, ...], shown_in: str | None, touched: list[str], answer: bool | None
) -> None:
    of = claim(scope=Scope(steps=wanted))
    assert in_steps(contact(step=shown_in, steps=touched), setting(of)) is answer


def test_a_claim_asks_for_kinds_of_steps_and_not_for_their_ids() -> None:
    of = claim(scope=Scope(steps=("flight",)))
    here = setting(of, step_kinds={"second flight": "flight"})
    assert in_steps(contact(step="second flight", steps=["second flight"]), here) is True
