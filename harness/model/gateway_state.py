"""A gateway that is up: what it is made of, and what it changes in what the product does.

``harness gateway up`` writes it, ``harness.machine.gateway_state`` reads it. Who captures, seals evidence or shows a picture takes
from here what a scenario must say of the rig: resolvers, IP versions, interference, and whose the gateway's own traffic is.

**Blind spots**: it says what was set up, not what stands now; ``harness gateway status`` compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from harness.model.scenario import Interference
from harness.model.words import CaStore

SCHEMA_VERSION: Final = 1
"""Of the file; another number is not read."""


class Ipv6Mode(StrEnum):
    """What becomes of the devices' IPv6."""

    FORWARDED = "forwarded"
    """A unique local prefix (RFC 4193), masqueraded on the way out."""
    OFF = "off"
    """None is offered, and what a device sends all the same is rejected."""


class InterceptionMode(StrEnum):
    """How traffic of devices reaches a proxy that opens TLS."""

    NONE = "none"
    TRANSPARENT = "transparent"
    """TCP is redirected to the proxy's port; the rest passes by it."""
    TUN = "tun"
    """Everything is routed into the proxy's TUN interface."""


class QuicPolicy(StrEnum):
    """What becomes of QUIC, that is UDP to port 443."""

    PASS = "pass"  # noqa: S105 - no password
    BLOCK = "block"
    """Rejected, so that clients take TCP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayLink:
    """One side of the gateway."""

    interface: str
    index: int
    """Of the interface, as the kernel counts: another number is another interface of the same name."""
    mac: str
    """Lower case with colons; empty where the interface has none."""
    addresses: tuple[str, ...]
    """Its own addresses with prefix lengths, ``10.77.0.1/24``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTraffic:
    """How the gateway's own traffic is told from the devices' on the WAN side, where both have one sender (decision 0193)."""

    addresses: tuple[str, ...]
    """Senders on the WAN side; each is also the sender of translated traffic of devices, so none of them excuses a flow."""
    uids: tuple[int, ...]
    """Users that programs of the gateway run as."""
    flows: str | None
    """File of connection tracking events: every flow of the WAN side with its sender before translation; None: not kept, and then
    nothing on the WAN side may be excluded as ours."""
    proxy_uid: int | None = None
    """User whose connections stand for the devices' own; None: nobody's do, or they are not told apart by user."""
    proxy_mark: int | None = None
    """Mark that connection tracking gives to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolVersion:
    """A program that takes part."""

    name: str
    version: str
    """As it says itself, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayState:
    """Everything that others need to know of a gateway that is up."""

    schema_version: int = SCHEMA_VERSION
    began_ns: int
    """Wall time before the first change."""
    lan: GatewayLink
    """Side of the devices."""
    wan: GatewayLink
    """Side of the internet."""
    prefixes: tuple[str, ...]
    """What devices have addresses of; only these are translated."""
    resolvers: tuple[str, ...] | None
    """Given to devices by DHCP and router advertisement; None: the gateway gives none, so they are not known."""
    ip_versions: tuple[int, ...]
    """Offered to devices: what a cell's ``ip_versions`` says."""
    ipv6: Ipv6Mode
    interception: InterceptionMode
    quic: QuicPolicy
    interference: tuple[Interference, ...]
    """What the gateway changes in what the product does: what a cell's ``interference`` says."""
    own: OwnTraffic
    record: str
    """Folder of what belongs to the evidence: leases, flows, canaries, rules; ``down`` leaves it."""
    leases: str | None
    """Which device had which address when, as dnsmasq keeps it; None: no DHCP."""
    proxy_log: str | None = None
    """What the proxy's add-on writes, one JSON object a line."""
    key_log: str | None = None
    ca_store: CaStore | None = None
    """Where devices hold the proxy's CA: what a cell's ``ca_store`` says; None: not said, or nothing is intercepted."""
    ca_certificate: str | None = None
    """What devices have to trust."""
    tools: tuple[ToolVersion, ...] = ()
