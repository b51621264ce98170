"""Who a sender is: by MAC where one is seen, else by address; and nobody where the two do not agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.model.scenario import Scenario, Tap
from harness.stages.senders import SenderKind, identify, tool_sends_there, tools_at
from tests.support.scenario_parts import device, scenario, vantage_point
from tests.support.scenario_people import other, tool

PHONE, TV, ROUTER, STRANGER = (f"02:00:00:00:08:{end}" for end in ("20", "77", "01", "99"))
BY_ADDRESS = device("phone", "192.168.8.20")
BY_MAC = replace(BY_ADDRESS, macs=(PHONE,))


def campaign(**given: Any) -> Scenario:
    fields: dict[str, Any] = {
        "devices": (BY_MAC,),
        "tools": (tool("clock", addresses=("192.168.8.1",), macs=(ROUTER,)),),
        "others": (other("television", "192.168.8.77", macs=(TV,)),),
    }
    return scenario(**(fields | given))


def who(
    address: str, mac: str | None, *, tap: Tap = Tap.GATEWAY_LAN, several: bool = False, **given: Any
) -> Any:
    found = identify(address, mac, vantage_point(tap=tap), campaign(**given), several_macs=several)
    return found.kind, found.id


@pytest.mark.parametrize(
    ("address", "mac", "kind"),
    [
        ("192.168.8.20", PHONE, "device"),
        ("192.168.8.20", None, "device"),
        ("2001:db8:8::dead", PHONE, "device"),
        ("192.168.8.77", PHONE, "device"),
        ("192.168.8.20", TV, "other"),
        ("192.168.8.20", STRANGER, "nobody"),
        ("192.168.8.77", STRANGER, "nobody"),
        ("192.168.8.1", STRANGER, "nobody"),
        ("192.168.8.50", STRANGER, "nobody"),
        ("192.168.8.50", None, "nobody"),
        ("192.168.8.1", ROUTER, "tool"),
    ],
)
def test_the_mac_decides_where_one_is_seen_and_an_address_under_another_mac_is_nobodys(
    address: str, mac: str | None, kind: str
) -> None:
    assert who(address, mac)[0] == kind


def test_an_address_alone_is_the_devices_under_whatever_mac_it_has() -> None:
    assert who("192.168.8.20", STRANGER, devices=(BY_ADDRESS,)) == (SenderKind.DEVICE, "phone")


def test_an_address_alone_that_two_macs_use_is_nobodys() -> None:
    assert who("192.168.8.20", STRANGER, several=True, devices=(BY_ADDRESS,)) == (SenderKind.NOBODY, None)


def test_two_macs_at_one_address_do_not_matter_where_the_mac_is_listed() -> None:
    assert who("192.168.8.20", PHONE, several=True)[0] is SenderKind.DEVICE


@pytest.mark.parametrize("mac", [ROUTER, TV])
def test_a_device_known_by_address_behind_a_listed_router_is_not_excluded_with_the_router(mac: str) -> None:
    assert who("192.168.8.20", mac, devices=(BY_ADDRESS,))[0] is SenderKind.NOBODY


def test_behind_translation_the_routers_mac_makes_nobody_a_tool() -> None:
    assert who("2001:db8:8::20", ROUTER, tap=Tap.GATEWAY_WAN)[0] is SenderKind.NOBODY


def test_behind_translation_a_listed_address_under_the_routers_mac_stays_the_devices() -> None:
    sender = device("phone", "2001:db8:8::20")
    assert who("2001:db8:8::20", ROUTER, tap=Tap.GATEWAY_WAN, devices=(sender,))[0] is SenderKind.DEVICE


@pytest.mark.parametrize(("address", "kind"), [("198.51.100.250", "nobody"), ("2001:db8:8::77", "other")])
def test_the_routers_public_address_listed_as_anothers_excludes_nothing_behind_translation(
    address: str, kind: str
) -> None:
    listed = other("router", address)
    assert who(address, None, tap=Tap.GATEWAY_WAN, others=(listed,))[0] == kind
    assert who(address, None, others=(listed,))[0] is SenderKind.OTHER


def test_a_prefix_holds_its_addresses_and_none_of_the_other_ip_version() -> None:
    sender = device("phone", "2001:db8:8::/64")
    assert who("2001:db8:8::abcd", None, devices=(sender,))[0] is SenderKind.DEVICE
    assert who("2001:db8:9::abcd", None, devices=(sender,))[0] is SenderKind.NOBODY
    assert who("192.168.8.50", None, devices=(sender,))[0] is SenderKind.NOBODY


def test_the_reason_says_what_the_frames_bear() -> None:
    found = identify("192.168.8.20", STRANGER, vantage_point(), campaign())
    assert (
        found.reason
        == f"192.168.8.20 is the address of device phone, but the frames bear another MAC, {STRANGER}"
    )


def test_tools_that_share_a_gateway_are_all_told_by_address_or_mac() -> None:
    tools = (tool("clock", macs=(ROUTER,)), tool("resolver"), tool("probe", addresses=("192.168.1.9",)))
    shared = scenario(tools=tools)
    assert [one.name for one, _ in tools_at("192.168.1.1", ROUTER, Tap.GATEWAY_LAN, shared)] == [
        "clock",
        "resolver",
    ]
    assert [one.name for one, _ in tools_at("192.168.1.7", ROUTER, Tap.GATEWAY_LAN, shared)] == ["clock"]
    assert tools_at("192.168.1.7", ROUTER, Tap.GATEWAY_WAN, shared) == []


@pytest.mark.parametrize(
    ("servers", "ports", "tap", "port", "sends"),
    [
        ((), (), Tap.GATEWAY_LAN, 443, True),
        ((), (123,), Tap.GATEWAY_LAN, 123, True),
        ((), (123,), Tap.GATEWAY_LAN, 443, False),
        ((), (123,), Tap.GATEWAY_LAN, None, False),
        (("203.0.113.0/24",), (), Tap.GATEWAY_LAN, 443, True),
        (("198.51.100.1",), (), Tap.GATEWAY_LAN, 443, False),
        (("203.0.113.5",), (123,), Tap.GATEWAY_LAN, 443, False),
        ((), (), Tap.GATEWAY_WAN, 443, False),
        ((), (123,), Tap.GATEWAY_WAN, 123, False),
        (("203.0.113.5",), (), Tap.GATEWAY_WAN, 443, True),
        (("198.51.100.1",), (), Tap.GATEWAY_WAN, 443, False),
    ],
)
def test_a_tool_excludes_only_what_it_is_said_to_send_and_behind_translation_only_to_named_servers(
    servers: tuple[str, ...], ports: tuple[int, ...], tap: Tap, port: int | None, sends: bool
) -> None:
    assert tool_sends_there(tool(servers=servers, ports=ports), "203.0.113.5", port, tap) is sends
