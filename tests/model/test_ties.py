"""Ties are told where an endpoint could satisfy both, and only then is a catalogue free of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from harness.model.matches import Match
from harness.model.rules import Kind, Rule
from harness.model.ties import find_ties
from harness.rules.examples import Example
from tests.support.drawn_rules import SEEN, rule_lists
from tests.support.naive_matcher import rank
from tests.support.rule_files import rule


def tie_keys(*rules: Rule) -> list[str]:
    return [tie.key for tie in find_ties(rules)]


def test_a_tie_is_the_same_key_in_the_same_kind() -> None:
    assert tie_keys(rule("a.a", suffixes=("x.cn",)), rule("a.b", suffixes=("x.cn",))) == ["suffix x.cn"]
    assert tie_keys(rule("a.a", suffixes=("x.cn",)), rule("a.b", hosts=("x.cn",))) == []
    assert tie_keys(rule("a.a", suffixes=("x.cn",)), rule("a.b", kind=Kind.HOSTING, suffixes=("x.cn",))) == []
    assert tie_keys(
        rule("a.a", kind=Kind.HOSTING, asns=(64,)), rule("a.b", kind=Kind.HOSTING, asns=(63, 64))
    ) == ["asn 64"]


def test_ports_part_a_tie_unless_they_overlap() -> None:
    one = rule("a.a", hosts=("x.cn",), ports=(80, 443))
    assert tie_keys(one, rule("a.b", hosts=("x.cn",), ports=(8883,))) == []
    assert tie_keys(one, rule("a.b", hosts=("x.cn",), ports=(443,))) == ["host x.cn"]
    assert tie_keys(one, rule("a.b", hosts=("x.cn",), transports=("udp",))) == ["host x.cn"]


NOT_80 = Match(suffixes=("x.cn",), none_of=(Match(ports=(80,)),))


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        (Match(suffixes=("x.cn",)), Match(domains=("x.cn",)), "domain x.cn"),
        (Match(suffixes=("x.cn",)), Match(snis=("x.cn",)), None),
        (Match(suffixes=("x.cn",), ports=(443,)), Match(snis=("x.cn",)), "sni x.cn"),
        (Match(certificates=("x.cn",)), Match(suffixes=("x.cn",)), None),
        (Match(certificates=("x.cn",)), Match(certificates=("x.cn", "y.cn")), "certificate x.cn"),
        (NOT_80, Match(suffixes=("x.cn",), ports=(443,)), "suffix x.cn"),
        (NOT_80, Match(suffixes=("x.cn",), ports=(80,)), None),
        (NOT_80, Match(suffixes=("x.cn",), ports=(80, 443)), "suffix x.cn"),
        (Match(suffixes=("x.cn",), alpns=("h2",)), Match(suffixes=("x.cn",), alpns=("mqtt",)), "suffix x.cn"),
        (
            Match(all_of=(Match(suffixes=("x.cn",)), Match(cidrs=("203.0.113.0/24",)))),
            Match(all_of=(Match(suffixes=("x.cn",)), Match(cidrs=("198.51.100.0/24",)))),
            None,
        ),
        (
            Match(all_of=(Match(suffixes=("x.cn",)), Match(cidrs=("203.0.113.0/24",)))),
            Match(all_of=(Match(suffixes=("x.cn",)), Match(cidrs=("203.0.113.7/32",)))),
            "suffix x.cn",
        ),
        (
            Match(any_of=(Match(hosts=("a.x.cn",)), Match(suffixes=("y.cn",), ports=(80,)))),
            Match(suffixes=("y.cn",), transports=("tcp",)),
            "suffix y.cn",
        ),
        (
            Match(suffixes=("x.cn",), none_of=(Match(suffixes=("a.x.cn",)),)),
            Match(all_of=(Match(suffixes=("x.cn",)), Match(hosts=("b.a.x.cn",)))),
            None,
        ),
    ],
)
def test_ties_of_composite_rules(one: Match, other: Match, key: str | None) -> None:
    assert tie_keys(rule("a.a", match=one), rule("a.b", match=other)) == ([key] if key else [])
    assert len(tie_keys(rule("a.a", match=other), rule("a.b", match=one))) == (key is not None)


@settings(max_examples=300)
@given(rule_lists(4), SEEN)
def test_without_a_tie_no_endpoint_leaves_a_choice(rules: list[Rule], seen: list[Example]) -> None:
    tied = {frozenset((tie.first.id, tie.second.id)) for tie in find_ties(rules)}
    for each in seen:
        places: dict[tuple[Kind, tuple[int, ...]], str] = {}
        for one in rules:
            if (one.kind is Kind.DEVICE) is (each.mac is not None) and (place := rank(one, each)) is not None:
                other = places.setdefault((one.kind, place), one.id)
                assert other == one.id or frozenset((other, one.id)) in tied
