"""What no service rule knows, put together by what a rule could match it by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.rules import Kind
from harness.model.ruleset import RuleIndex
from harness.model.unmatched import By, Unmatched
from harness.rules.unmatched import gather
from tests.support.rule_files import rule
from tests.support.seen import seen

RULES = [
    rule("acme.web", suffixes=("acme.example",)),
    rule("acme.dns", cidrs=("192.0.2.53/32",), ports=(53,), transports=("udp",)),
    rule("zeta.networks", kind=Kind.HOSTING, asns=(3333,)),
]
INDEX = RuleIndex(RULES)
DOMAINS = {
    "api.other.example": "other.example",
    "www.other.example": "other.example",
    "a.acme.example": "acme.example",
}


def gathered(*rows: object) -> Unmatched:
    return gather(rows, DOMAINS, INDEX)  # type: ignore[arg-type]


def keys(*rows: object) -> list[tuple[By, str, int]]:
    return [(one.by, one.key, len(one.seen)) for one in gathered(*rows).unknown]


def test_names_of_one_domain_are_one() -> None:
    rows = [seen(names=("api.other.example",)), seen(names=("www.other.example", "a.acme.test"), port=8443)]
    assert keys(*rows) == [(By.SUFFIX, "other.example", 2)]


def test_what_a_service_rule_knows_or_knew_is_left_out() -> None:
    found = gathered(
        seen(names=("a.acme.example",)), seen(ruled=True, port=1), seen(scope="local"), seen(scope="carrier")
    )
    assert (found.endpoints, found.inside, found.ruled, found.unknown) == (4, 2, 2, ())


def test_a_rule_of_one_port_knows_no_other() -> None:
    assert keys(seen("192.0.2.53", port=53, transport="udp")) == []
    assert keys(seen("192.0.2.53", port=443)) == [(By.CIDR, "192.0.2.53", 1)]


def test_a_name_without_a_domain_stands_for_itself() -> None:
    assert keys(seen(names=("drone.internal",))) == [(By.HOST, "drone.internal", 1)]


def test_without_a_name_the_as_or_the_address() -> None:
    assert keys(seen("192.0.2.7", asn=1103), seen("192.0.2.8", asn=1103)) == [(By.ASN, "1103", 2)]
    ((by, key, _),) = keys(seen("192.0.2.7", asn=3333))
    assert (by, key) == (By.CIDR, "192.0.2.7")
    assert gathered(seen("192.0.2.7", asn=3333)).unknown[0].hosting == "zeta.networks"
    assert keys(seen("192.0.2.7", asn=64512)) == [(By.CIDR, "192.0.2.7", 1)]


def test_a_name_that_no_rule_can_hold_counts_as_none() -> None:
    for name in ("printer", "a b.example", "x" * 300 + ".example", "\\027.example", "1.2.3.4"):
        assert keys(seen("192.0.2.7", names=(name,))) == [(By.CIDR, "192.0.2.7", 1)]


def test_octets_of_several_vantage_points_are_not_added_up() -> None:
    rows = [
        seen(vantage="app", octets_up=10, octets_down=1),
        seen(vantage="app", port=1, octets_up=5, octets_down=1),
        seen(vantage="wan", octets_up=12, octets_down=9),
    ]
    (unknown,) = gathered(*rows).unknown
    assert (unknown.octets_up, unknown.octets_down, unknown.octets) == (15, 9, 21)


def test_most_octets_first() -> None:
    rows = [seen("192.0.2.1", octets_up=1), seen("192.0.2.2", octets_up=3), seen("192.0.2.3", octets_up=2)]
    assert [key for _, key, _ in keys(*rows)] == ["192.0.2.2", "192.0.2.3", "192.0.2.1"]


ROWS = st.lists(
    st.builds(
        seen,
        st.sampled_from(["192.0.2.7", "192.0.2.53", "2001:db8::1"]),
        names=st.sampled_from([(), ("api.other.example",), ("a.acme.example",), ("x",)]),
        scope=st.sampled_from(["internet", "local"]),
        asn=st.sampled_from([None, 3333, 1103]),
        port=st.integers(1, 3),
        octets_up=st.integers(0, 9),
    ),
    max_size=8,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_every_endpoint_is_counted_once_and_order_is_irrelevant(rows: list[object], chance: object) -> None:
    found = gathered(*rows)
    assert found.endpoints == len(rows)
    assert found.inside + found.ruled + sum(len(one.seen) for one in found.unknown) == len(rows)
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert [(one.by, one.key, one.octets) for one in gathered(*mixed).unknown] == [
        (one.by, one.key, one.octets) for one in found.unknown
    ]
