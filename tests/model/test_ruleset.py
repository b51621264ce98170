"""Most specific wins, by laws; names are compared label by label."""

from __future__ import annotations

import random
from dataclasses import replace
from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from harness.model.matches import Match, Way
from harness.model.rules import Kind, Rule, Status, match_problem
from harness.model.ruleset import RuleIndex, Ruleset
from harness.model.seen import Signs, fold_name, name_tails
from harness.rules.examples import Example
from tests.support.drawn_rules import SEEN, matches, rule_lists, rules
from tests.support.examples import COSTLY
from tests.support.naive_matcher import naive_hits
from tests.support.rule_files import rule

LABELS = st.lists(st.sampled_from(["a", "b", "dji", "notdji", "com"]), min_size=1, max_size=5)


def ids(rules: list[Rule], *names: str, address: str | None = None, asn: int | None = None) -> list[str]:
    return [hit.rule.id for hit in RuleIndex(rules).hits(names, address, asn)]


def test_exact_before_longer_suffix_before_prefix_before_as_number() -> None:
    rules = [
        rule("a.asn", kind=Kind.HOSTING, asns=(64,)),
        rule("a.wide", cidrs=("203.0.0.0/16",)),
        rule("a.narrow", cidrs=("203.0.113.0/24",)),
        rule("a.short", suffixes=("dji.com",)),
        rule("a.long", suffixes=("x.dji.com",)),
        rule("a.exact", hosts=("y.x.dji.com",)),
    ]
    assert ids(rules, "y.x.dji.com", address="203.0.113.9", asn=64) == [
        "a.exact", "a.long", "a.short", "a.narrow", "a.wide", "a.asn",
    ]  # fmt: skip


def test_the_best_name_comes_before_a_closer_match_of_the_next() -> None:
    rules = [rule("a.suffix", suffixes=("dji.com",)), rule("a.exact", hosts=("cdn.example.net",))]
    assert ids(rules, "www.dji.com", "cdn.example.net") == ["a.suffix", "a.exact"]


@pytest.mark.parametrize(
    "name", ["dji.com", "a.dji.com", "A.DJI.COM", "a.dji.com.", "a\\046b.dji.com", "\\000.dji.com"]
)
def test_names_under_a_suffix(name: str) -> None:
    assert ids([rule("a.b", suffixes=("dji.com",))], name) == ["a.b"]


@pytest.mark.parametrize(
    "name",
    [
        "notdji.com",
        "dji.com.cn",
        "com",
        "dji\\.com",
        "x\\046dji.com",
        "x\\.dji.com",
        "",
        ".",
        "dji.co",
        "-dji.com",
    ],
)
def test_names_that_only_look_like_it(name: str) -> None:
    assert ids([rule("a.b", suffixes=("dji.com",))], name) == []


def test_an_exact_name_says_nothing_of_names_below() -> None:
    exact = [rule("a.b", hosts=("xn--bcher-kva.example",))]
    assert ids(exact, "XN--BCHER-KVA.example") == ["a.b"]
    assert ids(exact, "www.xn--bcher-kva.example") == []


def test_a_letter_that_only_folds_outside_ascii_is_another_letter() -> None:
    assert ids([rule("a.b", hosts=("k.example",))], "\u212a.example") == []
    assert fold_name("K.Example.") == "k.example"


@given(LABELS, LABELS)
def test_a_suffix_matches_exactly_the_names_that_end_in_its_labels(
    name: list[str], suffix: list[str]
) -> None:
    found = ids([rule("a.b", suffixes=(".".join(suffix),))], ".".join(name))
    assert bool(found) is (name[-len(suffix) :] == suffix)


@given(LABELS)
def test_tails_are_the_name_and_every_name_above_it(labels: list[str]) -> None:
    assert list(name_tails(".".join(labels))) == [".".join(labels[at:]) for at in range(len(labels))]


@given(st.integers(0, 2**32 - 1), st.sets(st.integers(8, 32), min_size=1, max_size=6), st.randoms())
def test_prefixes_come_longest_first_in_any_order_of_rules(
    value: int, lengths: set[int], rnd: object
) -> None:
    address = IPv4Address(value)
    rules = [
        rule(f"a.p{n}", cidrs=(str(ip_network((value >> (32 - n) << (32 - n), n))),)) for n in sorted(lengths)
    ]
    rnd.shuffle(rules)  # type: ignore[attr-defined]
    assert ids(rules, address=str(address)) == [f"a.p{n}" for n in sorted(lengths, reverse=True)]


@given(st.lists(st.tuples(LABELS, st.booleans()), min_size=1, max_size=8), LABELS)
def test_the_first_hit_is_never_less_specific_than_another(
    claims: list[tuple[list[str], bool]], name: list[str]
) -> None:
    rules = [
        rule(f"a.r{at}", hosts=(".".join(labels),))
        if exact
        else rule(f"a.r{at}", suffixes=(".".join(labels),))
        for at, (labels, exact) in enumerate(claims)
    ]
    hits = RuleIndex(rules).hits([".".join(name)], None, None)
    grades = [
        (bool(hit.rule.match.hosts), len((hit.rule.match.hosts + hit.rule.match.suffixes)[0])) for hit in hits
    ]
    assert grades == sorted(grades, reverse=True)


def test_ipv6_prefixes_and_ipv4_do_not_meet() -> None:
    rules = [rule("a.six", cidrs=("2001:db8::/32",)), rule("a.four", cidrs=("32.1.13.184/32",))]
    assert ids(rules, address="2001:db8::1") == ["a.six"]
    assert ids(rules, address="32.1.13.184") == ["a.four"]


def test_the_narrowed_rule_wins_where_its_port_holds() -> None:
    rules = [rule("a.any", hosts=("a.example",)), rule("a.mqtt", hosts=("a.example",), ports=(8883,))]
    index = RuleIndex(rules)
    assert [hit.rule.id for hit in index.hits(["a.example"], None, None, "tcp", 8883)] == ["a.mqtt", "a.any"]
    assert [hit.rule.id for hit in index.hits(["a.example"], None, None, "tcp", 443)] == ["a.any"]
    assert [hit.rule.id for hit in index.hits(["a.example"], None, None)] == ["a.any"]


def test_a_rule_that_matches_twice_is_one_hit() -> None:
    both = [rule("a.b", hosts=("a.example",), suffixes=("example",), cidrs=("203.0.113.0/24",))]
    assert ids(both, "a.example", "b.example", address="203.0.113.1") == ["a.b"]


def test_retired_rules_match_nothing() -> None:
    assert ids([rule("a.b", hosts=("a.example",), status=Status.RETIRED)], "a.example") == []


def test_a_name_told_by_sni_is_more_than_a_name_and_certificates_come_last() -> None:
    rules = [
        rule("a.suffix", suffixes=("a.example",)),
        rule("a.sni", match=Match(snis=("a.example",))),
        rule("a.shown", match=Match(certificates=("b.example",))),
        rule("a.port", hosts=("x.b.example",), ports=(443,)),
    ]
    index = RuleIndex(rules)
    signs = Signs(sni=("x.a.example",), certificates=("*.b.example",))
    found = index.hits(["y.a.example", "x.a.example"], None, None, signs=signs)
    assert [(hit.rule.id, hit.matched) for hit in found] == [
        ("a.suffix", "y.a.example"), ("a.sni", "x.a.example"), ("a.shown", "*.b.example"),
    ]  # fmt: skip
    assert [hit.rule.id for hit in index.hits(["x.b.example"], None, None)] == []
    assert [hit.rule.id for hit in index.hits([], None, None, signs=Signs(sni=("x.a.example",)))] == [
        "a.sni",
        "a.suffix",
    ]


def test_a_device_is_known_by_its_longest_oui_and_a_random_mac_by_none() -> None:
    index = RuleIndex(
        [
            rule("a.whole", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F",))),
            rule("a.part", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F:A",))),
        ]
    )
    assert [hit.rule.id for hit in index.by_mac("60:60:1f:a0:00:01")] == ["a.part", "a.whole"]
    assert [hit.matched for hit in index.by_mac("60:60:1f:00:00:01")] == ["60:60:1F"]
    assert index.by_mac("62:60:1f:00:00:01") == []
    assert index.by_mac("61:60:1f:00:00:01") == []
    assert index.asks == {}


def test_what_rules_ask_for_is_told() -> None:
    match = Match(suffixes=("a.example",), none_of=(Match(protocols=("http",)),))
    assert RuleIndex([rule("a.b", match=match)]).asks == {Way.PROTOCOL: {"http"}}
    assert RuleIndex([rule("a.b", suffixes=("a.example",))]).asks == {}


def test_software_is_told_behind_all_else_and_never_by_name() -> None:
    speaks = rule("a.speaks", kind=Kind.SOFTWARE, match=Match(protocols=("duml",), suffixes=("a.example",)))
    index = RuleIndex([speaks, rule("b.runs", suffixes=("a.example",))])
    assert [hit.rule.id for hit in index.by_name("a.example")] == ["b.runs"]
    found = index.hits(["a.example"], None, None, signs=Signs(protocols=("duml",)))
    assert [(hit.rule.id, hit.matched) for hit in found] == [("b.runs", "a.example"), ("a.speaks", "duml")]
    assert index.hits(["b.example"], None, None, signs=Signs(protocols=("duml",))) == []


@settings(max_examples=300)
@given(rule_lists(), SEEN)
def test_the_index_finds_what_going_through_every_rule_finds(rules: list[Rule], seen: list[Example]) -> None:
    index = RuleIndex(rules)
    for one in seen:
        assert [hit.rule.id for hit in one.hits(index)] == naive_hits(rules, one)


@COSTLY
@given(rule_lists(), SEEN, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(
    rules: list[Rule], seen: list[Example], chance: random.Random
) -> None:
    before = [one.hits(RuleIndex(rules)) for one in seen]
    chance.shuffle(rules)
    assert [one.hits(RuleIndex(rules)) for one in seen] == before


@given(st.data(), rules(0), SEEN)
def test_a_not_never_adds_a_match(data: st.DataObject, one: Rule, seen: list[Example]) -> None:
    less = data.draw(matches(one.kind, 1))
    match = replace(one.match, none_of=(*one.match.none_of, less))
    assume(match_problem(one.kind, match) is None)
    narrowed, whole = (RuleIndex([replace(one, match=match)]) for match in (match, one.match))
    assert all(bool(each.hits(narrowed)) <= bool(each.hits(whole)) for each in seen)


def test_rules_are_kept_by_id_and_an_id_only_once() -> None:
    a, b = rule("a.a", hosts=("a.example",)), rule("a.b", hosts=("b.example",))
    ruleset = Ruleset(rules=(b, a), sha256="0" * 64)
    assert ruleset.rules == (a, b)
    assert ruleset.rows == {"a.a": 0, "a.b": 1}
    with pytest.raises(ValueError, match="not unique"):
        Ruleset(rules=(a, a), sha256="0" * 64)


def test_by_one_sign_every_rule_is_found_whatever_else_it_asks_for() -> None:
    index = RuleIndex(
        [
            rule("a.name", match=Match(snis=("a.example",), ports=(80,))),
            rule("a.prefix", cidrs=("203.0.113.0/24",), ports=(80,)),
            rule("a.asn", kind=Kind.HOSTING, match=Match(asns=(4808,), transports=("udp",))),
        ]
    )
    hits = [*index.by_name("x.a.example"), *index.by_address("203.0.113.1"), *index.by_asn(4808)]
    assert [(hit.rule.id, hit.matched, hit.anchor.value) for hit in hits] == [
        ("a.name", "x.a.example", "a.example"), ("a.prefix", "203.0.113.0/24", "203.0.113.0/24"), ("a.asn", "AS4808", 4808),
    ]  # fmt: skip
