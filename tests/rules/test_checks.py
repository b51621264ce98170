"""Checks of single fields: what passes, and the proposals for mending."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rules.checks import asn_problem, cidr_problem, country_problem, host_problem


@pytest.mark.parametrize(
    "name",
    ["dji.com", "_psis._udp.jpush.cn", "xn--bcher-kva.example", "a-b.c", "1e100.net", "a" * 63 + ".cn"],
)
def test_names_of_the_wire_pass(name: str) -> None:
    assert host_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ["-a.cn", "a-.cn", "a..cn", "a b.cn", "a" * 64 + ".cn", "dji.com:443", "", "a." * 127 + "cn", "a\\.b.cn"],
)
def test_what_dns_cannot_carry_does_not(name: str) -> None:
    assert host_problem(name) is not None


@pytest.mark.parametrize(("name", "hint"), [
    ("bücher.example", "'xn--bcher-kva.example'"), ("straße.example", "'xn--strae-oqa.example'"),
    ("a b\u2603.example", "A-labels"), ("\ud800.example", "A-labels"),
])  # fmt: skip
def test_a_name_in_other_letters_is_told_as_a_labels(name: str, hint: str) -> None:
    assert hint in str(host_problem(name))


@pytest.mark.parametrize(
    "text", ["203.107.1.0/24", "8.8.8.8/32", "2400:3200::1/128", "2001:db8::/32", "1.0.0.0/8"]
)
def test_prefixes_in_short_form_pass(text: str) -> None:
    assert cidr_problem(text) is None


def test_a_prefix_is_written_one_way_only() -> None:
    assert "'2001:db8::/32'" in str(cidr_problem("2001:0db8::/32"))
    assert "too wide" in str(cidr_problem("2000::/3"))


@given(st.integers())
def test_as_numbers_are_those_that_can_be_announced(number: int) -> None:
    public = 0 < number < 4_200_000_000 and number != 23456 and not 64496 <= number <= 131071
    assert (asn_problem(number) is None) is public


def test_countries_are_codes_and_not_groups() -> None:
    assert country_problem("CN") is None
    assert country_problem("HK") is None
    for code in ("EU", "XX", "D", "DE ", " D", "", "E A"):
        assert country_problem(code) is not None
