"""Networks that are in use in; one that is free for devices out.

IPv4: private addresses (RFC 1918 §3), from corners that few networks use. IPv6: a unique local prefix drawn anew for each gateway, so that
two gateways never clash (RFC 4193 §3.2.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Interface, IPv4Network, IPv6Network, ip_interface
from typing import Final

from harness.machine.routes import Network

CANDIDATES: Final = tuple(
    IPv4Network(text)
    for text in (
        *(f"10.{second}.0.0/24" for second in range(77, 97)),
        *(f"172.{second}.77.0/24" for second in range(28, 32)),
        *(f"192.168.{third}.0/24" for third in range(177, 197)),
    )
)
LEAST_HOSTS: Final = 4
"""A network of less holds no gateway with devices: /30 and longer."""


def free_network(taken: Iterable[Network]) -> IPv4Network | None:
    """The first candidate that overlaps none that is in use; None where all do.

    >>> free_network([IPv4Network("10.77.0.0/16")])
    IPv4Network('10.78.0.0/24')
    """
    used = [one for one in taken if isinstance(one, IPv4Network)]
    return next((one for one in CANDIDATES if not any(one.overlaps(each) for each in used)), None)


def local_prefix(draw: bytes) -> IPv6Network:
    """A unique local /64: fd, then 40 random bits, then subnet 1.

    >>> str(local_prefix(bytes(range(5))))
    'fd00:102:304:1::/64'
    """
    octets = b"\xfd" + draw[:5] + b"\x00\x01" + bytes(8)
    return IPv6Network((int.from_bytes(octets, "big"), 64))


def own_network(addresses: Iterable[str]) -> IPv4Interface | None:
    """The address that an interface has already and that devices can be beside; None where it has none.

    >>> own_network(["fe80::1/64", "10.42.0.1/24"])
    IPv4Interface('10.42.0.1/24')
    """
    own = (ip_interface(text) for text in addresses)
    return next(
        (
            one
            for one in own
            if isinstance(one, IPv4Interface)
            and not one.is_link_local
            and one.network.num_addresses > LEAST_HOSTS
        ),
        None,
    )


def lease_range(own: IPv4Interface) -> tuple[str, str]:
    """First and last address that devices get: the greater part of the network, none of them the gateway's.

    At most 200, so that a network of any size is a matter of one page of leases.

    >>> lease_range(IPv4Interface("10.77.0.1/24"))
    ('10.77.0.50', '10.77.0.249')
    >>> lease_range(IPv4Interface("10.77.0.9/28"))
    ('10.77.0.1', '10.77.0.8')
    """
    first, last = int(own.network.network_address) + 1, int(own.network.broadcast_address) - 1
    mine = int(own.ip)
    if last - first >= 250 and not first + 49 <= mine <= first + 248:
        begin, end = first + 49, first + 248
    elif last - mine >= mine - first:
        begin, end = mine + 1, min(last, mine + 200)
    else:
        begin, end = max(first, mine - 200), mine - 1
    return str(IPv4Interface(begin).ip), str(IPv4Interface(end).ip)
