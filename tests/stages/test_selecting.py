"""A selector takes what it names, and never decides what nothing tells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import ClaimKind
from harness.model.rules import Category, Confidence
from harness.model.selectors import EndpointSelector
from harness.stages.known_contacts import Known
from harness.stages.selecting import taken
from tests.support.judging_rows import claim, contact, setting
from tests.support.known import known, rule, service
from tests.support.scenario_parts import vantage_point

Row = dict[str, Any]
CLAIM = claim(kind=ClaimKind.NAME)


def answer(
    *selectors: EndpointSelector, of: Known | None = None, **row: Any
) -> tuple[bool | None, str | None]:
    found = taken(selectors, contact(**row), setting(CLAIM, known=of or known()))
    return found.yes, found.blind_spot and found.blind_spot.value


def by(**keys: Any) -> EndpointSelector:
    return EndpointSelector(**keys)


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        (by(hosts=("log.skylark.example",)), True),
        (by(hosts=("skylark.example",)), False),
        (by(suffixes=("skylark.example",)), True),
        (by(suffixes=("log.skylark.example",)), True),
        (by(suffixes=("ark.example",)), False),
        (by(cidrs=("8.0.0.0/24",)), True),
        (by(cidrs=("9.0.0.0/24", "2001:db8::/32")), False),
        (by(ports=(443,)), True),
        (by(ports=(8883,)), False),
        (by(transports=("udp",)), False),
        (by(hosts=("log.skylark.example",), ports=(8883,)), False),
        (by(hosts=("other.example",), ports=(443,)), False),
        (by(hosts=("other.example",), cidrs=("8.0.0.0/8",)), True),
        (by(operators=("Example Aero",)), True),
        (by(operators=("Other",)), False),
        (by(categories=(Category.VENDOR_FIRST_PARTY,)), True),
        (by(categories=(Category.ADS,)), False),
        (by(rules=("skylark.all",)), True),
        (by(rules=("skylark.other",)), False),
        (by(categories=(Category.VENDOR_FIRST_PARTY,), except_operators=("Example Aero",)), False),
        (by(categories=(Category.VENDOR_FIRST_PARTY,), except_operators=("Other",)), True),
    ],
)
def test_each_key_names_what_it_says_and_port_and_transport_narrow_it(
    selector: EndpointSelector, wanted: bool
) -> None:
    assert answer(selector, of=known(service(of=rule()))) == (wanted, None)


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (known(service(None)), "no_name"),
        (known(service()), "unknown_operator"),
        (known(service(of=rule(confidence=Confidence.INFERRED))), "rule_not_firm"),
        (known(service(of=rule(confidence=Confidence.UNCONFIRMED))), "rule_not_firm"),
        (known(service(of=rule()), in_doubt=True), "ech"),
    ],
)
@pytest.mark.parametrize(
    "selector",
    [
        by(operators=("Example Aero",)),
        by(categories=(Category.ADS,)),
        by(rules=("skylark.all",)),
        by(suffixes=("skylark.example",), except_operators=("Other",)),
    ],
)
def test_what_nobody_knows_for_certain_is_neither_taken_nor_left(
    of: Known, why: str, selector: EndpointSelector
) -> None:
    assert answer(selector, of=of) == (None, why)


def test_a_wider_firm_rule_of_the_same_operator_tells_who_runs_it_but_not_what_for() -> None:
    narrow = service(of=rule(confidence=Confidence.INFERRED))
    firm_operator = known(type(narrow)(narrow.name, narrow.rule, operator_firm=True))
    assert answer(by(operators=("Example Aero",)), of=firm_operator) == (True, None)
    assert answer(by(categories=(Category.VENDOR_FIRST_PARTY,)), of=firm_operator) == (None, "rule_not_firm")


def test_a_rule_of_unknown_purpose_says_nothing_about_categories() -> None:
    of = known(service(of=rule(category=Category.UNKNOWN)))
    assert answer(by(categories=(Category.ADS,)), of=of) == (None, "unknown_operator")
    assert answer(by(categories=(Category.UNKNOWN,)), of=of) == (True, None)


def test_an_address_decides_without_any_name() -> None:
    assert answer(by(cidrs=("8.0.0.1/32",)), of=known(service(None), in_doubt=True)) == (True, None)


def test_a_flow_that_the_far_side_opened_has_no_port_to_ask_for() -> None:
    assert answer(by(ports=(443,)), server_port=None) == (None, "remote_side_unknown")


def test_resolvers_are_those_that_the_access_network_gave() -> None:
    given_one = vantage_point(resolvers=("8.0.0.1",))
    unstated = vantage_point(resolvers=None)
    selector = by(given_resolvers=True)
    found = [
        taken([selector], contact(server_port=port), setting(CLAIM, known=known(), vantage_point=point)).yes
        for point, port in ((given_one, 53), (given_one, 443), (unstated, 53))
    ]
    assert found == [True, False, None]


def test_of_several_names_that_may_have_been_meant_all_have_to_agree() -> None:
    both = known(service("log.skylark.example"), service("in.other.example"))
    assert answer(by(suffixes=("example",)), of=both) == (True, None)
    assert answer(by(suffixes=("nowhere.test",)), of=both) == (False, None)
    assert answer(by(hosts=("in.other.example",)), of=both) == (None, "name_not_certain")


SELECTORS = st.lists(
    st.builds(
        EndpointSelector,
        hosts=st.sampled_from([(), ("log.skylark.example",), ("in.other.example",)]),
        operators=st.sampled_from([(), ("Example Aero",), ("Other",)]),
        categories=st.sampled_from([(), (Category.ADS,), (Category.VENDOR_FIRST_PARTY,)]),
        cidrs=st.sampled_from([(), ("8.0.0.0/24",), ("9.0.0.0/24",)]),
        ports=st.sampled_from([(), (443,), (53,)]),
    ),
    max_size=4,
)
RULES = st.sampled_from(
    [None, rule(), rule(confidence=Confidence.INFERRED), rule(operator="Other", category=Category.ADS)]
)
SERVICES = st.lists(
    st.builds(service, st.sampled_from([None, "log.skylark.example", "in.other.example"]), RULES), min_size=1, max_size=3
).map(lambda found: known(*found))  # fmt: skip


@given(SELECTORS, SELECTORS, SERVICES)
def test_more_selectors_take_no_less(
    some: list[EndpointSelector], more: list[EndpointSelector], of: Known
) -> None:
    rank = {False: 0, None: 1, True: 2}
    assert rank[answer(*some, of=of)[0]] <= rank[answer(*some, *more, of=of)[0]]


@given(SELECTORS, SERVICES, st.randoms(use_true_random=False))
def test_the_order_of_selectors_and_names_never_matters(
    selectors: list[EndpointSelector], of: Known, chance: Any
) -> None:
    other, names = list(selectors), list(of.services)
    chance.shuffle(other)
    chance.shuffle(names)
    assert answer(*selectors, of=of)[0] == answer(*other, of=known(*names))[0]


@given(SELECTORS, SERVICES, SERVICES)
def test_one_more_name_that_may_have_been_meant_never_decides_anything(
    selectors: list[EndpointSelector], of: Known, more: Known
) -> None:
    one, both = answer(*selectors, of=of)[0], answer(*selectors, of=known(*of.services, *more.services))[0]
    assert both in (one, None)
