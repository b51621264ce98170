"""What a list allows is clear, what it does not is a witness, and what cannot be told is open."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.claims import Claim, ClaimKind, Scope
from harness.model.rules import Category
from harness.model.selectors import EndpointSelector
from harness.stages.known_contacts import Known
from harness.stages.name_leads import judge_name
from tests.support.judging_rows import claim, contact, setting, standing_of
from tests.support.known import known, rule, service
from tests.support.scenario_parts import vantage_point

VENDOR = EndpointSelector(suffixes=("skylark.example",))
ADS = EndpointSelector(categories=(Category.ADS,))
FIRMWARE = EndpointSelector(categories=(Category.FIRMWARE,))
RESOLVERS = EndpointSelector(given_resolvers=True)
ADVERT = service("ad.other.example", rule("other.ads", operator="Other", category=Category.ADS))
UPDATE = service("fw.other.example", rule("other.fw", operator="Other", category=Category.FIRMWARE))


def names(**keys: Any) -> Claim:
    return claim("names", ClaimKind.NAME, **keys)


def standing(of: Claim, what: Known, **row: Any) -> tuple[str, str | None] | None:
    return standing_of(judge_name(contact(**row), setting(of, known=what)))


@pytest.mark.parametrize(
    ("of", "what", "wanted"),
    [
        (names(only=(VENDOR,)), known(service()), None),
        (names(only=(VENDOR,)), known(ADVERT), ("witness", None)),
        (names(only=(VENDOR,)), known(service(None)), ("open", "no_name")),
        (names(never=(ADS,)), known(ADVERT), ("witness", None)),
        (names(never=(ADS,)), known(service(of=rule())), None),
        (names(never=(ADS,)), known(service()), ("open", "unknown_operator")),
        (names(about=(FIRMWARE,), only=(VENDOR,)), known(ADVERT), None),
        (names(about=(FIRMWARE,), only=(VENDOR,)), known(UPDATE), ("witness", None)),
        (
            names(about=(FIRMWARE,), only=(VENDOR,)),
            known(service("x.other.example")),
            ("open", "unknown_operator"),
        ),
        (names(about=(FIRMWARE,), only=(VENDOR,)), known(service()), None),
    ],
)
def test_lists_that_allow_lists_that_forbid_and_what_they_speak_of(
    of: Claim, what: Known, wanted: tuple[str, str | None] | None
) -> None:
    assert standing(of, what) == wanted


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"contact": "connected"}, ("open", "below_level")),
        ({"owner": "background", "grade": "device"}, ("open", "shared_with_background")),
        ({"owner": "other"}, ("excluded", None)),
        ({"scope": "local"}, None),
        ({"step": "idle", "steps": ["login", "idle"]}, ("open", "outside_step")),
        ({"step": "idle", "steps": ["idle"]}, None),
    ],
)
def test_only_the_subjects_own_data_in_the_claims_steps_refute(
    row: dict[str, Any], wanted: tuple[str, str | None] | None
) -> None:
    of = names(only=(VENDOR,), scope=Scope(steps=("login",)))
    assert standing(of, known(ADVERT), **row) == wanted


@pytest.mark.parametrize(
    ("resolvers", "of", "wanted"),
    [
        (("8.0.0.1",), names(only=(VENDOR,)), ("excluded", None)),
        ((), names(only=(VENDOR,)), ("witness", None)),
        (None, names(only=(VENDOR,)), ("open", "resolver_choice_unknown")),
        (("8.0.0.1",), names(only=(RESOLVERS,)), None),
        ((), names(only=(RESOLVERS,)), ("witness", None)),
        (None, names(only=(RESOLVERS,)), ("open", "resolver_choice_unknown")),
    ],
)
def test_the_networks_own_resolver_is_not_the_products_choice(
    resolvers: tuple[str, ...] | None, of: Claim, wanted: tuple[str, str | None] | None
) -> None:
    at = vantage_point(resolvers=resolvers)
    row = contact(server_port=53, transport="udp", name="dns.other.example")
    found = judge_name(row, setting(of, known=known(service("dns.other.example")), vantage_point=at))
    assert standing_of(found) == wanted


def test_an_allowed_proxy_hides_who_is_behind_it() -> None:
    assert standing(names(only=(VENDOR,)), known(service()), onward="proxy") == ("open", "tunnel")


def test_every_name_that_may_have_been_meant_is_told() -> None:
    found = judge_name(contact(), setting(names(never=(ADS,)), known=known(service(of=rule()), ADVERT)))
    assert found is not None
    assert found.reason == (
        "One of log.skylark.example (vendor-first-party, run by Example Aero, by rule skylark.all), "
        "ad.other.example (ads, run by Other, by rule other.ads); which of several names was meant is not known."
    )
