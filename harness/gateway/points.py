"""What is checked of a gateway that is up: a look at it in, points that hold, do not hold or cannot be told yet, out.

A point that holds says what was seen. One that cannot be told yet is never one that holds: before a device has sent anything, nothing shows
that its packets pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network

from harness.gateway.looking import Look, exit_of
from harness.gateway.ruleset import BACK, FROM_PROXY, OTHER_WAYS, OUT, QUIC_REJECTED, TO_PROXY
from harness.machine.flow_events import TrackedFlow
from harness.machine.own_flows import Sender, sender_of
from harness.model.gateway_state import InterceptionMode, QuicPolicy


class Holds(StrEnum):
    """Public, in the record."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    """Nothing has shown it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that was checked."""

    id: str
    """Public, never renamed."""
    holds: Holds
    text: str
    """What was seen, and where something is wrong what to do; to be escaped where it is shown."""


def points_of(seen: Look) -> tuple[Point, ...]:
    """Every point."""
    return (
        *_as_set_up(seen),
        *_ways(seen),
        _passing(seen),
        _translated(seen),
        *_stopped(seen),
        *_beside(seen),
        *_captured(seen),
        _recorded(seen),
        *_addresses(seen),
    )


def _point(id_: str, holds: Holds, text: str) -> Point:
    return Point(id=id_, holds=holds, text=text)


def _as_set_up(seen: Look) -> Iterator[Point]:
    """Whether anybody has changed what was set up."""
    for line in seen.drift:
        yield _point("as_set_up", Holds.NO, f"{line}; `harness gateway down`, then `up` again")
    if not seen.drift:
        yield _point("as_set_up", Holds.YES, "everything stands as it was set up")


def _ways(seen: Look) -> Iterator[Point]:
    leaves, lan = exit_of(seen.state), seen.state.lan.interface
    for one in seen.ways:
        yield _way(f"way_ipv{one.version}", f"IPv{one.version} of devices", one.out, leaves)
        yield _way(f"answers_ipv{one.version}", f"IPv{one.version} answers to devices", one.back, lan)


def _way(id_: str, what: str, interface: str | None, wanted: str) -> Point:
    if interface == wanted:
        return _point(id_, Holds.YES, f"{what} would leave by {interface}")
    there = "nowhere" if interface is None else f"by {interface}"
    text = f"{what} would leave {there}, not by {wanted}; look at `ip route`, `ip rule` and forwarding"
    return _point(id_, Holds.NO, text)


def _passing(seen: Look) -> Point:
    if seen.counters is None:
        return _point("passing", Holds.OPEN, "counters may not be read by this user")
    count = seen.counters.get
    out, back = count(OUT, 0) + count(TO_PROXY, 0), count(BACK, 0) + count(FROM_PROXY, 0)
    told = f"packets of devices: {out} left, {back} came back, {count(OTHER_WAYS, 0)} stopped on other ways"
    if out and back:
        return _point("passing", Holds.YES, told)
    dropping = () if seen.firewall is None else seen.firewall.dropping
    hint = f"; {', '.join(dropping)} may drop them" if out == 0 and dropping else ""
    return _point("passing", Holds.OPEN, f"{told}; connect a device{hint}")


def _stopped(seen: Look) -> Iterator[Point]:
    """How often QUIC was refused: part of the evidence, because a product that takes TCP instead was made to."""
    if seen.state.quic is QuicPolicy.BLOCK and seen.counters is not None:
        count = seen.counters.get(QUIC_REJECTED, 0)
        text = f"packets of QUIC that were refused: {count}; to whom is in captures of the LAN side"
        yield _point("quic_blocked", Holds.YES, text)


def _translated(seen: Look) -> Point:
    """Whether flows of devices had this machine's address when they left."""
    if seen.state.interception is InterceptionMode.TUN:
        return _point(
            "translated", Holds.YES, "all that devices send ends at the proxy; nothing has to be translated"
        )
    flows = () if seen.flows is None else seen.flows.flows
    beyond = [flow for flow in flows if sender_of(flow, seen.state) is Sender.DEVICE and _leaves(flow, seen)]
    bare = [flow for flow in beyond if not flow.translated and not flow.redirected]
    if bare:
        one = bare[0].first
        return _point(
            "translated",
            Holds.NO,
            f"{len(bare)} flows of devices left with the device's own address, such as {one.source} to {one.destination}",
        )
    if beyond:
        return _point(
            "translated", Holds.YES, f"{len(beyond)} flows of devices were translated or redirected"
        )
    return _point("translated", Holds.OPEN, "no flow of a device so far")


def _leaves(flow: TrackedFlow, seen: Look) -> bool:
    """Whether a flow goes beyond this machine and the devices' network."""
    target = ip_address(flow.first.destination)
    own = {*seen.state.own.addresses, *(one.partition("/")[0] for one in seen.state.lan.addresses)}
    inside = any(target in ip_network(prefix) for prefix in seen.state.prefixes)
    return not (inside or target.is_multicast or target.is_link_local or str(target) in own)


def _beside(seen: Look) -> Iterator[Point]:
    """Ways around what is captured."""
    sides = {seen.state.lan.interface, seen.state.wan.interface}
    found = [
        f"{one.name} belongs to {one.master}: packets may pass by the rules"
        for one in seen.interfaces
        if one.name in sides and one.master is not None
    ]
    if seen.firewall is not None:
        found += [
            f"flow table {name} takes packets of {', '.join(sorted(sides & set(devices)))} past the rules"
            for name, devices in seen.firewall.shortcuts
            if sides & set(devices)
        ]
    macs = {lease.mac: lease.address for lease in seen.leases}
    found += [
        f"device {macs[one.mac]} ({one.mac}) is also at {one.interface}: what it sends there does not pass here"
        for one in seen.neighbours
        if one.interface != seen.state.lan.interface and one.mac in macs
    ]
    for text in found:
        yield _point("no_way_around", Holds.NO, text)
    if not found:
        yield _point("no_way_around", Holds.YES, "no bridge, flow table or second way of a device was seen")


def _captured(seen: Look) -> Iterator[Point]:
    on = {name: names for name, names in seen.offloads.items() if names}
    for name, names in on.items():
        yield _point(
            "offloads_off",
            Holds.NO,
            f"{name}: {', '.join(names)} on: captures show packets that were never on the cable",
        )
    if not on:
        yield _point("offloads_off", Holds.YES, "no offload that can be switched off falsifies captures")


def _recorded(seen: Look) -> Point:
    """Whether the record of flows can tell whose a flow on the WAN side is."""
    if seen.flows is None:
        return _point(
            "flows_recorded",
            Holds.NO,
            "no record of flows is kept: nothing on the WAN side may be excluded as ours",
        )
    if not seen.flows.complete:
        return _point(
            "flows_recorded",
            Holds.NO,
            "events of flows were lost: nothing on the WAN side may be excluded as ours",
        )
    return _point(
        "flows_recorded", Holds.YES, f"{len(seen.flows.flows)} flows are recorded, and no event was lost"
    )


def _addresses(seen: Look) -> Iterator[Point]:
    if seen.state.leases is not None:
        holds = Holds.YES if seen.leases else Holds.OPEN
        yield _point("addresses", holds, f"devices with an address from here: {len(seen.leases)}")
