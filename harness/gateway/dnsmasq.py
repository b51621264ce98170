"""The configuration of dnsmasq, as text (dnsmasq(8)): addresses, a resolver and router advertisements for devices.

It is to change as little as it can in what a product observes: no cache, so that each question of a device is one that the resolver
upstream gets; no answers of its own, no names left out. Leases and what is said of them are kept: which device had which address when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEASE: str = "2h"
"""Short enough that a device asks again within a test, long enough that it keeps its address in a pause."""

STAYS: Final = "root"
"""User for one that stays who it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsmasqPlan:
    """What it has to do."""

    interface: str
    address: str
    """The gateway's own on the LAN side: router and resolver of devices."""
    first: str
    last: str
    netmask: str
    ipv6: str | None
    """The gateway's own IPv6 address on the LAN side; None: no router advertisements."""
    user: str
    leases: str


def dnsmasq_configuration(plan: DnsmasqPlan) -> str:
    """The file."""
    lines = [
        f"interface={plan.interface}",
        "except-interface=lo",
        "bind-interfaces",
        "cache-size=0",
        "no-hosts",
        f"dhcp-range={plan.first},{plan.last},{plan.netmask},{LEASE}",
        f"dhcp-option=option:router,{plan.address}",
        f"dhcp-option=option:dns-server,{plan.address}",
        "dhcp-authoritative",
        "no-ping",
        f"dhcp-leasefile={plan.leases}",
        "log-dhcp",
        "log-facility=-",
        f"user={plan.user}",
        "keep-in-foreground",
        "pid-file",
    ]
    if plan.user == STAYS:
        # None at all: within a user namespace nobody may change groups, not even to one's own (setgroups(2)).
        lines.append("group=")
    if plan.ipv6 is not None:
        lines += [
            "enable-ra",
            f"dhcp-range=::,constructor:{plan.interface},ra-stateless,64,{LEASE}",
            f"dhcp-option=option6:dns-server,[{plan.ipv6}]",
        ]
    return "".join(f"{line}\n" for line in lines)
