"""What the catalogue keeps to besides what the loader checks: near misses, one spelling per operator, clouds apart from tenants."""

from __future__ import annotations

import re
from collections import defaultdict
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import pytest

from harness.model.rules import Kind, Rule
from harness.model.seen import oui_digits
from harness.rules.catalogue import load_catalogue
from harness.rules.examples import parse_example
from tests.support.repository import ROOT

NEAR_V4, NEAR_V6 = 256, 1 << 64
"""Addresses this close to a prefix, or inside it at another port, are near misses."""
CLOUDS = (
    "amazonaws.com", "aliyuncs.com", "myqcloud.com", "myhuaweicloud.com", "bcebos.com", "volces.com", "windows.net",
    "cloudapp.net", "azurewebsites.net", "googleusercontent.com", "firebaseio.com", "appspot.com", "digitaloceanspaces.com",
    "qbox.me", "ufileos.com", "ksyun.com", "cloudfront.net", "azureedge.net", "workers.dev", "oraclecloud.com",
    "amazonaws.com.cn", "storage.googleapis.com",
)  # fmt: skip
"""Names below which any tenant may be: a host below them says who hosts."""


def shipped() -> tuple[Rule, ...]:
    return load_catalogue().rules


def is_near(rule: Rule, text: str) -> bool:
    """Whether an example differs from what the rule matches by little; a name with ``not`` put before it is too cheap."""
    example = parse_example(text)
    match = rule.match
    if rule.kind is Kind.SOFTWARE:
        return any(text == positive.rpartition(" ")[0] for positive in rule.positive)
    if example.mac is not None:
        return any(near_mac(oui, example.mac) for oui in match.ouis)
    if example.name is not None:
        return any(near_name(key, example.name) for key in (*match.hosts, *match.suffixes))
    if example.asn is not None:
        return any(abs(example.asn - asn) <= 1 for asn in match.asns)
    return any(near_address(ip_network(cidr), example.address or "") for cidr in match.cidrs)


def near_name(key: str, name: str) -> bool:
    """Below the key, beside it, above it, with its first label, or beginning or ending alike."""
    if name == f"not{key}":
        return False
    parent = key.partition(".")[2]
    beside = "." in parent and (name == parent or name.endswith(f".{parent}"))
    first = key.partition(".")[0]
    alike = name.endswith(key) or name.startswith(first[:4]) or first in name.split(".")
    return beside or alike


def near_address(network: IPv4Network | IPv6Network, text: str) -> bool:
    address = ip_address(text)
    if address.version != network.version:
        return False
    reach = NEAR_V4 if address.version == 4 else NEAR_V6
    return int(network[0]) - reach <= int(address) <= int(network[-1]) + reach


def near_mac(oui: str, mac: str) -> bool:
    """The assignment next to an OUI."""
    digits = oui_digits(oui)
    return abs(int(oui_digits(mac)[: len(digits)], 16) - int(digits, 16)) == 1


def test_dates_stand_in_a_source() -> None:
    """A date of first or last seeing is that of a capture or a report that the rule cites."""
    wrong = [
        (rule.id, date)
        for rule in shipped()
        for date in (rule.first_seen, rule.last_seen)
        if date and not any(date in source for source in rule.sources)
    ]
    assert wrong == []
    assert sum(rule.first_seen is not None for rule in shipped()) > 20


def test_every_repository_cited_stands_in_the_table_of_licences() -> None:
    told = (ROOT / "endpoints/README.md").read_text(encoding="utf-8")
    cited = {
        found[0]
        for rule in shipped()
        for source in rule.sources
        if (found := re.match(r"@?[\w.-]+/[\w.-]+(?=:|,? [0-9]+\.)", source))
    }
    assert len(cited) > 20
    assert sorted(name for name in cited if name not in told) == []


def test_every_rule_has_a_near_miss() -> None:
    far = {
        rule.id: rule.negative for rule in shipped() if not any(is_near(rule, text) for text in rule.negative)
    }
    assert far == {}


@pytest.mark.parametrize(
    ("key", "name", "near"),
    [
        ("acme.example", "notacme.example", False),
        ("acme.example", "other.example", False),
        ("acme.example", "acme.example.test", True),
        ("acme.example", "acmesoft.example", True),
        ("acme.example", "myacme.example", True),
        ("acme.example", "time.acme.test", True),
        ("mqtt.acme.example", "acme.example", True),
        ("mqtt.acme.example", "api.acme.example", True),
        ("mqtt.acme.example", "other.mqtt.acme.example", True),
        ("mqtt.acme.example", "other.example", False),
    ],
)
def test_what_is_near(key: str, name: str, *, near: bool) -> None:
    assert near_name(key, name) is near


def test_an_operator_is_spelled_in_one_way() -> None:
    spellings = defaultdict(set)
    for rule in shipped():
        spellings[re.sub(r"\W+|\b(inc|ltd|co|corp|limited)\b", "", rule.operator.lower())].add(rule.operator)
    assert [names for names in spellings.values() if len(names) > 1] == []


def test_an_operator_is_controlled_from_one_country() -> None:
    countries = defaultdict(set)
    for rule in shipped():
        countries[rule.operator].add(rule.control_country)
    assert {operator: found for operator, found in countries.items() if len(found) > 1} == {}


def test_one_file_for_an_operator() -> None:
    """Rules that name an operator of their own stand with whom they belong to; those of a file's head stand in one file."""
    files = defaultdict(set)
    for rule in shipped():
        files[rule.operator].add(rule.id.partition(".")[0])
    assert {operator: found for operator, found in files.items() if len(found) > 1} == {
        "Google": {"google", "dji", "autel", "parrot"}
    }, "Firebase projects stand with the vendor whose they are"


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_tenant_of_a_cloud_is_not_the_cloud(cloud: str) -> None:
    hits = load_catalogue().index.hits([f"some-tenant.region.{cloud}"], None, None)
    assert {hit.rule.kind for hit in hits} == {Kind.HOSTING}
