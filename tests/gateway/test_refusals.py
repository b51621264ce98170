"""What speaks against a gateway: each told, with what mends it, and all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.gateway.refusals import Objections, missing_rights, objections
from harness.gateway.wish import Wish
from harness.machine.firewall import Firewall
from harness.machine.routes import Route
from harness.machine.session import Session
from harness.model.gateway_state import InterceptionMode, Ipv6Mode
from tests.support.gateway_facts import default_route, facts, interface

LAN, WAN = interface("lan0", 2), interface("wan0", 3, "198.51.100.2/24")
WISH = Wish(lan="lan0", wan="wan0")


def of(machine: Any = None, **wished: Any) -> Objections:
    return objections(replace(WISH, **wished), machine or facts())


def test_nothing_speaks_against_a_plain_one() -> None:
    assert of(facts(links=(LAN, WAN))) == Objections(refused=(), asks=(), told=())


def test_interfaces_that_are_not_there_are_told_with_near_ones() -> None:
    assert of(lan="lam0", wan="eth7").refused == (
        "--lan lam0: no such interface; did you mean lan0?",
        "--wan eth7: no such interface; there are lan0, wan0",
    )


def test_the_same_interface_twice_also_by_another_name() -> None:
    assert "are both lan0" in of(wan="lan0").refused[0]
    named = replace(LAN, other_names=("enp3s0",))
    assert "are both lan0" in of(facts(links=(named, WAN)), wan="enp3s0").refused[0]


def test_a_name_that_rules_cannot_hold() -> None:
    odd = interface('a"b', 4)
    assert "rules cannot name it" in of(facts(links=(odd, WAN)), lan='a"b').refused[0]


@pytest.mark.parametrize(
    ("machine", "wished", "text"),
    [
        ({"programs": frozenset({"ip", "nft", "conntrack"})}, {"dhcp": True}, "ethtool is not installed"),
        ({"programs": frozenset({"ip", "nft", "conntrack"})}, {"dhcp": True}, "apt install dnsmasq-base"),
        ({"links": (replace(LAN, master="br0"), WAN)}, {}, "give --lan br0"),
        ({"links": (LAN, replace(WAN, up=False))}, {}, "--wan wan0 is down"),
        ({"routes": (default_route(4, "wwan0"),)}, {}, "would leave by wwan0"),
        (
            {"firewall": Firewall(tables=(("inet", "harness_gateway"),), dropping=(), shortcuts=())},
            {},
            "nft delete table inet harness_gateway",
        ),
        ({"routes": (default_route(4, "wan0"),)}, {"ipv6": Ipv6Mode.FORWARDED}, "no default route of IPv6"),
        (
            {"programs": frozenset({"ip", "nft", "ethtool"})},
            {"interception": InterceptionMode.TUN},
            "conntrack is not installed",
        ),
        (
            {
                "routes": tuple(
                    Route(version=4, destination=text, interface="vpn0", table="main")
                    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
                )
            },
            {},
            "no private network is free",
        ),
    ],
)
def test_what_cannot_work_is_refused(machine: dict, wished: dict, text: str) -> None:
    found = of(facts(**{"links": (LAN, WAN), **machine}), **wished)
    assert [one for one in found.refused if text in one], found


def test_the_loopback_interface_is_no_side() -> None:
    assert "no device and no internet" in of(lan="lo").refused[0]


def test_ones_own_way_to_the_machine_is_asked_about() -> None:
    way = facts(links=(LAN, WAN), routes=(default_route(4, "lan0"),))
    assert "your own way to the internet" in of(way).asks[0]
    session = Session(client="192.0.2.7", server="198.51.100.2")
    by_wan = facts(links=(LAN, replace(WAN, own_session=True)), session=session)
    assert "your own connection comes in by wan0 (SSH from 192.0.2.7)" in of(by_wan).asks[0]
    by_lan = facts(links=(replace(LAN, own_session=True), WAN), session=session)
    assert "comes in by lan0" in of(by_lan).asks[0]


def test_a_default_route_of_the_wan_side_is_as_it_should_be() -> None:
    assert of(facts(links=(LAN, WAN))).asks == ()


def test_what_is_to_be_known_is_told() -> None:
    machine = facts(
        links=(replace(LAN, running=False), WAN),
        routes=(),
        managers={"lan0": ("NetworkManager", "nmcli device set lan0 managed no")},
        firewall=Firewall(
            tables=(), dropping=("ip filter FORWARD",), shortcuts=(("inet fast ft", ("wan0", "eth9")),)
        ),
        programs=frozenset({"ip", "nft", "ethtool"}),
    )
    found = of(machine)
    assert found.refused == ()
    for text in (
        "`nmcli device set lan0 managed no`",
        "wan0 has no default route",
        "nothing is plugged in at lan0",
        "chain ip filter FORWARD",
        "flow table inet fast ft",
        "nothing on the WAN side may be excluded",
    ):
        assert any(text in one for one in found.told), text


def test_rules_that_may_not_be_read_are_told() -> None:
    assert "may not be read" in of(facts(links=(LAN, WAN), firewall=None)).told[0]


def test_rights() -> None:
    assert missing_rights(facts(), "x") is None
    assert "`sudo harness`" in str(missing_rights(facts(admin=False), "harness"))
