"""MUD files: every entry is read as RFC 8520 and RFC 8519 have it, and what is wrong is told with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.mud import Entry
from harness.sources.mud_file import MAX_ENTRIES, parse_mud
from tests.support.mud_files import WHOLE, ace, mud, octets, port, to_host


def entry(**matches: Any) -> Entry:
    (found,) = parse_mud(octets(mud(ace("a", **matches))), "f").entries
    return found


def test_a_whole_file() -> None:
    found = parse_mud(octets(WHOLE), "f")
    assert (found.url, found.systeminfo) == ("https://acme.example/drone.json", "Example drone")
    assert [one.where for one in found.entries if one.from_device] == [
        f"fr {name}" for name in ("cloud", "cloud6", "broker", "block", "dns", "mine", "kin", "ping")
    ]
    first = found.entries[0]
    assert (first.hosts, first.protocols, first.ports, first.other) == (
        ("cloud.acme.example",),
        (6,),
        ((443, 443),),
        (),
    )
    assert [one.hosts for one in found.entries if not one.from_device] == [
        ("cloud.acme.example",),
        ("push.acme.example",),
    ]
    assert found.entries[3].networks == ("203.0.113.5/24",)
    assert found.entries[4].other == ("controller urn:ietf:params:mud:dns",)
    assert found.entries[6].other == ("same-manufacturer", "local-networks")


def test_the_remote_end_of_what_is_received_is_its_source() -> None:
    matches = {
        "ipv6": {"source-ipv6-network": "2001:db8::/48", "destination-ipv6-network": "2001:db8:1::/48"}
    }
    (found,) = parse_mud(octets(mud(receives=(ace("a", also=matches),))), "f").entries
    assert (found.from_device, found.networks, found.other) == (
        False,
        ("2001:db8::/48",),
        ("destination-ipv6-network",),
    )


@pytest.mark.parametrize(
    ("told", "ranges"),
    [
        ({"operator": "eq", "port": 443}, ((443, 443),)),
        ({"port": 443}, ((443, 443),)),
        ({"operator": "lte", "port": 80}, ((0, 80),)),
        ({"operator": "gte", "port": 65000}, ((65000, 65535),)),
        ({"operator": "neq", "port": 0}, ((1, 65535),)),
        ({"operator": "neq", "port": 80}, ((0, 79), (81, 65535))),
        ({"lower-port": 10, "upper-port": 12}, ((10, 12),)),
        ({"lower-port": 10}, ((10, 10),)),
    ],
)
def test_ports(told: dict[str, Any], ranges: tuple[tuple[int, int], ...]) -> None:
    assert entry(tcp={"destination-port": told}).ports == ranges


def test_what_is_not_known_is_kept_as_what_else_it_asks_for() -> None:
    found = entry(ipv4={**to_host(), "dscp": 3}, tcp={**port(443), "flags": "syn"}, eth={}, l3={})
    assert found.other == ("dscp", "tcp flags", "eth", "l3")
    assert entry(icmp={"type": 8}).protocols == (1,)


def test_what_drops() -> None:
    (found,) = parse_mud(octets(mud(ace("a", forwarding="drop", ipv4=to_host()))), "f").entries
    assert not found.accept


def put(value: Any, *steps: str | int) -> Any:
    told = copy.deepcopy(WHOLE)
    place: Any = told
    for step in steps[:-1]:
        place = place[step]
    if value is None:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return told


ACE = ("ietf-access-control-list:acls", "acl", 1, "aces", "ace", 0)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (put(None, "ietf-mud:mud"), "f: $: the member 'ietf-mud:mud' is missing"),
        (put(2, "ietf-mud:mud", "mud-version"), "mud-version: version 1 of MUD"),
        (put(None, "ietf-access-control-list:acls"), "'ietf-access-control-list:acls' is missing"),
        (put("to", *ACE[:3], "name"), "two lists are called 'to'"),
        (put("else", *ACE[:3], "name"), "there is no list 'fr' below acls"),
        (put([], *ACE, "matches"), "ace[0].matches: an object is wanted here"),
        (
            put("x", *ACE, "matches", "tcp", "destination-port", "port"),
            "destination-port.port: a whole number",
        ),
        (
            put("between", *ACE, "matches", "tcp", "destination-port", "operator"),
            "operator: eq, lte, gte or neq",
        ),
        (
            put({"lower-port": 9, "upper-port": 8}, *ACE, "matches", "tcp", "destination-port"),
            "not above the upper",
        ),
        (put(300, *ACE, "matches", "ipv4", "protocol"), "protocol: a whole number from 0 to 255"),
        (put(None, *ACE, "actions"), "the member 'actions' is missing"),
        (
            mud(*(ace(f"a{number}") for number in range(MAX_ENTRIES + 1))),
            "more than 2,000 access control entries",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(told: Any, said: str) -> None:
    with pytest.raises(HarnessError) as caught:
        parse_mud(octets(told), "f")
    assert str(caught.value).startswith("f: $") or str(caught.value).startswith("f: more")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[" * 100_000, b"\xff", b'{"a":' * 60_000, b" " * ((1 << 20) + 1), b"[1e999999]", b"null"],
)
def test_what_is_no_such_file(data: bytes) -> None:
    with pytest.raises(HarnessError, match=r"^f"):
        parse_mud(data, "f")
