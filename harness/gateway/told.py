"""A gateway in; lines for a terminal out. Names come from the wire and from files: ``paint`` escapes every piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harness.gateway.changes import told
from harness.gateway.down import Outcome, Undone
from harness.gateway.looking import Look
from harness.gateway.plan import Plan
from harness.gateway.points import Holds, Point
from harness.gateway.ruleset import COUNTERS
from harness.machine.own_flows import OwnFlows
from harness.model.gateway_state import GatewayState, InterceptionMode, Ipv6Mode, QuicPolicy
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped
from harness.reports.units import counted, duration, moment, number

_MOST: Final = 50


def dry_run_lines(plan: Plan) -> Iterator[Line]:
    """Every command, and what undoes it, as lines of a shell."""
    yield plain("# What `harness gateway up` would do:")
    yield plain(f"mkdir -p {plan.record}")
    for change in plan.changes[:-1]:
        for step in change.steps():
            yield from map(plain, step.shell().split("\n"))
    yield plain(f"# and last: {told(plan.changes[-1])}, which says all this")
    yield EMPTY
    yield plain("# What `harness gateway down` would do then:")
    for change in reversed(plan.changes):
        for step in change.inverse():
            yield from map(plain, step.shell().split("\n"))


def state_lines(state: GatewayState, width: int, *, now_ns: int | None = None) -> Iterator[Line]:
    """What a gateway is."""
    since = "" if now_ns is None else f", for {duration(max(0, now_ns - state.began_ns))}"
    yield heading(f"Gateway up since {moment(state.began_ns)}{since}")
    facts = [
        ("devices at", f"{state.lan.interface} {', '.join(state.lan.addresses)}"),
        ("internet at", f"{state.wan.interface} {', '.join(state.wan.addresses) or 'no address'}"),
        ("resolvers", _resolvers(state)),
        ("IPv6", _ipv6(state)),
        ("interception", _interception(state)),
        ("QUIC", _quic(state)),
        ("interference", ", ".join(state.interference) or "none: the product is not interfered with"),
        ("record", state.record),
    ]
    for name, text in facts:
        yield from wrapped(text, width, first=f"  {name:<14}")


def _resolvers(state: GatewayState) -> str:
    if state.resolvers is None:
        return "none given: devices use what they are set to (write no `resolvers` in the scenario)"
    return f"{', '.join(state.resolvers)}, given by DHCP"


def _ipv6(state: GatewayState) -> str:
    if state.ipv6 is Ipv6Mode.FORWARDED:
        return "forwarded, from a local prefix, translated"
    return "off: none is offered, and what devices send of it is rejected"


def _interception(state: GatewayState) -> str:
    if state.interception is InterceptionMode.NONE:
        return "none"
    return f"{state.interception.value}, CA {state.ca_certificate or 'not known'}"


def _quic(state: GatewayState) -> str:
    if state.quic is QuicPolicy.BLOCK:
        return "block: UDP to port 443 is refused, clients take TCP"
    ways = {
        InterceptionMode.NONE: "",
        InterceptionMode.TRANSPARENT: ": by the proxy, unopened",
        InterceptionMode.TUN: ": through the proxy, which opens it",
    }
    return f"pass{ways[state.interception]}"


def look_lines(seen: Look, own: OwnFlows, width: int, *, every: bool) -> Iterator[Line]:
    """How a gateway goes: devices, packets, own traffic, what has changed."""
    yield EMPTY
    yield heading("Devices")
    for lease in seen.leases:
        until = "" if lease.until_ns is None else f" until {moment(lease.until_ns)}"
        name = "calls itself nothing" if lease.name is None else f"calls itself {lease.name}"
        yield from wrapped(f"{lease.address} {lease.mac} {name}{until}", width, first="  ", rest="    ")
    if not seen.leases:
        given = (
            "has got an address from here" if seen.state.leases else "gets an address from here: no --dhcp"
        )
        yield plain(f"  no device {given}")
    if seen.counters is not None:
        yield EMPTY
        yield heading("Packets")
        for name in COUNTERS:
            yield plain(f"  {name.replace('_', ' '):<20}{number(seen.counters.get(name, 0)):>12}")
    yield EMPTY
    yield from own_lines(seen, own, width, every=every)
    yield EMPTY
    yield from drift_lines(seen.drift, width)


def own_lines(seen: Look, own: OwnFlows, width: int, *, every: bool) -> Iterator[Line]:
    """The gateway's own traffic on the WAN side."""
    yield heading("Own traffic on the WAN side")
    if seen.flows is None or not seen.flows.complete:
        why = "no record is kept" if seen.flows is None else "events were lost"
        yield from wrapped(
            f"{why}: nothing there may be excluded as ours", width, first="  ", style=Style.DOUBT
        )
        return
    servers = [
        f"{server} port {port}" for tool in own.tools for server in tool.servers for port in tool.ports
    ]
    yield from _some(servers, width, "ours alone", every=every)
    shared = [f"{server[0]} port {server[1]} {server[2]}" for server in own.shared]
    yield from _some(shared, width, "shared with devices, so not excluded", every=every)
    if not servers and not shared:
        yield plain("  none seen")


def _some(texts: Sequence[str], width: int, what: str, *, every: bool) -> Iterator[Line]:
    shown = texts if every else texts[:_MOST]
    for text in shown:
        yield from wrapped(f"{text} ({what})", width, first="  ", rest="    ")
    if len(shown) < len(texts):
        yield plain(f"  and {len(texts) - len(shown)} more; --all lists them")


def drift_lines(drifted: Sequence[str], width: int) -> Iterator[Line]:
    """What is not as it was set up."""
    if not drifted:
        yield plain("Everything stands as it was set up.")
        return
    yield heading(f"{counted(len(drifted), 'change')} since it was set up, by somebody else:")
    for text in drifted:
        yield from wrapped(text, width, first="  ", rest="    ", style=Style.BAD)


_STYLE = {Holds.YES: Style.GOOD, Holds.NO: Style.BAD, Holds.OPEN: Style.DOUBT}
_WORD = {Holds.YES: "yes ", Holds.NO: "NO  ", Holds.OPEN: "open"}


def point_lines(points: Iterable[Point], width: int) -> Iterator[Line]:
    """Each point that was checked."""
    for point in points:
        first, *others = wrapped(point.text, width, first=" " * 26)
        text = first[0][0].removeprefix(" " * 26)
        yield (
            (f"{_WORD[point.holds]} ", _STYLE[point.holds]),
            (f"{point.id:<20} ", Style.PLAIN),
            (text, Style.PLAIN),
        )
        yield from others


_LEFT = {
    Outcome.LEFT: "somebody else has changed this since; theirs stands",
    Outcome.FAILED: "could not be undone",
}


def undone_lines(undone: Sequence[Undone], width: int) -> Iterator[Line]:
    """What was put back, and above all what was not."""
    done = sum(one.outcome in (Outcome.UNDONE, Outcome.NOT_THERE) for one in undone)
    yield plain(f"{counted(done, 'change')} put back as before.")
    for one in undone:
        if one.outcome not in _LEFT:
            continue
        style = Style.BAD if one.outcome is Outcome.FAILED else Style.DOUBT
        why = f": {one.why}" if one.why else ""
        yield from wrapped(f"{told(one.change)}: {_LEFT[one.outcome]}{why}", width, rest="  ", style=style)
        for step in one.change.inverse():
            yield from wrapped(f"by hand: {step.shell()}", width, first="  ", rest="    ")
