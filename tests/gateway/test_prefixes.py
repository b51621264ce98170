"""Networks for devices: free, private, and never the gateway's own address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Network

from hypothesis import given
from hypothesis import strategies as st

from harness.gateway.prefixes import CANDIDATES, free_network, lease_range, local_prefix, own_network

NETWORKS = st.builds(
    lambda address, length: IPv4Network((address, length), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(8, 32),
)


@given(st.lists(NETWORKS | st.sampled_from(CANDIDATES), max_size=30))
def test_what_is_chosen_overlaps_nothing(taken: list[IPv4Network]) -> None:
    found = free_network(taken)
    if found is None:
        assert all(any(one.overlaps(each) for each in taken) for one in CANDIDATES)
    else:
        assert found.is_private
        assert not any(found.overlaps(each) for each in taken)


def test_where_all_are_taken_there_is_none() -> None:
    assert free_network([IPv4Network("0.0.0.0/0")]) is None


@given(st.binary(min_size=5, max_size=16))
def test_a_local_prefix_is_one_of_rfc_4193(draw: bytes) -> None:
    found = local_prefix(draw)
    assert found.prefixlen == 64
    assert found.subnet_of(IPv6Network("fd00::/8"))


@given(st.integers(0, 2**32 - 1), st.integers(8, 29), st.data())
def test_leases_are_within_the_network_and_leave_the_gateway_alone(
    base: int, length: int, data: st.DataObject
) -> None:
    network = IPv4Network((base, length), strict=False)
    mine = data.draw(st.integers(int(network.network_address) + 1, int(network.broadcast_address) - 1))
    first, last = map(IPv4Address, lease_range(IPv4Interface((mine, length))))
    assert first in network
    assert last in network
    assert network.network_address < first <= last < network.broadcast_address
    assert not first <= IPv4Address(mine) <= last
    assert int(last) - int(first) < 200


def test_an_address_that_no_device_can_be_beside_is_none() -> None:
    assert own_network(["169.254.3.4/16", "10.0.0.1/30", "192.0.2.1/32"]) is None
    assert own_network([]) is None
