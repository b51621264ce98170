"""The lab's network, built: devices and access point, gateway, provider, servers behind their distances.

::

    phone ─┐
           ├─ lan (bridge) ── lan0 gw wan0 ── isp ─┬─ resolver, near
    aircraft ─┘                                    └─ wire ── us, de, sg, cn

Neighbours are told each other's hardware addresses, so that no question of who has an address lengthens the first
round trip to a server. The gateway translates IPv4 of the LAN alone; IPv6 is routed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.lab.namespaces import End, Namespaces
from harness.lab.processes import Background
from harness.lab.world import (
    CUSTOMER_V6,
    DEVICES,
    GATEWAY,
    HOSTS,
    LAN,
    LAN_V6,
    NEAR,
    RESOLVER,
    ROUTER_V6,
    Region,
    round_trip_ms,
)

SERVERS: Final = ("resolver", "near", *(host.id for host in HOSTS))
WIRE: Final = "wire"
_NEVER_ASKED: Final = "neigh replace {address} lladdr {mac} dev {interface} nud permanent"


def build(lab: Namespaces, region: Region, background: Background, *, gateway: bool = True) -> None:
    """Make all namespaces, links, addresses and routes, and start the distances.

    Args:
        lab: Empty.
        region: Where the product side stands.
        background: Gets the process of the distances, where the kernel has no netem.
        gateway: Whether the gateway forwards and translates; else somebody else is to make one of ``gw``, whose LAN
            end has no address then.

    Raises:
        MachineError: The kernel refuses something; says what.
    """
    lab.add("isp", *SERVERS, WIRE, "gw", "lan", *(device.id for device in DEVICES))
    for name in ("isp", "gw"):
        lab.setting(name, "net/ipv4/ip_forward", "1" if gateway or name == "isp" else "0")
        lab.setting(name, "net/ipv6/conf/all/forwarding", "1" if gateway or name == "isp" else "0")
    for name in (WIRE, "lan"):
        # A cable and an access point say nothing of their own.
        lab.setting(name, "net/ipv6/conf/default/disable_ipv6", "1")
    _servers(lab, region, background)
    _provider(lab, region)
    _devices(lab, gateway=gateway)
    if gateway:
        _translate(lab)


def _servers(lab: Namespaces, region: Region, background: Background) -> None:
    addresses = {"resolver": RESOLVER, "near": NEAR} | {host.id: (host.v4, host.v6) for host in HOSTS}
    distances = {host.id: round_trip_ms(region, host) / 2000 for host in HOSTS}
    netem = _has_netem(lab)
    pairs = []
    for number, name in enumerate(SERVERS):
        here = End(
            "isp", f"to-{name}", (f"10.254.{number}.1/30", f"fd00:254:{number}::1/64"), _mac(number, 1)
        )
        there = End(name, "eth0", (f"10.254.{number}.2/30", f"fd00:254:{number}::2/64"), _mac(number, 2))
        if name in distances and not netem:
            pairs.append((f"{name}-0", f"{name}-1", distances[name]))
            lab.link(here, End(WIRE, f"{name}-0"))
            lab.link(End(WIRE, f"{name}-1"), there)
        else:
            lab.link(here, there)
        if name in distances and netem:
            _delay(lab, here, distances[name])
            _delay(lab, there, distances[name])
        _route(lab, number, name, addresses[name])
    if pairs:
        command = [sys.executable, "-m", "harness.lab.wire", json.dumps(pairs)]
        background.start(WIRE, WIRE, command)
        background.ready(WIRE, "ready")


def _mac(number: int, end: int) -> str:
    return f"02:00:00:fe:{number:02x}:{end:02x}"


def _route(lab: Namespaces, number: int, name: str, addresses: tuple[str, str]) -> None:
    v4, v6 = addresses
    near, far = (
        (f"10.254.{number}.1", f"fd00:254:{number}::1"),
        (f"10.254.{number}.2", f"fd00:254:{number}::2"),
    )
    lab.ip(
        name,
        f"addr add {v4}/32 dev lo",
        f"addr add {v6}/128 dev lo nodad",
        *(_NEVER_ASKED.format(address=one, mac=_mac(number, 1), interface="eth0") for one in near),
        f"route add default via {near[0]} src {v4}",
        f"route add ::/0 via {near[1]} src {v6}",
    )
    lab.ip(
        "isp",
        *(_NEVER_ASKED.format(address=one, mac=_mac(number, 2), interface=f"to-{name}") for one in far),
        f"route add {v4}/32 via {far[0]}",
        f"route add {v6}/128 via {far[1]}",
    )


def _has_netem(lab: Namespaces) -> bool:
    return lab.run(WIRE, ("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms")).ok


def _delay(lab: Namespaces, end: End, delay_s: float) -> None:
    command = f"tc qdisc add dev {end.interface} root netem limit 100000 delay {delay_s * 1e6:.0f}us"
    done = lab.run(end.namespace, command.split())
    if not done.ok:
        raise MachineError(f"{command}: {done.why}")


def _provider(lab: Namespaces, region: Region) -> None:
    lab.link(
        End("gw", "wan0", (region.wan, f"{CUSTOMER_V6}/64"), "02:00:00:00:77:fe"),
        End("isp", "customer", (region.provider, f"{ROUTER_V6}/64"), "02:00:00:00:77:ff"),
    )
    provider = region.provider.partition("/")[0]
    lab.ip("gw", f"route add default via {provider}", f"route add ::/0 via {ROUTER_V6} dev wan0")
    lab.ip("isp", f"route add {LAN_V6} via {CUSTOMER_V6} dev customer")


def _devices(lab: Namespaces, *, gateway: bool) -> None:
    lab.ip("lan", "link add br0 type bridge mcast_snooping 0", "link set br0 up")
    own = (GATEWAY, f"{ROUTER_V6}/64") if gateway else ()
    ends = [(End("gw", "lan0", own, "02:00:00:00:77:01"), "gateway")]
    ends += [
        (End(one.id, "eth0", (f"{one.v4}/24", f"{one.v6}/64") if gateway else (), one.mac), one.id)
        for one in DEVICES
    ]
    for end, port in ends:
        lab.link(end, End("lan", port))
        lab.ip("lan", f"link set {port} master br0")
    if gateway:
        lab.ip("gw", f"route add {LAN_V6} dev lan0")
        router = GATEWAY.partition("/")[0]
        for device in DEVICES:
            lab.ip(device.id, f"route add default via {router}", f"route add ::/0 via {ROUTER_V6} dev eth0")


def _translate(lab: Namespaces) -> None:
    rules = (
        "table ip lab {\n"
        " chain post {\n"
        "  type nat hook postrouting priority srcnat\n"
        f'  ip saddr {LAN} oifname "wan0" masquerade random\n'
        " }\n"
        "}\n"
    )
    done = lab.run("gw", ("nft", "-f", "-"), stdin=rules)
    if not done.ok:
        raise MachineError(f"nft refuses the lab's address translation: {done.why}")


def resolver_file(folder: Path) -> Path:
    """Write a resolv.conf(5) that names the provider's resolver."""
    path = folder / "resolv.conf"
    path.write_text(f"nameserver {RESOLVER[0]}\nnameserver {RESOLVER[1]}\n", encoding="ascii")
    return path
