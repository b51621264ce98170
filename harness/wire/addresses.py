"""An address as a protocol writes it -> the one text that it has everywhere here, as from DNS answers."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final

_MOST: Final = 45
"""Characters of the longest IPv6 address text (INET6_ADDRSTRLEN without its end)."""


def canonical(text: str) -> str | None:
    """Give the canonical form of an address text; None where it is none, or has a zone.

    >>> canonical("2001:DB8:0:0::1")
    '2001:db8::1'
    >>> canonical("192.0.2.01") is None
    True
    """
    if len(text) > _MOST:
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return None if address.scope_id else inet_ntop(AF_INET6, address.packed)
    return inet_ntop(AF_INET, address.packed)


def of_octets(octets: bytes) -> str:
    """Write 4 or 16 octets as an address."""
    return inet_ntop(AF_INET if len(octets) == 4 else AF_INET6, octets)
