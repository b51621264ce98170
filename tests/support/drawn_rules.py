"""Rules and endpoints drawn from few words, so that they meet: names, prefixes, numbers and signs, in any, all and not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from harness.model.matches import NAMED, NARROWING, Match, Way
from harness.model.rules import ANCHORS, Kind, Rule, foreign_ways, match_problem
from harness.model.seen import Signs
from harness.rules.examples import Example
from tests.support.rule_files import rule

NAMES = ("a.example", "b.a.example", "c.b.a.example", "a.test")
PREFIXES = ("203.0.113.0/24", "203.0.113.0/28", "203.0.113.7/32", "2001:db8::/32", "2001:db8:1::/48")
ADDRESSES = ("203.0.113.7", "203.0.113.9", "203.0.113.99", "198.51.100.1", "2001:db8:1::1")
JA4S = ("t13d1516h2", "t13d1516h2_8daaf6152771_e5627efa2ab1", "t12d0000h1_000000000000_000000000000")
OUIS = ("60:60:1F", "60:60:1F:A", "60:60:1F:AB:C", "00:00:5E", "00:00:5E:0")
MACS = (
    "60:60:1f:ab:c0:01",
    "60:60:1f:a0:00:01",
    "60:60:1f:00:00:01",
    "00:00:5e:00:53:01",
    "62:60:1f:00:00:01",
)

VALUES: dict[Way, tuple[str | int, ...]] = {
    **dict.fromkeys((Way.HOST, Way.SUFFIX, Way.DOMAIN, Way.SNI, Way.CERTIFICATE), NAMES),
    Way.CIDR: PREFIXES,
    Way.ASN: (4808, 4809),
    Way.OUI: OUIS,
    Way.PORT: (80, 443, 8883),
    Way.TRANSPORT: ("tcp", "udp"),
    Way.ALPN: ("h2", "mqtt"),
    Way.PROTOCOL: ("tls", "duml"),
    Way.JA4: JA4S,
}
FIELDS = {
    Way.HOST: "hosts", Way.SUFFIX: "suffixes", Way.DOMAIN: "domains", Way.SNI: "snis", Way.CERTIFICATE: "certificates",
    Way.CIDR: "cidrs", Way.ASN: "asns", Way.OUI: "ouis", Way.PORT: "ports", Way.TRANSPORT: "transports",
    Way.ALPN: "alpns", Way.PROTOCOL: "protocols", Way.JA4: "ja4s",
}  # fmt: skip


_DEEP = 2
_NESTED = ("any_of", "all_of", "none_of")


@st.composite
def matches(draw: st.DrawFn, kind: Kind, deep: int = _DEEP) -> Match:
    """A match of keys that a kind may use; with an anchor of the kind or, nested, perhaps without."""
    anchors = [way for way in NAMED + NARROWING if way in ANCHORS[kind]]
    others = [way for way in NAMED + NARROWING if way not in foreign_ways(kind)]
    ways = {draw(st.sampled_from(anchors))} if deep == _DEEP or draw(st.booleans()) else set()
    ways |= {draw(st.sampled_from(others))} if not ways or draw(st.booleans()) else set()
    fields: dict[str, Any] = {}
    for way in ways:
        chosen = st.sampled_from(VALUES[way])
        fields[FIELDS[way]] = tuple({draw(chosen), draw(chosen)})
    nested = draw(st.sampled_from((None, None, *_NESTED))) if deep else None
    children: dict[str, Any] = (
        {nested: tuple(draw(matches(kind, deep - 1)) for _ in range(draw(st.integers(1, 2))))}
        if nested
        else {}
    )
    return Match(**fields, **children)


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    """A rule that may be one."""
    kind = draw(st.sampled_from(list(Kind)))
    match = draw(matches(kind).filter(lambda one: match_problem(kind, one) is None))
    return rule(f"a.r{number}", kind=kind, match=match)


def rule_lists(most: int = 6) -> st.SearchStrategy[list[Rule]]:
    """Some rules, each with an id of its own."""
    return st.integers(0, most).flatmap(lambda count: st.tuples(*map(rules, range(count))).map(list))


def _some(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


_SIGNS = st.builds(
    Signs,
    _some(NAMES, 1),
    _some((*NAMES, "*.a.example")),
    _some(("h2", "mqtt")),
    _some(("tls", "duml")),
    _some(JA4S[1:]),
)
_ENDPOINTS = st.builds(
    Example,
    name=st.sampled_from((*NAMES, *NAMES, None)),
    address=st.sampled_from((*ADDRESSES, None)),
    asn=st.sampled_from([None, 4808, 4809]),
    transport=st.sampled_from(["tcp", "udp"]),
    port=st.sampled_from([None, 80, 443, 8883]),
    signs=_SIGNS,
)
SEEN = st.lists(
    _ENDPOINTS | _ENDPOINTS | st.builds(Example, mac=st.sampled_from(MACS)), min_size=4, max_size=4
)
"""Endpoints and devices."""
