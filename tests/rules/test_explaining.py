"""Which rule answers, by which key, what else matched, and what would at another port."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.explained import Asked, Explained, Matched
from harness.model.matches import Way
from harness.model.rules import Kind
from harness.model.ruleset import RuleIndex
from harness.rules.explaining import explain
from tests.support.rule_files import rule

INDEX = RuleIndex(
    [
        rule("acme.logs", hosts=("logs.acme.example",)),
        rule("acme.web", suffixes=("acme.example",)),
        rule("acme.mqtt", suffixes=("acme.example",), ports=(8883,), transports=("tcp",)),
        rule("acme.resolver", cidrs=("192.0.2.7/32",)),
        rule("zeta.cloud", kind=Kind.HOSTING, suffixes=("example",)),
        rule("zeta.block", kind=Kind.HOSTING, cidrs=("192.0.2.0/24",)),
        rule("zeta.networks", kind=Kind.HOSTING, asns=(64500,)),
    ]
)


def told(**asked: object) -> Explained:
    return explain(Asked(text="x", **asked), INDEX)  # type: ignore[arg-type]


def key(found: Matched | None) -> tuple[str, Way, str] | None:
    return None if found is None else (found.rule.id, found.by, found.key)


def test_a_name() -> None:
    answer = told(name="logs.acme.example")
    assert key(answer.service) == ("acme.logs", Way.HOST, "logs.acme.example")
    assert key(answer.hosting) == ("zeta.cloud", Way.SUFFIX, "example")
    assert [key(one) for one in answer.also] == [("acme.web", Way.SUFFIX, "acme.example")]
    assert [key(one) for one in answer.elsewhere] == [("acme.mqtt", Way.SUFFIX, "acme.example")]


def test_a_port_brings_the_narrowed_rule() -> None:
    answer = told(name="a.acme.example", port=8883, transport="tcp")
    assert key(answer.service) == ("acme.mqtt", Way.SUFFIX, "acme.example")
    assert [one.rule.id for one in answer.also] == ["acme.web"]
    assert answer.elsewhere == ()


def test_an_address_and_its_as() -> None:
    answer = told(address="192.0.2.7", asn=64500)
    assert key(answer.service) == ("acme.resolver", Way.CIDR, "192.0.2.7/32")
    assert key(answer.hosting) == ("zeta.block", Way.CIDR, "192.0.2.0/24")
    assert [key(one) for one in answer.also] == [("zeta.networks", Way.ASN, "AS64500")]


def test_nothing_known() -> None:
    answer = told(name="nothing.test")
    assert (answer.service, answer.hosting, answer.also, answer.elsewhere) == (None, None, (), ())


NAMES = st.lists(
    st.sampled_from(["logs", "acme", "example", "a", "b\\046c", ""]), min_size=1, max_size=4
).map(".".join)


@given(
    NAMES,
    st.sampled_from([None, "192.0.2.7", "2001:db8::1"]),
    st.sampled_from([None, 64500, 1]),
    st.sampled_from([None, 443, 8883]),
)
def test_it_answers_as_the_index_chooses(
    name: str, address: str | None, asn: int | None, port: int | None
) -> None:
    transport = None if port is None else "tcp"
    answer = told(name=name, address=address, asn=asn, port=port, transport=transport)
    hits = INDEX.hits([name], address, asn, transport, port)
    for kind, found in ((Kind.SERVICE, answer.service), (Kind.HOSTING, answer.hosting)):
        first = next((hit.rule.id for hit in hits if hit.rule.kind is kind), None)
        assert (found and found.rule.id) == first
    said = [one.rule.id for one in (answer.service, answer.hosting, *answer.also) if one]
    assert sorted(said) == sorted(hit.rule.id for hit in hits)
    assert not {one.rule.id for one in answer.elsewhere} & set(said)
