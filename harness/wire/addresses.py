"""An address as a protocol writes it -> the one text that it has everywhere here, as from DNS answers (RFC 5952)."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final, NamedTuple

_MOST: Final = 45
"""Characters of the longest IPv6 address text (INET6_ADDRSTRLEN without its end)."""


class SocketAddress(NamedTuple):
    """An address and a port that a message tells of."""

    address: str
    port: int


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
    if isinstance(address, IPv6Address) and address.scope_id:
        return None
    return of_octets(address.packed)


def of_octets(octets: bytes) -> str:
    """Write exactly 4 or 16 octets as an address."""
    return inet_ntop(AF_INET if len(octets) == 4 else AF_INET6, octets)


def address_text(octets: bytes) -> str | None:
    """Write 4 or 16 octets as an address; None for any other number of them.

    >>> address_text(bytes([192, 0, 2, 1]))
    '192.0.2.1'
    """
    return of_octets(octets) if len(octets) in (4, 16) else None


def host_and_port(host: str, port: int | None) -> str:
    """Write a host, be it a name or an address, with its port where there is one.

    >>> host_and_port("2001:db8::1", 443), host_and_port("cloud.example", None)
    ('[2001:db8::1]:443', 'cloud.example')
    """
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"
