"""The subject of a test: what belongs to it, its ways out, and whose traffic is not its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Boundary(StrEnum):
    """What belongs to the subject."""

    APP = "app"
    """One app; the phone's operating system and other apps do not."""
    DEVICE = "device"
    """Whole devices: whatever their addresses send."""
    PLATFORM = "platform"
    """Devices with a built-in operating system, which belongs to the subject."""


class EgressState(StrEnum):
    """What was done about one way out of the subject."""

    TAPPED = "tapped"
    DISABLED = "disabled"
    UNOBSERVED = "unobserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device under test."""

    id: str
    role: str
    """Free word: phone, controller, aircraft, dock ..."""
    addresses: tuple[str, ...]
    """Addresses or prefixes at the taps."""
    macs: tuple[str, ...]
    """Lower case with colons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTool:
    """Traffic of our own: excluded, and listed."""

    name: str
    addresses: tuple[str, ...]
    """Sender: addresses or prefixes."""
    macs: tuple[str, ...]
    servers: tuple[str, ...]
    """Only towards these addresses or prefixes; empty: any, but never at a gateway-wan tap."""
    ports: tuple[int, ...]
    """Only towards these ports; empty: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDevice:
    """A device on the same network that is not under test: excluded, and listed."""

    name: str
    addresses: tuple[str, ...]
    macs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """One way out of the subject."""

    id: str
    kind: str
    """wifi, ethernet, sim, tether, dongle, pc_tool."""
    state: EgressState
    verified: str | None
    """Disabled: how that was verified. Never None then."""
    vantage_points: tuple[str, ...]
    """Tapped: where. Never empty then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The product under test."""

    vendor: str
    product: str
    boundary: Boundary
    egresses: tuple[Egress, ...]
