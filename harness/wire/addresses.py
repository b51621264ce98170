"""octets of an IP address -> its text, in the form of RFC 5952."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop
from typing import NamedTuple


class SocketAddress(NamedTuple):
    """An address and a port that a message tells of."""

    address: str
    port: int


def address_text(octets: bytes) -> str | None:
    """Write 4 or 16 octets as an address; None for any other number of them.

    >>> address_text(bytes([192, 0, 2, 1]))
    '192.0.2.1'
    """
    if len(octets) == 4:  # an IPv4 address
        return inet_ntop(AF_INET, octets)
    if len(octets) == 16:  # an IPv6 address
        return inet_ntop(AF_INET6, octets)
    return None
