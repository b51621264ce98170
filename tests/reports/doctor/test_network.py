"""Interfaces that are told, and how; sides of a gateway; offloads; forwarding."""

from __future__ import annotations

from typing import Any

import pytest

from harness.machine.firewall import Firewall
from harness.machine.forwarding import Forwarding
from harness.machine.interfaces import Interface
from harness.machine.offloads import Offload
from harness.model.readiness import State
from harness.reports.doctor.network import (
    chosen,
    no_ethtool,
    of_forwarding,
    of_interfaces,
    of_offloads,
    of_sides,
)


def interface(name: str, **given: Any) -> Interface:
    told: dict[str, Any] = {
        "index": 2, "up": True, "running": True, "loopback": False, "mac": "02:00:00:00:00:01", "mtu": 1500,
        "addresses": ("192.0.2.1/24",), "physical": True, "wireless": False,
    }  # fmt: skip
    return Interface(name=name, **{**told, **given})


LO = interface("lo", loopback=True, physical=False)
ETH = interface("eth0", default_route=True)
WLAN = interface("wlan0", wireless=True, up=False, running=False, addresses=())
DOCKER = interface("docker0", physical=False)


def names(there: list[Interface], *asked: str) -> list[str]:
    return [one.name for one in chosen(there, asked)]


def test_hardware_and_the_user_s_ways_are_told_where_nobody_asks() -> None:
    tunnel = interface("tun0", physical=False, default_route=True)
    way = interface("br0", physical=False, own_session=True)
    assert names([LO, ETH, WLAN, DOCKER, tunnel, way]) == ["eth0", "wlan0", "tun0", "br0"]
    assert names([LO, ETH, DOCKER], "docker0", "lo", "no0") == ["lo", "docker0"]


def test_where_hardware_cannot_be_told_all_that_are_up_are() -> None:
    up, down = interface("lan0", physical=None), interface("wan0", physical=None, up=False)
    assert names([LO, up, down]) == ["lan0"]


def test_what_an_interface_is_and_carries() -> None:
    (answer,) = of_interfaces([LO, interface("eth0", default_route=True, own_session=True)], [], {})
    assert answer.state is State.THERE
    assert answer.said.startswith(
        "up, hardware, 192.0.2.1/24; the default route leads over it; your own SSH session"
    )
    assert answer.facts["addresses"] == ["192.0.2.1/24"]


def test_who_configures_one_is_told() -> None:
    answer, other = of_interfaces([LO, ETH, WLAN], [], {"eth0": "NetworkManager"})
    assert "NetworkManager configures it, and may take back" in answer.said
    assert (answer.facts["manager"], other.facts["manager"]) == ("NetworkManager", None)


def test_one_that_is_down_matters_only_where_it_is_asked_about() -> None:
    assert [one.state for one in of_interfaces([LO, ETH, WLAN], [], {})] == [State.THERE, State.THERE]
    (answer,) = of_interfaces([LO, ETH, WLAN], ["wlan0"], {})
    assert (answer.state, answer.said) == (State.LIMITED, "down, Wi-Fi, no address")
    assert [mend.command for mend in answer.mends] == ["ip link set wlan0 up"]
    (cable,) = of_interfaces([interface("eth0", running=False)], ["eth0"], {})
    assert (cable.state, cable.mends) == (State.LIMITED, ())
    assert cable.said.startswith("no link")


def test_one_that_is_not_there_is_missing_once() -> None:
    found = of_interfaces([LO, ETH], ["no0", "eth0", "no0"], {})
    assert [(one.about, one.state) for one in found] == [("eth0", State.THERE), ("no0", State.MISSING)]


def test_a_machine_with_only_a_loopback_has_nothing_to_capture_at() -> None:
    (answer,) = of_interfaces([LO], [], {})
    assert (answer.state, answer.about) == (State.MISSING, None)


@pytest.mark.parametrize(
    ("there", "state", "part"),
    [
        ([LO], State.MISSING, "none only"),
        ([LO, ETH], State.MISSING, "eth0 only"),
        ([LO, ETH, DOCKER], State.LIMITED, "docker0 is virtual"),
        ([LO, ETH, WLAN, DOCKER], State.THERE, "eth0, wlan0"),
        ([LO, interface("lan0", physical=None), interface("wan0", physical=None)], State.THERE, "lan0, wan0"),
    ],
)
def test_a_gateway_stands_between_two(there: list[Interface], state: State, part: str) -> None:
    answer = of_sides(there)
    assert answer.state is state
    assert part in answer.said


GRO = Offload("generic-receive-offload", on=True, fixed=False)


def test_offloads_that_falsify_captures_are_switched_off_by_one_command() -> None:
    answer = of_offloads("eth0", [Offload("rx-checksumming", on=True, fixed=False), GRO])
    assert answer.state is State.LIMITED
    assert [(mend.command, mend.as_root) for mend in answer.mends] == [
        ("ethtool -K eth0 gro off rx off", True)
    ]
    assert answer.facts == {"on": ["generic-receive-offload", "rx-checksumming"], "fixed": []}


def test_what_cannot_be_switched_has_no_command() -> None:
    answer = of_offloads("eth0", [Offload("large-receive-offload", on=True, fixed=True)])
    assert (answer.state, answer.mends) == (State.LIMITED, ())
    assert "None can be switched off" in answer.said
    assert of_offloads("eth0", []).state is State.THERE


def test_without_ethtool_nothing_is_taken_for_off() -> None:
    answer = no_ethtool("eth0", "ethtool is not installed")
    assert (answer.state, answer.about) == (State.UNTOLD, "eth0")
    assert answer.said == "could not be told: ethtool is not installed"


def forwarding(**given: Any) -> Forwarding:
    return Forwarding(**{"ipv4": False, "ipv6": False, "ipv6_off": False, "reverse_path": 0, **given})


QUIET = Firewall(tables=(), dropping=(), shortcuts=())
DROPS = Firewall(tables=(("ip", "filter"),), dropping=("ip filter FORWARD",), shortcuts=())


@pytest.mark.parametrize(
    ("settings", "filters", "state", "part"),
    [
        (forwarding(), QUIET, State.THERE, "IPv4 off, IPv6 off;"),
        (forwarding(ipv4=True, ipv6=None), QUIET, State.THERE, "IPv4 on, IPv6 not in this kernel"),
        (forwarding(ipv6_off=True), QUIET, State.THERE, "IPv6 disabled"),
        (forwarding(reverse_path=1), QUIET, State.THERE, "checked strictly"),
        (forwarding(), DROPS, State.LIMITED, "forwarded: ip filter FORWARD"),
        (forwarding(), None, State.THERE, "could not be told (only root)"),
        (forwarding(ipv4=None), QUIET, State.MISSING, "nothing of forwarding"),
    ],
)
def test_forwarding(settings: Forwarding, filters: Firewall | None, state: State, part: str) -> None:
    answer = of_forwarding(settings, filters, "only root")
    assert answer.state is state
    assert part in answer.said
