"""A MUD file of a made-up device, in the form of RFC 8520, and ways to change one thing in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


def ace(
    name: str, *, forwarding: str = "accept", also: Mapping[str, Any] = NOTHING, **matches: Any
) -> dict[str, Any]:
    """An entry; ``also`` holds matches whose names are no words of Python."""
    return {"name": name, "matches": {**also, **matches}, "actions": {"forwarding": forwarding}}


def port(number: int, remote: str = "destination", operator: str = "eq") -> dict[str, Any]:
    return {
        "ietf-mud:direction-initiated": "from-device",
        f"{remote}-port": {"operator": operator, "port": number},
    }


def to_host(name: str = "cloud.acme.example", protocol: int = 6) -> dict[str, Any]:
    return {"ietf-acldns:dst-dnsname": name, "protocol": protocol}


def mud(
    *sends: dict[str, Any], receives: tuple[dict[str, Any], ...] = (), also: Mapping[str, Any] = NOTHING
) -> dict[str, Any]:
    def policy(name: str) -> dict[str, Any]:
        return {"access-lists": {"access-list": [{"name": name}]}}

    def acl(name: str, *aces: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "type": "ipv4-acl-type", "aces": {"ace": list(aces)}}

    head: dict[str, Any] = {
        "mud-version": 1,
        "mud-url": "https://acme.example/drone.json",
        "last-update": "2026-03-01T10:00:00+00:00",
        "cache-validity": 48,
        "is-supported": True,
        "systeminfo": "Example drone",
        "from-device-policy": policy("fr"),
        "to-device-policy": policy("to"),
    }
    return {
        "ietf-mud:mud": {**head, **also},
        "ietf-access-control-list:acls": {"acl": [acl("to", *receives), acl("fr", *sends)]},
    }


WHOLE = mud(
    ace("cloud", ipv4=to_host(), tcp=port(443)),
    ace("cloud6", ipv6=to_host("Log.acme.example."), tcp=port(443)),
    ace("broker", ipv4=to_host(), tcp=port(8883)),
    ace("block", ipv4={"destination-ipv4-network": "203.0.113.5/24", "protocol": 17}, udp={"destination-port": {"lower-port": 5000, "upper-port": 5002}}),
    ace("dns", also={"ietf-mud:mud": {"controller": "urn:ietf:params:mud:dns"}}, udp=port(53)),
    ace("mine", also={"ietf-mud:mud": {"my-controller": [None]}}),
    ace("kin", also={"ietf-mud:mud": {"same-manufacturer": [None], "local-networks": [None]}}),
    ace("ping", ipv4=to_host("ping.acme.example", 1)),
    receives=(
        ace("back", ipv4={"ietf-acldns:src-dnsname": "cloud.acme.example", "protocol": 6}, tcp=port(443, "source")),
        ace("push", ipv4={"ietf-acldns:src-dnsname": "push.acme.example", "protocol": 6}, tcp=port(443, "source")),
    ),
)  # fmt: skip


def octets(told: Any) -> bytes:
    return json.dumps(told).encode()
