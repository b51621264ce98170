"""Whether an endpoint can be on the internet, and a translator on the way."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.stages.endpoint_scopes import with_scopes
from harness.tables.names import NAMES
from harness.tables.parts import Whole
from tests.support.split import Split
from tests.support.tables import name, names_of


def scopes(*addresses: str, names: pl.DataFrame | None = None) -> pl.DataFrame:
    endpoints = pl.DataFrame(
        {"vantage": ["app"] * len(addresses), "server_ip": list(addresses)},
        schema={"vantage": pl.String, "server_ip": pl.String},
    )
    return with_scopes(endpoints, Whole(NAMES.empty() if names is None else names))


@pytest.mark.parametrize(("address", "scope", "kind"), [
    ("192.168.1.5", "local", "private"), ("198.18.0.9", "local", "benchmarking"), ("100.64.0.9", "carrier", "cgnat"),
    ("203.0.113.9", "internet", "documentation"), ("2001:db8::9", "internet", "documentation"), ("fe80::9", "local", "link_local"),
])  # fmt: skip
def test_blocks(address: str, scope: str, kind: str) -> None:
    row = scopes(address).row(0, named=True)
    assert (row["scope"], row["scope_kind"], row["nat64_prefix"]) == (scope, kind, None)


def test_every_endpoint_stays_though_an_address_is_there_twice() -> None:
    found = scopes("192.168.1.5", "203.0.113.9", "192.168.1.5")
    assert sorted(found["scope"]) == ["internet", "local", "local"]


def test_behind_a_translator_stands_the_internet_though_its_prefix_is_private() -> None:
    told = names_of(name("ipv4only.arpa", "dns", server_ip="fd00:64::c000:aa"))
    row = scopes("fd00:64::cb00:7109", names=told).row(0, named=True)
    assert (row["scope"], row["scope_kind"], row["nat64_prefix"]) == ("internet", "nat64", "fd00:64::/96")


def test_parts_of_names_make_no_difference() -> None:
    told = names_of(name("ipv4only.arpa", "dns", server_ip="fd00:64::c000:aa"), name("a.example"))
    endpoints = pl.DataFrame({"vantage": ["app"], "server_ip": ["fd00:64::cb00:7109"]})
    assert_frame_equal(with_scopes(endpoints, Split(told, 1)), with_scopes(endpoints, Whole(told)))
