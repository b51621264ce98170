"""Machines as values, to plan gateways on."""

from __future__ import annotations

from typing import Any

from harness.gateway.facts import PROGRAMS, Facts
from harness.machine.firewall import Firewall
from harness.machine.interfaces import Interface
from harness.machine.routes import Route

NO_FIREWALL = Firewall(tables=(), dropping=(), shortcuts=())


def interface(name: str, index: int, *addresses: str, **told: Any) -> Interface:
    return Interface(
        **{
            "name": name,
            "index": index,
            "up": True,
            "running": True,
            "loopback": name == "lo",
            "mac": f"02:00:00:00:00:{index:02x}",
            "mtu": 1500,
            "addresses": addresses,
            "physical": True,
            "wireless": False,
            **told,
        }
    )


def default_route(version: int, name: str) -> Route:
    everything = "0.0.0.0/0" if version == 4 else "::/0"
    return Route(version=version, destination=everything, interface=name, table="main")


def settings(*names: str, **changed: str) -> dict[str, str]:
    """A machine that forwards nothing and takes router advertisements."""
    found = {"net/ipv4/conf/all/rp_filter": "0", "net/ipv4/conf/default/rp_filter": "0"}
    for name in names:
        found[f"net/ipv4/conf/{name}/forwarding"] = "0"
        found[f"net/ipv6/conf/{name}/disable_ipv6"] = "0"
    for name in (*names, "all", "default", "lo"):
        found[f"net/ipv6/conf/{name}/forwarding"] = "0"
        found[f"net/ipv6/conf/{name}/accept_ra"] = "1"
    return {**found, **changed}


def facts(**changed: Any) -> Facts:
    """A laptop with a free Ethernet port and Wi-Fi to the internet, by IPv4 and IPv6."""
    told: dict[str, Any] = {
        "links": (
            interface("lo", 1, "127.0.0.1/8", mac=None),
            interface("lan0", 2, up=False, running=False),
            interface("wan0", 3, "198.51.100.2/24", "2001:db8:1::2/64", "fe80::3/64"),
        ),
        "routes": (
            default_route(4, "wan0"),
            default_route(6, "wan0"),
            Route(version=4, destination="198.51.100.0/24", interface="wan0", table="main"),
        ),
        "settings": settings("lan0", "wan0"),
        "features": {"lan0": ("generic-receive-offload",), "wan0": ()},
        "firewall": NO_FIREWALL,
        "managers": {},
        "session": None,
        "admin": True,
        "programs": frozenset(PROGRAMS),
        "dnsmasq_user": "dnsmasq",
        "dnsmasq_uid": 990,
        "draw": bytes(range(16)),
    }
    return Facts(**{**told, **changed})
