"""Which endpoints may resolve names: any rule counts, and what stands beside a resolver is told by its name."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.rules import Category
from harness.model.ruleset import Ruleset
from harness.stages.classes import classify
from harness.stages.resolvers import Resolvers, find_resolvers
from harness.tables.endpoints import ENDPOINTS
from harness.tables.places import PLACES
from tests.support.places_example import endpoint, frame, place
from tests.support.rule_files import rule

Row = dict[str, Any]
RULES = Ruleset(
    rules=(
        rule("v.dns", hosts=("dns.vendor.example",), category=Category.DNS),
        rule("v.address", cidrs=("198.51.100.7/32",), category=Category.DNS),
        rule("v.lookup", suffixes=("lookup.example",), category=Category.HTTPDNS),
        rule("v.site", suffixes=("vendor.example",), category=Category.TELEMETRY),
    ),
    sha256="0" * 64,
)


def resolvers(*rows: Row) -> Resolvers:
    endpoints = frame(ENDPOINTS, *rows)
    places = frame(PLACES, *(place(ip) for ip in dict.fromkeys(row["server_ip"] for row in rows)))
    return find_resolvers(endpoints, classify(endpoints, places, RULES), RULES)


def at(address: str, *names: str, **given: Any) -> Row:
    return endpoint(address, name=names[0] if names else None, names=list(names), **given)


def found(*rows: Row) -> tuple[list[str], list[str]]:
    of = resolvers(*rows)
    return of.endpoints["resolver"].to_list(), of.other_names.to_list()


@pytest.mark.parametrize(("row", "wanted"), [
    (at("8.0.0.1", "dns.vendor.example"), (["dns"], [])),
    (at("8.0.0.1", "www.vendor.example"), ([], [])),
    (at("8.0.0.1", "www.vendor.example", "dns.vendor.example"), (["dns"], ["www.vendor.example"])),
    (at("8.0.0.1", "dns.vendor.example", "www.vendor.example", "a.example"), (["dns"], ["www.vendor.example"])),
    (at("198.51.100.7"), (["dns"], [])),
    (at("198.51.100.7", "www.vendor.example"), (["dns"], ["www.vendor.example"])),
    (at("198.51.100.7", "x.lookup.example"), (["httpdns"], [])),
    (at("8.0.0.1", "a.example"), ([], [])),
    (at("8.0.0.1"), ([], [])),
])  # fmt: skip
def test_what_the_catalogue_knows(row: Row, wanted: tuple[list[str], list[str]]) -> None:
    assert found(row) == wanted


def test_an_endpoint_without_a_port_is_found_too_and_names_are_told_once() -> None:
    rows = [
        at("198.51.100.7", "www.vendor.example", server_port=port, transport=transport)
        for port, transport in ((443, "tcp"), (443, "udp"), (None, "icmp"))
    ]
    assert found(*rows) == (["dns"] * 3, ["www.vendor.example"])


def test_no_endpoints_resolve_nothing() -> None:
    assert found() == ([], [])
