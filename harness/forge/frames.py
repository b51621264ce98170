# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""IP packets and their frames, by scapy; every address is given, so that nothing is looked up on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from scapy.layers.dot11 import Dot11, RadioTap
from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import GRE, LLC, SNAP, CookedLinux, CookedLinuxV2, Dot1Q, Ether, Loopback
from scapy.layers.ppp import HDLC, PPP, PPPoE
from scapy.packet import Packet as Layer

_ETHERNET, _RAW = 1, 101
LINK_TYPES = {
    **dict.fromkeys(("ethernet", "vlan", "gre"), _ETHERNET),
    "raw": _RAW,
    "null": 0,
    "loop": 108,
    "sll": 113,
    "sll2": 276,
    "ppp": 9,
    "ppp_hdlc": 50,
    "ppp_with_dir": 204,
    "pppoe": 51,
    "c_hdlc": 104,
    "dot11": 105,
    "radiotap": 127,
}
"""LINKTYPE numbers (tcpdump.org/linktypes) of what packets lie in."""
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

    @property
    def has_arp(self) -> bool:
        """Whether addresses are asked for here."""
        return self.kind in ("ethernet", "vlan", "gre")

    def client_ip(self, address: str) -> str:
        """A device's address as it is seen here."""
        return self.nat_v4 if self.nat_v4 and ":" not in address else address

    def frame(self, inner: Layer, *, up: bool, mac: str, broadcast: bool = False) -> bytes:
        """Put a packet of or to a device into a frame."""
        if self.kind == "raw":
            return bytes(inner)
        if self.kind in _WITHOUT_MAC:
            return _WITHOUT_MAC[self.kind](inner, up)
        ends = (mac, self.gateway_mac) if up else (self.gateway_mac, mac)
        ether = Ether(src=ends[0], dst=BROADCAST if broadcast else ends[1])
        if self.kind == "vlan":
            return bytes(ether / Dot1Q(vlan=VLAN) / inner)
        if self.kind == "gre":
            source, target = OUTER if up else OUTER[::-1]
            return bytes(ether / IP(src=source, dst=target, id=1, ttl=OUR_TTL) / GRE() / inner)
        if self.kind in _OTHER_MAC:
            return _OTHER_MAC[self.kind](inner, *ends, up)
        return bytes(ether / inner)


def _ethertype(inner: Layer) -> int:
    return 0x86DD if isinstance(inner, IPv6) else 0x0800


def _ppp(inner: Layer) -> Layer:
    return PPP(proto=0x57 if isinstance(inner, IPv6) else 0x21) / inner


def _loopback(inner: Layer, order: Literal["little", "big"]) -> bytes:
    """An address family in front: of the machine's byte order (NULL), or big-endian (LOOP); AF_INET6 is OpenBSD's 24."""
    family = 24 if isinstance(inner, IPv6) else 2
    frame = bytes(Loopback(type=family) / inner)
    return family.to_bytes(4, order) + frame[4:]


def _cooked(inner: Layer, source: str, _: str, up: bool) -> bytes:  # noqa: FBT001 - called by table
    """As Linux's "any" interface: who sent the frame, but not to whom; 4 sent by us, 0 to us."""
    octets = bytes.fromhex(source.replace(":", "")) + bytes(2)
    kind = 4 if up else 0
    return bytes(
        CookedLinux(pkttype=kind, lladdrtype=1, lladdrlen=6, src=octets, proto=_ethertype(inner)) / inner
    )


def _cooked2(inner: Layer, source: str, _: str, up: bool) -> bytes:  # noqa: FBT001 - likewise
    """The same with the interface's index."""
    octets = bytes.fromhex(source.replace(":", "")) + bytes(2)
    kind = 4 if up else 0
    return bytes(
        CookedLinuxV2(proto=_ethertype(inner), ifindex=2, lladdrtype=1, lladdrlen=6, src=octets, pkttype=kind)
        / inner
    )


def _wireless(inner: Layer, source: str, target: str, up: bool) -> Layer:  # noqa: FBT001 - likewise
    """A data frame in clear to or from an access point, whose MAC is the gateway's (IEEE 802.11 §9.3.2.1)."""
    first, second, third = (target, source, target) if up else (target, source, source)
    head = Dot11(type=2, subtype=0, FCfield=1 if up else 2, addr1=first, addr2=second, addr3=third)
    return head / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0, code=_ethertype(inner)) / inner


_WITHOUT_MAC: Mapping[str, Callable[[Layer, bool], bytes]] = {
    "null": lambda inner, _: _loopback(inner, "little"),
    "loop": lambda inner, _: _loopback(inner, "big"),
    "ppp": lambda inner, _: bytes(_ppp(inner)),
    "ppp_hdlc": lambda inner, _: bytes(HDLC() / _ppp(inner)),
    "ppp_with_dir": lambda inner, up: bytes([up]) + bytes(HDLC() / _ppp(inner)),
    "pppoe": lambda inner, _: bytes(PPPoE(sessionid=1) / _ppp(inner)),
    "c_hdlc": lambda inner, _: b"\x0f\x00" + _ethertype(inner).to_bytes(2, "big") + bytes(inner),
}
"""Links whose frames tell no MAC."""
_OTHER_MAC: Mapping[str, Callable[[Layer, str, str, bool], bytes]] = {
    "sll": _cooked,
    "sll2": _cooked2,
    "dot11": lambda *given: bytes(_wireless(*given)),
    "radiotap": lambda *given: bytes(RadioTap() / _wireless(*given)),
}
"""Links with MACs that are not Ethernet: packet, source, target, whether the device sent it."""


def internet(source: str, target: str, *, up: bool, random: Random, their_ttl: int = THEIR_TTL) -> Any:
    """IP header between two addresses."""
    hops = OUR_TTL if up else their_ttl
    if ":" in source:
        return IPv6(src=source, dst=target, hlim=hops, fl=0x1234 if up else 0x4321)
    return IP(src=source, dst=target, ttl=hops, flags="DF", id=random.randrange(1, 0x10000))
