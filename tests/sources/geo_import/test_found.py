"""Addresses, prefixes, numbers and codes as files write them."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.found import Found, Span, as_number, lines_of, span_between, span_of_prefix


@given(st.ip_addresses(), st.integers(0, 128))
def test_prefixes_are_those_of_the_standard_library(address: object, length: int) -> None:
    text = f"{address}/{length}"
    try:
        network = ip_network(text)
    except ValueError:
        assert isinstance(span_of_prefix(text), str)
        return
    expected = Span(network.version, int(network.network_address), int(network.broadcast_address))
    assert span_of_prefix(text) == expected


@given(st.ip_addresses(), st.ip_addresses())
def test_ranges_as_text_and_as_numbers_are_the_same(one: object, other: object) -> None:
    first, last = sorted(
        map(str, (one, other)), key=lambda text: (ip_address(text).version, int(ip_address(text)))
    )
    versions = {ip_address(first).version, ip_address(last).version}
    found = span_between(first, last)
    assert isinstance(found, str) == (len(versions) == 2)
    if versions == {4}:
        assert span_between(str(int(ip_address(first))), str(int(ip_address(last)))) == found


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1.2.3.4.5", "::1::", "1" * 40, "-1", "\u0661", "fe80::1%eth0", "1.2.3.4\0"]
)
def test_what_is_no_address(text: str) -> None:
    assert isinstance(span_between(text, text), str)
    assert isinstance(span_of_prefix(f"{text}/8"), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AS64496", 64496),
        ("64496", 64496),
        ("as1", 1),
        ("4294967296", None),
        ("CN", None),
        ("", None),
        ("\u0661", None),
    ],
)
def test_as_numbers(text: str, expected: int | None) -> None:
    assert as_number(text) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("cn", "CN"), ("UK", "GB"), ("EU", None), ("-", None), ("XK", "XK"), ("QQ", None), ("CHN", None)],
)
def test_codes(code: str, expected: str | None) -> None:
    found = Found(file="f")
    assert found.country(code, 3) == expected
    assert bool(found.faults) == (code == "CHN")


def test_lines_without_comments_and_blanks_keep_their_numbers() -> None:
    assert list(lines_of(b"\xef\xbb\xbfa\r\n#b\n\n \nc", Found())) == [(1, "a"), (5, "c")]
