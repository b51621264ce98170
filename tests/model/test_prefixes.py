"""Prefixes by search in ranges, held against asking every prefix."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from harness.model.prefixes import Prefixes

FEW = st.integers(0, 2**32 - 1).map(lambda number: number & 0xC00000C3)
"""Numbers that often share their first bits."""
FOUR = st.tuples(FEW, st.integers(0, 32)).map(
    lambda one: str(ip_network((one[0] >> (32 - one[1]) << (32 - one[1]), one[1])))
)
SIX = FOUR.map(lambda text: f"2001:db8::/{32 + int(text.split('/')[1])}")


@given(st.lists(FOUR | SIX, max_size=12), FEW)
def test_all_prefixes_that_hold_an_address_are_found_longest_first(texts: list[str], number: int) -> None:
    found = Prefixes((text, (text, at)) for at, text in enumerate(texts)).holding(number, 32)
    address = ip_address(number)
    wanted = [(text, at) for at, text in enumerate(texts) if address in ip_network(text)]
    assert list(found) == sorted(wanted, key=lambda one: (-ip_network(one[0]).prefixlen, one[1]))


def test_ends_of_a_prefix_lie_in_it_and_their_neighbours_do_not() -> None:
    table = Prefixes([("203.0.113.0/24", "wide"), ("203.0.113.128/25", "narrow")])
    first = int(ip_address("203.0.113.0"))
    assert table.holding(first - 1, 32) == ()
    assert table.holding(first, 32) == ("wide",)
    assert table.holding(first + 127, 32) == ("wide",)
    assert table.holding(first + 128, 32) == ("narrow", "wide")
    assert table.holding(first + 255, 32) == ("narrow", "wide")
    assert table.holding(first + 256, 32) == ()


def test_families_do_not_meet_and_the_last_address_has_no_neighbour() -> None:
    table = Prefixes([("::/0", "six"), ("255.255.255.255/32", "last")])
    assert table.holding(0, 128) == table.holding(2**128 - 1, 128) == ("six",)
    assert table.holding(2**32 - 1, 32) == ("last",)
    assert table.holding(0, 32) == ()
    assert Prefixes[str]([]).holding(0, 32) == ()
