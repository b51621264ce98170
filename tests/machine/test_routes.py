"""Routes as iproute2 lists them."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from harness.errors import MachineError
from harness.machine.routes import Route, networks, parse_routes
from tests.support.gateway_facts import interface

LISTED = """[
 {"dst":"default","gateway":"198.51.100.1","dev":"wan0","flags":[]},
 {"dst":"198.51.100.0/24","dev":"wan0","protocol":"kernel","scope":"link","prefsrc":"198.51.100.2","flags":[]},
 {"type":"unreachable","dst":"default","dev":"lo","table":"8277","metric":4278198272,"flags":[]},
 {"type":"local","dst":"127.0.0.0/8","dev":"lo","table":"local"},
 {"dst":"192.0.2.7","dev":"vpn0","table":"52"},{}]"""


def test_routes_of_every_table_but_the_kernels_own() -> None:
    assert parse_routes(LISTED, 4) == (
        Route(version=4, destination="0.0.0.0/0", interface="wan0", table="main"),
        Route(
            version=4, destination="198.51.100.0/24", interface="wan0", table="main", source="198.51.100.2"
        ),
        Route(version=4, destination="0.0.0.0/0", interface=None, table="8277"),
        Route(version=4, destination="192.0.2.7/32", interface="vpn0", table="52"),
    )
    assert [one.default for one in parse_routes(LISTED, 4)] == [True, False, True, False]


def test_nothing_listed_is_no_route() -> None:
    assert parse_routes("", 6) == ()


def test_what_is_no_listing_is_told() -> None:
    with pytest.raises(MachineError, match=r"iproute2 5\.0"):
        parse_routes("default via", 4)


def test_networks_in_use_are_those_of_addresses_and_routes() -> None:
    found = networks([interface("a", 1, "10.0.0.1/24", "fd00::1/64")], parse_routes(LISTED, 4))
    texts = ["10.0.0.0/24", "fd00::/64", "198.51.100.0/24", "192.0.2.7/32"]
    assert found == tuple(ip_network(text) for text in texts)
