"""A gateway that is up, as a value to write down, change and read back."""

from __future__ import annotations

from typing import Any

from harness.model.gateway_state import (
    GatewayLink,
    GatewayState,
    InterceptionMode,
    Ipv6Mode,
    OwnTraffic,
    QuicPolicy,
    ToolVersion,
)
from harness.model.scenario import Interference


def gateway_state(**changed: Any) -> GatewayState:
    """One with everything filled in, and QUIC blocked."""
    told: dict[str, Any] = {
        "began_ns": 1_795_773_600_000_000_000,
        "lan": GatewayLink(
            interface="lan0",
            index=4,
            mac="02:00:00:00:00:01",
            addresses=("10.77.0.1/24", "fd00:77::1/64"),
        ),
        "wan": GatewayLink(
            interface="wan0", index=5, mac="02:00:00:00:00:02", addresses=("198.51.100.2/24",)
        ),
        "prefixes": ("10.77.0.0/24", "fd00:77::/64"),
        "resolvers": ("10.77.0.1",),
        "ip_versions": (4, 6),
        "ipv6": Ipv6Mode.FORWARDED,
        "interception": InterceptionMode.TRANSPARENT,
        "quic": QuicPolicy.BLOCK,
        "interference": (Interference.TLS_INTERCEPTION, Interference.QUIC_BLOCKED),
        "own": OwnTraffic(
            addresses=("198.51.100.2",), uids=(0,), flows="/run/x/flows.txt", proxy_uid=990, proxy_mark=7
        ),
        "record": "/run/x",
        "leases": "/run/x/leases",
        "proxy_log": "/run/x/proxy.jsonl",
        "key_log": "/run/x/keys.txt",
        "ca_certificate": "/run/x/ca.pem",
        "tools": (ToolVersion(name="nft", version="nftables v1.0.6"),),
    }
    return GatewayState(**{**told, **changed})
