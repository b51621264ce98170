"""The lab's internet: which servers there are, by address and distance, and which of them a name leads to from where.

Addresses of servers are real allocations, so that place data know them; they exist only inside the lab's namespaces.
Whatever has no place is a documentation address (RFC 5737, RFC 3849), and names end in ``.example`` (RFC 2606 §3). A
round trip is what a great circle takes in silica fibre, longer by a detour, and 1 ms.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from typing import Final

EARTH_KM: Final = 6371.0
FIBRE_KM_PER_MS: Final = 102.7
"""Distance that a round trip of one millisecond reaches through silica fibre."""
DETOUR: Final = 1.3
"""Cables are longer than great circles."""
AT_LEAST_MS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A server, or several at one place."""

    id: str
    v4: str
    v6: str
    country: str
    """Where place data put its addresses."""
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where the product side stands, and what its provider gave it."""

    id: str
    """ISO 3166-1 alpha-2."""
    latitude: float
    longitude: float
    wan: str
    """Address of the gateway towards the provider, with prefix length."""
    provider: str
    """The provider's end of that."""


HOSTS: Final = (
    Host(id="us", v4="52.216.0.10", v6="2600:1f18::10", country="US", latitude=39.04, longitude=-77.49),
    Host(id="de", v4="3.120.0.10", v6="2a05:d014::10", country="DE", latitude=50.11, longitude=8.68),
    Host(id="sg", v4="13.228.0.10", v6="2406:da18::10", country="SG", latitude=1.35, longitude=103.82),
    Host(id="cn", v4="52.80.0.10", v6="2400:7fc0::10", country="CN", latitude=39.9, longitude=116.4),
)
REGIONS: Final = {
    country: Region(
        id=country,
        latitude=latitude,
        longitude=longitude,
        wan=f"198.51.100.{64 * number + 7}/26",
        provider=f"198.51.100.{64 * number + 1}/26",
    )
    for number, (country, latitude, longitude) in enumerate(
        (("US", 39.04, -77.49), ("DE", 50.11, 8.68), ("SG", 1.35, 103.82), ("BR", -23.55, -46.63))
    )
}
RESOLVER: Final = ("203.0.113.53", "2001:db8:53::53")
"""The provider's resolver, without distance; given to devices."""
NEAR: Final = ("203.0.113.80", "2001:db8:80::80")
"""A server without distance, for load."""
LAN: Final = "192.168.77.0/24"
LAN_V6: Final = "2001:db8:77::/64"
"""Routed to the gateway by the provider, so IPv6 is not translated."""
GATEWAY: Final = "192.168.77.1/24"
GATEWAY_V6: Final = "2001:db8:77::1"
"""Of the gateway's own connections; it has none unless it intercepts."""
ROUTER_V6: Final = "fe80::1"
"""Of a router on every link, as routers say of themselves (RFC 4861 §4.2)."""
CUSTOMER_V6: Final = "fe80::7"
"""Of the gateway towards the provider."""


def broadcast(address: str) -> str:
    """Where all hosts of a network hear it (RFC 919).

    >>> broadcast("198.51.100.7/26")
    '198.51.100.63'
    """
    return str(ipaddress.ip_interface(address).network.broadcast_address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A device of the product."""

    id: str
    v4: str
    v6: str
    mac: str


DEVICES: Final = (
    Machine(id="phone", v4="192.168.77.20", v6="2001:db8:77::20", mac="02:00:00:00:77:20"),
    Machine(id="aircraft", v4="192.168.77.30", v6="2001:db8:77::30", mac="02:00:00:00:77:30"),
)

_NEAREST: Final = {"US": "us", "DE": "de", "SG": "sg", "BR": "us"}
_TO_CHINA: Final = {**_NEAREST, "SG": "cn"}
"""As GeoDNS may do: who tests from one region does not see what another is given."""
DOMAIN: Final = "quillair.example"
ZONE: Final = {
    f"login.{DOMAIN}": _NEAREST,
    f"api.{DOMAIN}": _NEAREST,
    f"log.{DOMAIN}": _TO_CHINA,
    f"video.{DOMAIN}": _NEAREST,
    f"mqtt.{DOMAIN}": dict.fromkeys(REGIONS, "de"),
    f"firmware.{DOMAIN}": dict.fromkeys(REGIONS, "us"),
    f"clock.{DOMAIN}": _NEAREST,
    f"doh.{DOMAIN}": dict.fromkeys(REGIONS, "us"),
    f"hidden.{DOMAIN}": _NEAREST,
    f"quic.{DOMAIN}": _NEAREST,
    f"platform.{DOMAIN}": _TO_CHINA,
    f"relay.{DOMAIN}": _NEAREST,
    f"pin.{DOMAIN}": _NEAREST,
    f"backup.{DOMAIN}": dict.fromkeys(REGIONS, "cn"),
}
"""By name and region, the host that it leads to."""


def host_of(name: str) -> Host:
    """The host of an id that HOSTS holds."""
    return next(host for host in HOSTS if host.id == name)


def answer(name: str, region: str, *, version: int) -> str | None:
    """The address that a client in a region is given for a name; None: no such name.

    >>> answer("log.quillair.example", "DE", version=4), answer("log.quillair.example", "SG", version=4)
    ('3.120.0.10', '52.80.0.10')
    """
    leads = ZONE.get(name.lower().rstrip("."))
    if leads is None:
        return None
    host = host_of(leads[region])
    return host.v4 if version == 4 else host.v6


def round_trip_ms(region: Region, host: Host) -> float:
    """How long a round trip between a region and a host takes.

    >>> round(round_trip_ms(REGIONS["US"], host_of("cn")))
    142
    """
    there, here = math.radians(host.latitude), math.radians(region.latitude)
    between = math.radians(host.longitude - region.longitude)
    share = math.sin((there - here) / 2) ** 2 + math.cos(there) * math.cos(here) * math.sin(between / 2) ** 2
    kilometres = 2 * EARTH_KM * math.asin(math.sqrt(share))
    return AT_LEAST_MS + kilometres * DETOUR / FIBRE_KM_PER_MS
