"""Flows of a gateway in; whose each is, and what a scenario may list as ours under ``tools``, out.

On the WAN side the gateway and the devices behind it have one sender, so an address excuses nothing there. Connection tracking tells them
apart: a flow of a device came in by the LAN side, one of the gateway's own began here. The proxy's connections began here too, but stand for a
device's: they are the product's, whatever their sender.

What is listed as ours is servers with ports. A server that a device *or the proxy* spoke to on the same port as well is not listed, and told
instead: nothing of the product may be excused because the gateway went the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path

from harness.machine.flow_events import TrackedFlow, parse_flow_events
from harness.model.gateway_state import GatewayState, InterceptionMode
from harness.model.subject import OwnTool


class Sender(StrEnum):
    """Whose a flow is."""

    DEVICE = "device"
    """It came in from a device."""
    PROXY = "proxy"
    """The proxy's, in place of a device."""
    OWN = "own"
    """The gateway's: its resolver, its clock, its updates, who works at it."""
    UNKNOWN = "unknown"
    """Could be the proxy's or the gateway's: they are not told apart by user, so it excuses nothing."""
    INWARD = "inward"
    """It came from elsewhere, to the gateway or a device."""


Server = tuple[str, int | None, str]
"""Address, port and protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFlows:
    """What is ours on the WAN side."""

    tools: tuple[OwnTool, ...]
    """For a scenario: the gateway itself on the LAN side, then one for each port that it spoke to on the WAN side, because a tool's servers and
    ports are combined freely."""
    shared: tuple[Server, ...]
    """Servers that the gateway spoke to, and somebody else too: not excluded, sorted."""
    portless: tuple[Server, ...]
    """The gateway's own flows without ports (ping): a scenario's tools cannot name them, sorted."""


def sender_of(flow: TrackedFlow, state: GatewayState) -> Sender:
    """Whose a flow is."""
    source = ip_address(flow.first.source)
    if any(source in ip_network(prefix) for prefix in state.prefixes):
        gateway = {address.partition("/")[0] for address in state.lan.addresses}
        return Sender.OWN if str(source) in gateway else Sender.DEVICE
    own = {*state.own.addresses, *(address.partition("/")[0] for address in state.lan.addresses)}
    if str(source) not in own and not source.is_loopback:
        return Sender.INWARD
    if state.own.proxy_mark is not None and flow.mark == state.own.proxy_mark:
        return Sender.PROXY
    if state.interception is not InterceptionMode.NONE and state.own.proxy_mark is None:
        return Sender.UNKNOWN
    return Sender.OWN


def own_flows(flows: Iterable[TrackedFlow], state: GatewayState) -> OwnFlows:
    """What may be listed as ours.

    Args:
        flows: All that connection tracking told, in any order.
        state: Of the gateway.

    Blind spots: a flow of a device of which no event was kept cannot keep its server from the list; where events were lost
    (``FlowRecord.complete``), nothing may be listed.
    """
    own: set[Server] = set()
    others: set[Server] = set()
    for flow in flows:
        server = (flow.first.destination, flow.first.destination_port, flow.protocol)
        match sender_of(flow, state):
            case Sender.OWN:
                if flow.first.source in state.own.addresses:
                    own.add(server)
            case Sender.DEVICE | Sender.PROXY | Sender.UNKNOWN:
                others.add(server)
            case Sender.INWARD:
                pass
    # A scenario's tools know ports, not protocols: a device at the same port by another protocol shares it.
    spoken = {(address, port) for address, port, _ in others}
    alone = [one for one in own if one[1] is not None and (one[0], one[1]) not in spoken]
    return OwnFlows(
        tools=(_on_the_lan_side(state), *_tools(alone, state.own.addresses)),
        shared=_sorted(one for one in own if (one[0], one[1]) in spoken and one[1] is not None),
        portless=_sorted(one for one in own if one[1] is None),
    )


def _on_the_lan_side(state: GatewayState) -> OwnTool:
    """The gateway as a sender of its own there: leases, answers of its resolver, router advertisements."""
    own = tuple(address.partition("/")[0] for address in state.lan.addresses)
    return OwnTool(name="gateway", addresses=own, macs=(), servers=(), ports=())


def _tools(servers: Sequence[Server], senders: tuple[str, ...]) -> tuple[OwnTool, ...]:
    by_port: dict[int, set[str]] = {}
    for address, port, _ in servers:
        if port is not None:
            by_port.setdefault(port, set()).add(address)
    return tuple(
        OwnTool(
            name=f"gateway, port {port}",
            addresses=senders,
            macs=(),
            servers=tuple(sorted(by_port[port], key=_order)),
            ports=(port,),
        )
        for port in sorted(by_port)
    )


def _sorted(servers: Iterable[Server]) -> tuple[Server, ...]:
    return tuple(sorted(servers, key=lambda one: (_order(one[0]), one[1] or 0, one[2])))


def _order(address: str) -> tuple[int, int]:
    found = ip_address(address)
    return found.version, int(found)


def read_own_flows(state: GatewayState) -> OwnFlows | None:
    """What is ours on the WAN side of a gateway so far; None where its record cannot tell, and nothing may be excluded."""
    if state.own.flows is None:
        return None
    try:
        text = Path(state.own.flows).read_text(encoding="ascii", errors="backslashreplace")
    except OSError:
        return None
    record = parse_flow_events(text.splitlines())
    return own_flows(record.flows, state) if record.complete else None
