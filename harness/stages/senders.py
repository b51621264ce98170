"""Who a sender is: address and MAC at a vantage point in; device, own tool, other device or nobody listed, out.

An address alone can change hands (DHCP leases, RFC 2131; temporary IPv6 addresses, RFC 8981),
so where a MAC is seen and a device lists its MACs, the MAC decides: it also holds for
addresses that nobody listed. An address whose frames bear another MAC is nobody's. At a
gateway-wan tap frames bear the router's MAC, which says nothing, and an IPv4 address of another listed
device there may be the router's, which everything has behind address translation.

Blind spots: a MAC can be imitated; a router between device and tap replaces it, which shows
as an address with another MAC and is held for unassigned.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from harness.model.scenario import Scenario, Tap, VantagePoint
from harness.model.subject import Device, OtherDevice, OwnTool


class SenderKind(StrEnum):
    """What a sender is to the test."""

    DEVICE = "device"
    TOOL = "tool"
    OTHER = "other"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who one address with one MAC is."""

    kind: SenderKind
    id: str | None
    """Device id, or name of tool or other device; None for nobody."""
    reason: str


_Listed = Device | OwnTool | OtherDevice


def identify(
    address: str,
    mac: str | None,
    vantage_point: VantagePoint,
    scenario: Scenario,
    *,
    several_macs: bool = False,
) -> Sender:
    """Say who a sender is.

    Args:
        address: IPv4 or IPv6 text.
        mac: Lower case with colons; None where the capture carries none.
        vantage_point: Where it was seen.
        scenario: Lists devices, tools and other devices; their addresses do not overlap.
        several_macs: Frames of more than one MAC bear this address in the cell: it changed hands, or two machines
            use it, so that a list of addresses alone tells nobody.
    """
    listed: Sequence[_Listed] = (*scenario.devices, *scenario.tools, *scenario.others)
    at_wan = vantage_point.tap is Tap.GATEWAY_WAN
    if mac is not None and not at_wan:
        for entry in listed:
            if mac in entry.macs:
                return _by_mac(entry, address, mac, scenario)
    for entry in listed:
        if _holds(entry.addresses, address):
            if mac is not None and (entry.macs or several_macs) and not at_wan:
                what = "another MAC" if entry.macs else "several MACs, and none is listed for it; this one is"
                comma = "," if entry.macs else ""
                reason = (
                    f"{address} is the address of {_title(entry)}, but the frames bear {what}{comma} {mac}"
                )
                return Sender(SenderKind.NOBODY, None, reason)
            if at_wan and isinstance(entry, OtherDevice) and ipaddress.ip_address(address).version == 4:
                reason = f"{address} is the address of {_title(entry)}, but behind address translation it may be anybody's"
                return Sender(SenderKind.NOBODY, None, reason)
            return _sender(entry, f"{address} is the address of {_title(entry)}")
    return Sender(SenderKind.NOBODY, None, f"{address} is not among the addresses listed")


def _by_mac(entry: _Listed, address: str, mac: str, scenario: Scenario) -> Sender:
    """A sender with a listed MAC; what a device under test may have sent through a listed router or bridge is nobody's."""
    if not isinstance(entry, Device):
        for device in scenario.devices:
            if not device.macs and _holds(device.addresses, address):
                reason = (
                    f"{address} is the address of {_title(device)}, but MAC {mac} is that of {_title(entry)}"
                )
                return Sender(SenderKind.NOBODY, None, reason)
    return _sender(entry, f"MAC {mac} is that of {_title(entry)}")


def _sender(entry: _Listed, reason: str) -> Sender:
    if isinstance(entry, Device):
        return Sender(SenderKind.DEVICE, entry.id, reason)
    kind = SenderKind.TOOL if isinstance(entry, OwnTool) else SenderKind.OTHER
    return Sender(kind, entry.name, reason)


def _title(entry: _Listed) -> str:
    if isinstance(entry, Device):
        return f"device {entry.id}"
    return f"our own tool {entry.name}" if isinstance(entry, OwnTool) else f"{entry.name}, not under test"


def _holds(prefixes: Sequence[str], address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return any(parsed in _network(prefix) for prefix in prefixes)


@lru_cache(maxsize=4096)
def _network(prefix: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """A listed prefix; kept, because every sender is compared with all of them."""
    return ipaddress.ip_network(prefix)


def tools_at(address: str, mac: str | None, tap: Tap, scenario: Scenario) -> list[tuple[OwnTool, str]]:
    """Tools that send from there, in order of the scenario, and how that is known: one gateway runs a clock and a resolver.

    Args:
        address: Of a sender that ``identify`` holds for a tool.
        mac: As there.
        tap: Where it was seen.
        scenario: Lists tools.
    """
    found = []
    for tool in scenario.tools:
        if mac is not None and mac in tool.macs and tap is not Tap.GATEWAY_WAN:
            found.append((tool, f"MAC {mac} is that of {_title(tool)}"))
        elif _holds(tool.addresses, address):
            found.append((tool, f"{address} is the address of {_title(tool)}"))
    return found


def tool_sends_there(tool: OwnTool, server_ip: str, server_port: int | None, tap: Tap) -> bool:
    """Whether a flow of a tool's sender is the tool's: what it is said to send, and nothing else.

    Behind address translation everything has the router's address, so there a tool
    without servers excludes nothing.
    """
    if tap is Tap.GATEWAY_WAN and not tool.servers:
        return False
    if tool.ports and server_port not in tool.ports:
        return False
    return not tool.servers or _holds(tool.servers, server_ip)
