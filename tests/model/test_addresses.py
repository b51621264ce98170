"""Scopes of known addresses, and the table look-up against a plain search."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.addresses import SPECIAL, looked_up, number_of, scope_of
from harness.model.words import Scope

LOCAL, CARRIER, INTERNET = Scope.LOCAL, Scope.CARRIER, Scope.INTERNET

KNOWN = [
    ("127.0.0.1", LOCAL, "loopback"),
    ("::1", LOCAL, "loopback"),
    ("192.168.1.255", LOCAL, "private"),
    ("172.31.255.255", LOCAL, "private"),
    ("172.32.0.0", INTERNET, "global"),
    ("fd00::1", LOCAL, "unique_local"),
    ("fe80::1%eth0", LOCAL, "link_local"),
    ("169.254.1.1", LOCAL, "link_local"),
    ("224.0.0.251", LOCAL, "multicast"),
    ("ff02::fb", LOCAL, "multicast"),
    ("255.255.255.255", LOCAL, "broadcast"),
    ("0.0.0.0", LOCAL, "unspecified"),
    ("::", LOCAL, "unspecified"),
    ("0.1.2.3", LOCAL, "this_network"),
    ("100.64.0.1", CARRIER, "cgnat"),
    ("100.127.255.255", CARRIER, "cgnat"),
    ("100.128.0.0", INTERNET, "global"),
    ("192.0.0.2", CARRIER, "ds_lite"),
    ("192.0.0.8", LOCAL, "ietf_protocol"),
    ("64:ff9b::1.2.3.4", INTERNET, "nat64"),
    ("64:ff9b:1::1", INTERNET, "nat64"),
    ("64:ff9b:0:1::1", LOCAL, "reserved"),
    ("192.0.2.1", INTERNET, "documentation"),
    ("198.51.100.1", INTERNET, "documentation"),
    ("203.0.113.9", INTERNET, "documentation"),
    ("2001:db8::1", INTERNET, "documentation"),
    ("3fff:fff::1", INTERNET, "documentation"),
    ("198.18.0.1", LOCAL, "benchmarking"),
    ("2001:2::1", LOCAL, "benchmarking"),
    ("2001:0:4136:e378::1", INTERNET, "teredo"),
    ("2002:808:808::1", INTERNET, "6to4"),
    ("::ffff:10.0.0.1", LOCAL, "v4_mapped"),
    ("::ffff:100.64.0.1", CARRIER, "v4_mapped"),
    ("::ffff:8.8.8.8", INTERNET, "v4_mapped"),
    ("240.0.0.1", LOCAL, "reserved"),
    ("fec0::1", LOCAL, "site_local"),
    ("2001:30::1", INTERNET, "ietf_protocol"),
    ("8.8.8.8", INTERNET, "global"),
    ("2a00:1450::1", INTERNET, "global"),
]


@pytest.mark.parametrize(("address", "scope", "kind"), KNOWN)
def test_known_address(address: str, scope: Scope, kind: str) -> None:
    assert scope_of(address) == (scope, kind)


@pytest.mark.parametrize("text", ["", "1.2.3", "01.2.3.4", "example.org", "1.2.3.4:80"])
def test_text_that_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        scope_of(text)


def _edges() -> list[IPv4Address | IPv6Address]:
    """First and last address of every block, and their neighbours outside it."""
    found: list[IPv4Address | IPv6Address] = []
    for prefix, *_ in SPECIAL:
        net = ip_network(prefix)
        near = (int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1)
        found += [type(net[0])(number) for number in near if 0 <= number < 2**net.max_prefixlen]
    return found


def _by_search(address: IPv4Address | IPv6Address) -> tuple[Scope, str]:
    """The longest listed prefix that holds the address, found by trying each."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return _by_search(address.ipv4_mapped)[0], "v4_mapped"
    blocks = [(ip_network(prefix), scope, kind) for prefix, scope, kind, _ in SPECIAL]
    holding = [block for block in blocks if block[0].version == address.version and address in block[0]]
    _, scope, kind = max(holding, key=lambda block: block[0].prefixlen)
    return scope, kind


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6), st.sampled_from(_edges())))
def test_table_look_up_equals_longest_prefix_search(address: IPv4Address | IPv6Address) -> None:
    assert scope_of(str(address)) == _by_search(address)


@given(st.ip_addresses(v=4))
def test_mapped_address_has_the_scope_of_the_inner_one(address: IPv4Address) -> None:
    assert scope_of(f"::ffff:{address}")[0] is scope_of(str(address))[0]


@given(st.ip_addresses(v=4))
def test_every_wrapping_gives_back_its_ipv4_address(address: IPv4Address) -> None:
    number = int(address)
    for wrapped in (
        (0xFFFF << 32) | number,
        (0x0064FF9B << 96) | number,
        (0x2002 << 112) | (number << 80) | 1,
        (0x20010000 << 96) | (number ^ 0xFFFFFFFF),
    ):
        assert looked_up(str(IPv6Address(wrapped))) == str(address)


@given(st.ip_addresses())
def test_looking_up_twice_changes_nothing(address: IPv4Address | IPv6Address) -> None:
    once = looked_up(str(address))
    assert looked_up(once) == once
    ip_address(once)


def test_local_use_nat64_is_not_unwrapped() -> None:
    assert looked_up("64:ff9b:1::808:808") == "64:ff9b:1::808:808"


def test_every_block_cites_its_definition_once() -> None:
    prefixes = [prefix for prefix, *_ in SPECIAL]
    assert len(prefixes) == len(set(prefixes))
    assert all(reference.startswith("RFC ") for *_, reference in SPECIAL)


@pytest.mark.parametrize(
    ("text", "number", "bits"),
    [("0.0.0.1", 1, 32), ("::1", 1, 128), ("fe80::1%eth0", 0xFE80 << 112 | 1, 128)],
)
def test_numbers_of_addresses(text: str, number: int, bits: int) -> None:
    assert number_of(text) == (number, bits)


@pytest.mark.parametrize("text", ["", "a.example", "1.2.3", "1.2.3.4.5", "::g"])
def test_what_is_no_address_has_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        number_of(text)
