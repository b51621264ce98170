"""NAT64 prefixes: the examples of RFC 6052 §2.4, discovery by RFC 7050, and laws."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.nat64 import LENGTHS, WELL_KNOWN, Prefixes, embedded, inner_of, told_prefix

EXAMPLES = (
    ("2001:db8::/32", "2001:db8:c000:221::"),
    ("2001:db8:100::/40", "2001:db8:1c0:2:21::"),
    ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::"),
    ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"),
    ("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"),
    ("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"),
    ("64:ff9b::/96", "64:ff9b::192.0.2.33"),
)
"""RFC 6052 §2.4, tables 2 and 3."""
INNER = IPv4Address("192.0.2.33")
INNERS = st.integers(0, 2**32 - 1).map(IPv4Address)
PREFIXES = st.builds(
    lambda number, length: IPv6Network((number & ~(0xFF << 56), length), strict=False),
    st.integers(0, 2**128 - 1),
    st.sampled_from(LENGTHS),
)
GLOBAL = st.builds(
    lambda number, length: IPv6Network((1 << 125 | number & ~(0xFF << 56), length), strict=False),
    st.integers(0, 2**125 - 1),
    st.sampled_from(LENGTHS),
)


@pytest.mark.parametrize(("prefix", "address"), EXAMPLES)
def test_examples_of_rfc_6052(prefix: str, address: str) -> None:
    network = IPv6Network(prefix)
    assert embedded(network, INNER) == IPv6Address(address)
    assert inner_of(IPv6Address(address), network.prefixlen) == INNER


@pytest.mark.parametrize(("prefix", "_"), EXAMPLES)
@pytest.mark.parametrize("well_known", WELL_KNOWN)
def test_a_prefix_is_told_by_either_well_known_address(prefix: str, _: str, well_known: IPv4Address) -> None:
    assert told_prefix(embedded(IPv6Network(prefix), well_known)) == IPv6Network(prefix)


@given(PREFIXES, INNERS)
def test_what_was_embedded_is_taken_out_again(prefix: IPv6Network, inner: IPv4Address) -> None:
    address = embedded(prefix, inner)
    assert address in prefix
    assert inner_of(address, prefix.prefixlen) == inner
    assert int(address) >> 56 & 0xFF == 0


@given(PREFIXES, INNERS)
def test_the_places_are_those_of_the_octets_in_the_rfc_s_figure(
    prefix: IPv6Network, inner: IPv4Address
) -> None:
    """RFC 6052 §2.2, figure 1, octet by octet."""
    octets, place = bytearray(prefix.network_address.packed), prefix.prefixlen // 8
    for octet in inner.packed:
        place += place == 8
        octets[place] = octet
        place += 1
    assert embedded(prefix, inner).packed == bytes(octets)


@given(st.integers(0, 2**128 - 1).map(IPv6Address), st.sampled_from(LENGTHS))
def test_an_address_whose_u_octet_is_not_zero_holds_none(address: IPv6Address, length: int) -> None:
    assert (inner_of(address, length) is None) == bool(address.packed[8])


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_any_answer_tells_a_prefix_or_none(answer: IPv6Address) -> None:
    told = told_prefix(answer)
    assert told is None or (answer in told and inner_of(answer, told.prefixlen) in WELL_KNOWN)


def test_an_answer_that_holds_the_address_at_two_places_tells_none() -> None:
    assert told_prefix(IPv6Address("2001:db8:c000:aa::192.0.0.170")) is None
    assert told_prefix(IPv6Address("2001:db8::1")) is None


@given(GLOBAL, INNERS)
def test_an_address_behind_a_told_prefix_is_found_in_it(prefix: IPv6Network, inner: IPv4Address) -> None:
    prefixes = Prefixes.told(["192.0.0.170", str(embedded(prefix, WELL_KNOWN[0]))])
    found = prefixes.holding(str(embedded(prefix, inner)))
    assert (prefix, inner) in found or not prefixes.networks or not int(inner) >> 24
    assert prefixes.holding("198.51.100.7") == []


@pytest.mark.parametrize("prefix", ["fe80::/64", "ff02::/96", "::/96", "100::/64"])
def test_a_prefix_that_packets_do_not_leave_the_link_by_is_none(prefix: str) -> None:
    assert not Prefixes.told([str(embedded(IPv6Network(prefix), WELL_KNOWN[0]))]).networks


def test_the_longest_prefix_comes_first() -> None:
    short, long = IPv6Network("2001:db8::/32"), IPv6Network("2001:db8:64::/96")
    prefixes = Prefixes.told([str(embedded(net, WELL_KNOWN[0])) for net in (short, long)])
    found = prefixes.holding("2001:db8:64::192.0.2.33")
    assert [network for network, _ in found] == [long]  # of the short one 0.100.0.0 would be behind it
    found = prefixes.holding("2001:db8:c000:221::")
    assert found == [(short, INNER)]
