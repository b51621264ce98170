"""No sender belongs to two: held against comparing every pair."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.scenario_files import GOOD, checked

PREFIXES = st.tuples(st.integers(0, 255), st.integers(24, 32)).map(
    lambda part: str(ip_network((f"10.0.0.{part[0]}", part[1]), strict=False)).removesuffix("/32")
)
_BEFORE, _, _REST = GOOD.partition("devices:\n")
_AFTER = _REST[_REST.index("vantage_points:\n") :]


def scenario_with(holders: list[tuple[str, str]]) -> str:
    """The good file with other tools and others: kind and prefix of each, in lines of their own."""
    lists: dict[str, list[str]] = {"tools": [], "others": []}
    for at, (kind, prefix) in enumerate(holders):
        lists[kind].append(f"- {{name: n{at}, addresses: [{prefix}]}}\n")
    text = "".join(f"{kind}:\n{''.join(items)}" if items else "" for kind, items in lists.items())
    phone = '- {id: phone, role: phone, macs: ["02:00:00:00:08:20"]}\n'
    return f"{_BEFORE}devices:\n{phone}{text}{_AFTER}"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["tools", "others"]), PREFIXES), max_size=6))
def test_overlaps_are_found_as_by_comparing_every_pair(holders: list[tuple[str, str]]) -> None:
    pairs = [
        (one, two)
        for one, two in combinations(holders, 2)
        if ip_network(one[1]).overlaps(ip_network(two[1])) and (one[0], two[0]) != ("tools", "tools")
    ]
    scenario, faults = checked(scenario_with(holders))
    assert bool(faults) == bool(pairs)
    assert (scenario is None) == bool(faults)
    assert all("give each sender to one of them" in fault.message for fault in faults)
    assert len({(fault.line, fault.column) for fault in faults}) <= len(holders)
