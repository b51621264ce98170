"""The catalogue against the gathered facts: each fact is a rule that says the same, or stands in a list with a reason.

The facts lie beside the project, never in it. Compared are match, operator, country of control, category, confidence
(a rule may be softer, never firmer), basis, sources and the data named. How facts are said in rules, and what is left
out, stands in ``tests/data/catalogue_facts.yaml``.

Blind spots: whether the reasoning means what the purpose of the fact says is not compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from harness.model.protocols import PORTS, Protocol
from harness.model.rules import Confidence, Kind, Rule
from harness.rules.catalogue import load_catalogue
from tests.support.repository import ROOT

SHARED = ROOT / "../shared/domain"
FILES = ("vendors", "services", "hosting", "resolvers", "ouis", "protocols")
FIELDS = {
    "exact": "hosts",
    "suffix": "suffixes",
    "ip": "cidrs",
    "cidr": "cidrs",
    "asn": "asns",
    "oui": "ouis",
}
"""Type of a fact's match -> the field of a rule that holds its value."""
BASES = {
    "name": r"read off|inferred from the name",
    "code": r"program code|hard-coded|in its configuration|Firebase project",
    "traffic": r"traffic records",
    "doc": r"published documentation|fixed anycast",
    "list": r"public domain list|listed|Names of",
}
"""Basis of a fact -> what tells a reader of the rule that it rests on it."""
FIRMNESS = list(Confidence)
NAMELESS = "public code or host-name corpus whose origin is not named"

Fact = dict[str, Any]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="capability: shared")


def read(path: Any) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@cache
def said() -> dict[str, Any]:
    """How facts are said in rules, and what is left out."""
    loaded: dict[str, Any] = read(ROOT / "tests/data/catalogue_facts.yaml")
    return loaded


def label(file: str, fact: Fact) -> str:
    match = fact["match"]
    transport = f"/{match['transport']}" if "transport" in match else ""
    where = f" ({match['context']})" if "context" in match else ""
    return f"{file} {match['type']} {match['value']}{transport}{where}"


def kind_of(name: str, fact: Fact) -> str:
    """File, type and category, by which facts of protocols are listed."""
    return f"{name.split(maxsplit=1)[0]} {fact['match']['type']} {fact['category']}"


@cache
def facts() -> dict[str, Fact]:
    """Facts by file, type and value."""
    found = [(label(file, fact), fact) for file in FILES for fact in read(SHARED / f"{file}.yaml")["entries"]]
    assert [name for name, count in Counter(name for name, _ in found).items() if count > 1] == []
    return dict(found)


@cache
def rules_by_key() -> dict[tuple[str, str], Rule]:
    """Rules by field and value; of several for one key that which no port narrows."""
    ordered = sorted(load_catalogue().rules, key=lambda rule: not rule.match.ports)
    fields = sorted(set(FIELDS.values()))
    return {
        (field, str(value)): rule
        for rule in ordered
        for field in fields
        for value in getattr(rule.match, field)
    }


def rule_of(fact: Fact) -> Rule | None:
    """The rule with the very key of a fact; None where there is none."""
    kind, value = fact["match"]["type"], str(fact["match"]["value"])
    if kind == "ip":
        value += "/128" if ":" in value else "/32"
    if kind == "oui":
        value = value.removesuffix("/28")
    return rules_by_key().get((FIELDS.get(kind, ""), value))


def departures(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Labels of a part of the list, each with its entry."""
    for entry in said()[part]:
        named = entry.get("facts", [entry["fact"]] if "fact" in entry else [])
        kinds = entry.get("kinds", [])
        of_kinds = [name for name, fact in facts().items() if kind_of(name, fact) in kinds]
        assert {kind_of(name, facts()[name]) for name in of_kinds} == set(kinds), "a kind without facts"
        for name in (*named, *of_kinds):
            yield name, entry


def differing(key: str) -> set[str]:
    return {name for name, entry in departures("differs") if entry["key"] == key}


def pairs() -> list[tuple[str, Fact, Rule]]:
    found = [(name, fact, rule_of(fact)) for name, fact in facts().items()]
    return [(name, fact, rule) for name, fact, rule in found if rule is not None]


def test_every_fact_is_a_rule_or_is_listed_once() -> None:
    listed = Counter(name for part in ("covered", "software", "left_out") for name, _ in departures(part))
    assert [name for name, count in listed.items() if count > 1] == []
    without = {name for name, fact in facts().items() if rule_of(fact) is None}
    assert without - set(listed) == set(), "facts that are neither a rule nor listed"
    assert set(listed) - without == set(), "listed, although a rule has it or no fact says it"


def test_each_reason_is_one_sentence() -> None:
    reasons = [entry["reason"] for part in ("covered", "left_out", "differs") for entry in said()[part]]
    assert reasons
    assert [text for text in reasons if not re.fullmatch(r"[A-Z](?:[^.]|\.(?! ))+\.", text)] == []


def test_covered_facts_are_covered_by_the_rules_named() -> None:
    index = load_catalogue().index
    for name, entry in departures("covered"):
        pattern = facts()[name]["match"]["value"]
        for sample, rule in entry["samples"].items():
            assert re.search(pattern, sample), sample
            assert index.hits([sample], None, None)[0].rule.id == rule, sample


def test_ports_of_resolvers_are_known_to_the_program() -> None:
    ports = [
        facts()[name]["match"] for name, _ in departures("left_out") if name.startswith("resolvers port")
    ]
    unknown = {(match["transport"], match["value"]) for match in ports} - set(PORTS)
    assert unknown == {("udp", 853), ("udp", 784)}, "read as QUIC by what is sent"


def test_decoders_know_what_is_left_to_them() -> None:
    """Each word that a reason leans on is a word of the program, for each category that it leaves out."""
    for name, entry in departures("left_out"):
        if "decoders" in entry and "kinds" in entry:
            assert Protocol(entry["decoders"][facts()[name]["category"]]), name


def test_software_rules_tell_the_protocols_of_the_facts() -> None:
    rules = {rule.id: rule for rule in load_catalogue().rules}
    for name, entry in departures("software"):
        rule, fact = rules[entry["rule"]], facts()[name]
        assert rule.kind is Kind.SOFTWARE, name
        assert fact["category"] in rule.match.protocols, name
        assert rule.control_country == fact["operator_country"], name
        assert set(fact["sources"]) <= set(rule.sources), name
        assert FIRMNESS.index(rule.confidence) >= FIRMNESS.index(Confidence(fact["confidence"])), name


def test_operators_are_those_of_the_facts() -> None:
    spelled = {(given, ours) for ours, theirs in said()["operators"].items() for given in theirs}
    spoken = {(fact["operator"], rule.operator) for _, fact, rule in pairs()}
    assert {(given, ours) for given, ours in spoken if given != ours} == spelled


def test_countries_are_those_of_the_facts() -> None:
    wrong = {name for name, fact, rule in pairs() if rule.control_country != fact["operator_country"]}
    assert wrong == differing("country")


def test_categories_are_those_of_the_facts() -> None:
    words = said()["categories"]
    wrong = {
        name: (fact["category"], rule.category.value)
        for name, fact, rule in pairs()
        if rule.category.value not in words[fact["category"]]
    }
    assert set(wrong) == differing("category"), wrong


def test_no_rule_is_firmer_than_its_fact() -> None:
    firmness = {
        name: FIRMNESS.index(rule.confidence) - FIRMNESS.index(Confidence(fact["confidence"]))
        for name, fact, rule in pairs()
    }
    assert [name for name, softer in firmness.items() if softer < 0] == []
    assert {name for name, softer in firmness.items() if softer > 0} == differing("confidence")


def test_a_purpose_read_off_the_name_is_never_firm_alone() -> None:
    """Firm may be that the name is the vendor's, or of the category of the listed name above it; not a narrower purpose."""
    firm = (Confidence.DOCUMENTED, Confidence.OBSERVED)
    index = load_catalogue().index
    wrong = []
    for name, fact, rule in pairs():
        if fact.get("basis") == "name" and rule.confidence in firm and rule.category != "vendor-first-party":
            above = [
                hit.rule.category
                for hit in index.by_name(fact["match"]["value"])[1:]
                if hit.rule.confidence in firm
            ]
            wrong += [] if rule.category in above else [name]
    assert wrong == []


def test_the_basis_stands_in_the_reasoning() -> None:
    wrong = {
        name: (fact["basis"], rule.id, rule.reasoning)
        for name, fact, rule in pairs()
        if "basis" in fact and not re.search(BASES[fact["basis"]], rule.reasoning)
    }
    assert wrong == {}


def as_cited(source: str) -> str:
    """A source as the rules cite it: the registry first, no folder of a machine, one phrase for all of unnamed origin."""
    if "not named" in source:
        return NAMELESS
    return re.sub(r" \(/[^)]*\)", "", source).replace("IEEE OUI via", "IEEE OUI registry, as in")


def test_sources_are_kept() -> None:
    wrong = {
        name: missing
        for name, fact, rule in pairs()
        if (missing := set(map(as_cited, fact["sources"])) - set(rule.sources))
    }
    assert wrong == {}


def test_data_named_by_facts_is_expected() -> None:
    wrong = {
        name: missing
        for name, fact, rule in pairs()
        if (missing := {word.partition("(")[0] for word in fact.get("data", [])} - set(rule.data_expected))
    }
    assert wrong == {}
