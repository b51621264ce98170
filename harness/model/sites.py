"""Site: where packets were captured, as far as is known, and what stands in the way of measuring from there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A place on Earth with its uncertainty."""

    latitude: float
    """Degrees, north positive."""
    longitude: float
    """Degrees, east positive."""
    error_km: float
    """The true place is within so many kilometres."""


class Doubt(StrEnum):
    """Why a round trip bounds no distance although question and answer belong together."""

    UNSPENT_TTL = "unspent_ttl"
    """The answer crossed no router, yet it came in the name of an address on the internet."""
    NEAR_EVERYWHERE = "near_everywhere"
    """Everybody answered at once: somebody close by answers for all."""
    FAR_BELOW_HELLO = "far_below_hello"
    """TCP answered much sooner than TLS or QUIC of the same address: the path is split."""
    FAR_BELOW_HANDSHAKE = "far_below_handshake"
    """TLS or QUIC answered much sooner than TCP at a local VPN that asks the server first: the VPN opens TLS itself."""
    VPN_CAPTURE = "vpn_capture"
    """A local VPN, by which packets were captured, answers for TCP servers."""
    INTERCEPTED = "intercepted"
    """A proxy that opens TLS stands between here and the servers."""
    LOCAL_AUTHORITY = "local_authority"
    """The certificates are made up by a proxy close by."""
    OTHER_CLOCK = "other_clock"
    """Timed by another clock than the capture's, which can be set."""


class NoSite(StrEnum):
    """Why a vantage point has no place to measure from."""

    NOT_STATED = "no_coordinates"
    VPN_EXIT = "vpn_exit"
    """The coordinates are those of a VPN's exit, and no landmark bears them out."""
    REFUTED = "refuted"
    """A landmark answered sooner than it can have from there."""


class LocalVpn(StrEnum):
    """How an app that captures as a local VPN answers a client's SYN in place of the server."""

    AT_ONCE = "at_once"
    AFTER_THE_SERVER = "after_the_server"
    """Only when the server has answered its own, so that handshakes take as long as to the server; all else it acknowledges itself."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """An address whose place is known for certain."""

    address: str
    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """What is known of one vantage point before anything is measured."""

    stated: Site | None
    """Where it is said to be."""
    vpn_exit: bool = False
    """That place is a VPN's exit: captured is on this side of the VPN, which may be anywhere."""
    landmarks: tuple[Landmark, ...] = ()
    local_vpn: LocalVpn | None = None
    """Packets were captured by a local VPN."""
    doubts: frozenset[Doubt] = frozenset()
    """Of everything seen there."""
    hellos_are_the_proxys: bool = False
    """An intercepting proxy stands between the product and this vantage point: what hellos show there beyond their names is its own."""
