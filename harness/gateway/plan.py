"""The plan of a gateway: a wish and the machine in, an ordered list of changes and the state file out. Nothing is read and nothing made.

The order matters twice. Forward: rules stand before anything is forwarded, what records flows runs before the first flow, and devices get
addresses last. Backward: each change is undone while all those before it still stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Interface, IPv6Interface
from pathlib import PurePosixPath

from harness.gateway.changes import Address, Change, Features, LinkUp, OwnFile, Table
from harness.gateway.facts import Facts
from harness.gateway.plan_programs import dnsmasq_changes, proxy_changes, rule_changes, tracking_change
from harness.gateway.plan_settings import closed_versions, guarding_changes, lan6_changes, setting_changes
from harness.gateway.prefixes import free_network, local_prefix, own_network
from harness.gateway.proxy import TUN, ProxyPlan
from harness.gateway.ruleset import PROXY_MARK, Rules, table_rules
from harness.gateway.wish import Wish
from harness.machine.gateway_state import FILE, state_text
from harness.machine.interfaces import Interface
from harness.machine.routes import networks
from harness.model.gateway_state import (
    GatewayLink,
    GatewayState,
    InterceptionMode,
    Ipv6Mode,
    OwnTraffic,
    QuicPolicy,
    ToolVersion,
)
from harness.model.scenario import Interference


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What ``up`` does."""

    changes: tuple[Change, ...]
    """In the order in which they are made; the last writes the state file."""
    state: GatewayState
    record: str
    """Folder that is made first and stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """What is decided before changes are listed."""

    lan: Interface
    wan: Interface
    own4: IPv4Interface
    own6: IPv6Interface | None
    """None: IPv6 of devices is off."""
    exit: str


def plan_gateway(
    wish: Wish,
    facts: Facts,
    *,
    folder: str,
    record: str,
    began_ns: int,
    proxy: ProxyPlan | None = None,
    tools: tuple[ToolVersion, ...] = (),
) -> Plan:
    """Plan a gateway that nothing speaks against (``harness.gateway.refusals``).

    Args:
        wish: The options.
        facts: The machine.
        folder: Of the state.
        record: Folder of what belongs to the evidence.
        began_ns: Wall time.
        proxy: Needed where the wish intercepts.
        tools: Programs that take part.

    Raises:
        ValueError: A refusal was passed over.
    """
    sides = _sides(wish, facts)
    state = _state(wish, facts, sides, record, began_ns, proxy, tools)
    lan, wan, ipv6 = sides.lan.name, sides.wan.name, sides.own6 is not None
    changes = [
        *guarding_changes(facts, lan),
        *_of_links(sides, facts),
        *lan6_changes(facts, lan, sides.own6),
        Table(rules=table_rules(_rules(wish, facts, sides, state, proxy))),
        *tracking_change(facts, record),
        *proxy_changes(proxy, wish.interception, facts, record, ipv6=ipv6),
        *rule_changes(wish.interception, lan, ipv6=ipv6),
        *setting_changes(facts, lan, wan, ipv6=ipv6, quic_blocked=wish.quic is QuicPolicy.BLOCK),
        *(dnsmasq_changes(facts, lan, sides.own4, sides.own6, folder, record) if wish.dhcp else ()),
        OwnFile(path=str(PurePosixPath(folder, FILE)), text=state_text(state)),
    ]
    return Plan(changes=tuple(changes), state=state, record=record)


def ipv6_mode(wish: Wish, facts: Facts) -> Ipv6Mode:
    """What becomes of IPv6: as wished, else forwarded where there is somewhere to forward it to."""
    wan = facts.link(wish.wan)
    there = wan is not None and wan.name in facts.defaults(6)
    return wish.ipv6 or (Ipv6Mode.FORWARDED if there else Ipv6Mode.OFF)


def interference(wish: Wish, facts: Facts) -> tuple[Interference, ...]:
    """What the gateway changes in what a product does.

    IPv6 that the WAN side does not have is not blocked by the gateway: the cell's ``ip_versions`` say that it was not offered.
    """
    wan = facts.link(wish.wan)
    blocked = wish.ipv6 is Ipv6Mode.OFF or (
        ipv6_mode(wish, facts) is Ipv6Mode.OFF and wan is not None and wan.name in facts.defaults(6)
    )
    return (
        *((Interference.TLS_INTERCEPTION,) if wish.interception is not InterceptionMode.NONE else ()),
        *((Interference.QUIC_BLOCKED,) if wish.quic is QuicPolicy.BLOCK else ()),
        *((Interference.IPV6_BLOCKED,) if blocked else ()),
    )


def _sides(wish: Wish, facts: Facts) -> _Sides:
    lan, wan = facts.link(wish.lan), facts.link(wish.wan)
    if lan is None or wan is None:
        raise ValueError("an interface is missing")
    own4 = own_network(lan.addresses)
    if own4 is None:
        free = free_network(networks(facts.links, facts.routes))
        if free is None:
            raise ValueError("no network is free")
        own4 = IPv4Interface((free.network_address + 1, free.prefixlen))
    own6 = None
    if ipv6_mode(wish, facts) is Ipv6Mode.FORWARDED:
        prefix = local_prefix(facts.draw)
        own6 = IPv6Interface((prefix.network_address + 1, prefix.prefixlen))
    leaves = TUN if wish.interception is InterceptionMode.TUN else wan.name
    return _Sides(lan=lan, wan=wan, own4=own4, own6=own6, exit=leaves)


def _of_links(sides: _Sides, facts: Facts) -> Iterator[Change]:
    """Offloads off before the first packet, then up, then addresses."""
    for link in (sides.lan, sides.wan):
        if names := facts.features.get(link.name, ()):
            yield Features(interface=link.name, names=names)
    if not sides.lan.up:
        yield LinkUp(interface=sides.lan.name)
    if str(sides.own4) not in sides.lan.addresses:
        yield Address(interface=sides.lan.name, address=str(sides.own4))


def _rules(wish: Wish, facts: Facts, sides: _Sides, state: GatewayState, proxy: ProxyPlan | None) -> Rules:
    return Rules(
        lan=sides.lan.name,
        wan=sides.wan.name,
        exit=sides.exit,
        prefixes=state.prefixes,
        ipv6=sides.own6 is not None,
        interception=wish.interception,
        quic=wish.quic,
        proxy_uid=None if proxy is None else proxy.uid,
        closed=closed_versions(facts, sides.wan.name, ipv6=sides.own6 is not None),
    )


def _state(
    wish: Wish,
    facts: Facts,
    sides: _Sides,
    record: str,
    began_ns: int,
    proxy: ProxyPlan | None,
    tools: tuple[ToolVersion, ...],
) -> GatewayState:
    own = [str(sides.own4), *([str(sides.own6)] if sides.own6 else [])]
    lan = replace(sides.lan, addresses=tuple(dict.fromkeys([*own, *sides.lan.addresses])))
    resolvers = tuple(address.partition("/")[0] for address in own) if wish.dhcp else None
    return GatewayState(
        began_ns=began_ns,
        lan=_side(lan),
        wan=_side(sides.wan),
        prefixes=tuple(str(one.network) for one in (sides.own4, sides.own6) if one is not None),
        resolvers=resolvers,
        ip_versions=(4, 6) if sides.own6 else (4,),
        ipv6=Ipv6Mode.FORWARDED if sides.own6 else Ipv6Mode.OFF,
        interception=wish.interception,
        quic=wish.quic,
        interference=interference(wish, facts),
        own=_own(wish, facts, sides, record, proxy),
        record=record,
        leases=f"{record}/leases" if wish.dhcp else None,
        proxy_log=None if proxy is None else proxy.log,
        key_log=None if proxy is None else proxy.key_log,
        ca_store=wish.ca_store,
        ca_certificate=None if proxy is None else proxy.ca_certificate,
        tools=tools,
    )


def _side(link: Interface) -> GatewayLink:
    return GatewayLink(interface=link.name, index=link.index, mac=link.mac or "", addresses=link.addresses)


def _own(wish: Wish, facts: Facts, sides: _Sides, record: str, proxy: ProxyPlan | None) -> OwnTraffic:
    uids = {0, *([facts.dnsmasq_uid] if wish.dhcp else [])}
    uid = None if proxy is None else proxy.uid
    return OwnTraffic(
        addresses=tuple(address.partition("/")[0] for address in sides.wan.addresses),
        uids=tuple(sorted(uids)),
        flows=f"{record}/flows.txt" if "conntrack" in facts.programs else None,
        proxy_uid=uid,
        proxy_mark=None if uid is None else PROXY_MARK,
    )
