"""Canaries: datagrams and connections that nobody but this machine sends, to see whether a capture sees what it should.

Each has a token that no other traffic has. On the WAN side they go to an address for documentation (RFC 5737, RFC 3849), so to nobody; that a router
nearby drops them does not matter, because a capture here sees them leave. On the LAN side they go to everybody there, port 9 (discard,
RFC 863), and no device answers. A connection carries no token: it is known by its addresses and ports, which stand one behind the other
in a packet.

**Blind spots**: a canary shows that an interface is captured on, not that nothing is lost; and it leaves this machine, so that it does not show
that frames which come *in* are captured. A device that is plugged in does. Where the WAN side has no way to far away, the kernel takes a canary's
address for a neighbour's, finds nobody, and sends nothing but questions who it is: no capture has the canary then.
"""

from __future__ import annotations

import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_interface
from typing import Final

from harness.model.gateway_state import GatewayLink, GatewayState

PORT: Final = 9
NOBODY: Final = ("192.0.2.1", "2001:db8::1")
ALL_NODES: Final = "ff02::1"
"""RFC 4291 §2.7.1."""
_TEXT: Final = b"harness canary "


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One that is to be sent."""

    side: str
    """``lan`` or ``wan``."""
    interface: str
    protocol: str
    """``udp`` or ``tcp``."""
    source: str
    destination: str
    port: int = PORT


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCanary:
    """One that was sent, or could not be."""

    canary: Canary
    token: str
    source_port: int
    """0 where it could not be sent."""
    sent_ns: int
    fault: str | None
    """Why it could not be sent; None where it was."""

    def pattern(self) -> bytes:
        """Octets that a capture which has it holds: its token, or of a connection both addresses and both ports (RFC 9293 §3.1)."""
        if self.canary.protocol == "udp":
            return _TEXT + self.token.encode("ascii")
        ends = (ip_address(self.canary.source), ip_address(self.canary.destination))
        ports = (self.source_port, self.canary.port)
        return b"".join(one.packed for one in ends) + b"".join(one.to_bytes(2, "big") for one in ports)


def canaries_of(state: GatewayState, to: tuple[str, ...] = NOBODY) -> tuple[Canary, ...]:
    """Those of both sides, of each IP version that a side has an address of.

    Args:
        state: Of the gateway.
        to: Where those of the WAN side go; of an IP version that is not among them none is sent.
    """
    found = []
    for version in (4, 6):
        source = _own(state.wan, version)
        target = next((one for one in to if ip_address(one).version == version), None)
        if source is not None and target is not None:
            found += [
                Canary(
                    side="wan",
                    interface=state.wan.interface,
                    protocol=protocol,
                    source=source,
                    destination=target,
                )
                for protocol in ("udp", "tcp")
            ]
    local = next((ip_interface(one) for one in state.lan.addresses if ip_interface(one).version == 4), None)
    if local is not None:
        everybody = str(local.network.broadcast_address)
        found.append(
            Canary(
                side="lan",
                interface=state.lan.interface,
                protocol="udp",
                source=str(local.ip),
                destination=everybody,
            )
        )
    if (source := _own(state.lan, 6)) is not None:
        found.append(
            Canary(
                side="lan",
                interface=state.lan.interface,
                protocol="udp",
                source=source,
                destination=ALL_NODES,
            )
        )
    return tuple(found)


def send(canary: Canary) -> SentCanary:
    """Send one; of a connection the first packet, whose answer is not waited for."""
    token = secrets.token_hex(16)
    family = socket.AF_INET6 if ":" in canary.source else socket.AF_INET
    kind = socket.SOCK_DGRAM if canary.protocol == "udp" else socket.SOCK_STREAM
    port, fault = 0, None
    with socket.socket(family, kind) as sender:
        try:
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, canary.interface.encode())
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sender.setblocking(False)
            sender.bind((canary.source, 0))
            port = sender.getsockname()[1]
            if kind == socket.SOCK_DGRAM:
                sender.sendto(_TEXT + token.encode("ascii"), (canary.destination, canary.port))
            else:
                _begin(sender, canary)
        except OSError as error:
            fault = error.strerror or str(error)
        sent_ns = time.time_ns()
    return SentCanary(canary=canary, token=token, source_port=port, sent_ns=sent_ns, fault=fault)


def _begin(sender: socket.socket, canary: Canary) -> None:
    # It is on its way, or answered already.
    with suppress(BlockingIOError, ConnectionRefusedError):
        sender.connect((canary.destination, canary.port))


def _own(link: GatewayLink, version: int) -> str | None:
    """An address of an interface that packets may leave with."""
    own = (ip_interface(address) for address in link.addresses)
    return next(
        (str(one.ip) for one in own if one.version == version and not one.ip.is_link_local),
        None,
    )
