"""What ``harness gateway up`` may do besides forwarding: its options, most of them interference."""

from __future__ import annotations

import argparse
from typing import Final

from harness.model.words import CaStore

IPV6: Final = {"forward": "forwarded", "off": "off"}
"""What the option says, and ``Ipv6Mode`` for it."""


def add_modes(found: argparse.ArgumentParser) -> None:
    """Add what a gateway does besides forwarding, most of it interference."""
    found.add_argument(
        "--dhcp",
        action="store_true",
        help="give devices addresses and a resolver (dnsmasq), and of IPv6 router advertisements where it is forwarded",
    )
    found.add_argument(
        "--ipv6",
        choices=list(IPV6),
        help="forward IPv6 of devices, or reject it, which is interference (default: forward where the WAN side has it)",
    )
    found.add_argument(
        "--quic",
        choices=["pass", "block"],
        default="pass",
        help="block: reject UDP to port 443, so that clients take TCP; that is interference (default: pass)",
    )
    found.add_argument(
        "--intercept",
        choices=["transparent", "tun"],
        help="send TCP (transparent) or everything (tun) of devices through a proxy that opens TLS; that is interference",
    )
    found.add_argument(
        "--proxy",
        metavar="FILE",
        help="the proxy's program, instead of what `harness gateway install-proxy` made",
    )
    found.add_argument(
        "--ca",
        metavar="FOLDER",
        help="folder of the proxy's CA, so that devices learn it once (default: in the state folder, gone with a reboot)",
    )
    found.add_argument(
        "--ca-store",
        choices=[store.value for store in CaStore],
        help="where devices hold the proxy's CA: only where the system's store has it, a refusal is called pinned",
    )
