"""dnsmasq's file of leases in; which device had which address, out (dnsmasq(8), ``--dhcp-leasefile``).

A line is: end of the lease in seconds since 1970, MAC, address, the name that the device gives itself, its client id. For IPv6 a line
``duid`` and others without a MAC follow; stateless devices have no lease there, so none are listed.

**Blind spots**: the file holds what stands now; what was is in dnsmasq's log beside it (``dnsmasq.txt``). A device that sets its address
itself is in neither. Names are hostile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import Final

_MAC: Final = re.compile(r"(?:[0-9a-f]{2}-)?([0-9a-f]{2}(?::[0-9a-f]{2}){5})")
"""A hardware type other than Ethernet stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One address of one device."""

    address: str
    mac: str
    """Lower case with colons."""
    name: str | None
    """As the device calls itself; None: it does not. From the wire: to be escaped where it is shown."""
    until_ns: int | None
    """Wall time; None: for ever."""


def parse_leases(text: str) -> tuple[Lease, ...]:
    """The file in, by address; lines that are none are passed over, because dnsmasq may be writing."""
    found = [lease for line in text.splitlines() if (lease := _lease(line.split())) is not None]
    return tuple(sorted(found, key=lambda one: IPv4Address(one.address)))


def _lease(words: list[str]) -> Lease | None:
    if len(words) < 4 or not words[0].isascii() or not words[0].isdecimal() or len(words[0]) > 12:
        return None
    mac = _MAC.fullmatch(words[1].lower())
    try:
        address = ip_address(words[2])
    except ValueError:
        return None
    if mac is None or address.version != 4:
        return None
    until = int(words[0])
    return Lease(
        address=str(address),
        mac=mac[1],
        name=None if words[3] == "*" else words[3],
        until_ns=until * 1_000_000_000 or None,
    )
