# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""IP packets and their frames, by scapy; every address is given, so that nothing is looked up on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import GRE, Dot1Q, Ether
from scapy.packet import Packet as Layer

LINK_TYPES = {"ethernet": 1, "vlan": 1, "gre": 1, "raw": 101}
"""LINKTYPE numbers: Ethernet, and raw IP."""
VLAN = 8
OUTER = ("192.0.2.1", "192.0.2.2")
"""Ends of the GRE tunnel, seen from the device (documentation, RFC 5737)."""
OUR_TTL, THEIR_TTL = 64, 52
BROADCAST = "ff:ff:ff:ff:ff:ff"


@dataclass(frozen=True, slots=True)
class Link:
    """How packets lie on the wire at one tap."""

    kind: str
    gateway_mac: str
    nat_v4: str | None

    def client_ip(self, address: str) -> str:
        """A device's address as it is seen here."""
        return self.nat_v4 if self.nat_v4 and ":" not in address else address

    def frame(self, inner: Layer, *, up: bool, mac: str, broadcast: bool = False) -> bytes:
        """Put a packet of or to a device into a frame."""
        if self.kind == "raw":
            return bytes(inner)
        ends = (mac, self.gateway_mac) if up else (self.gateway_mac, mac)
        ether = Ether(src=ends[0], dst=BROADCAST if broadcast else ends[1])
        if self.kind == "vlan":
            return bytes(ether / Dot1Q(vlan=VLAN) / inner)
        if self.kind == "gre":
            source, target = OUTER if up else OUTER[::-1]
            return bytes(ether / IP(src=source, dst=target, id=1, ttl=OUR_TTL) / GRE() / inner)
        return bytes(ether / inner)


def internet(source: str, target: str, *, up: bool, random: Random, their_ttl: int = THEIR_TTL) -> Any:
    """IP header between two addresses."""
    hops = OUR_TTL if up else their_ttl
    if ":" in source:
        return IPv6(src=source, dst=target, hlim=hops, fl=0x1234 if up else 0x4321)
    return IP(src=source, dst=target, ttl=hops, flags="DF", id=random.randrange(1, 0x10000))
