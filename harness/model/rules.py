"""Endpoint rules: who runs or hosts an endpoint, and why that is believed.

Two kinds are kept apart, because they answer different questions. A *service*
rule says who runs the service behind a name or a fixed address. A *hosting* rule
says who hosts or routes an address: a cloud bucket of one company is run by that
company and hosted by another. Neither says where the address is.

The country of a rule is that of legal control over its operator, never a place.

Blind spots: a name says who answers for the name, not what is sent to it; region
tags inside host names are read off, not measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")
"""``operator.slug``: public, never renamed or reused, only retired."""


class Kind(StrEnum):
    """Which of the two questions a rule answers."""

    SERVICE = "service"
    """Who runs the service: by name, or by an address that is the service (a resolver)."""
    HOSTING = "hosting"
    """Who hosts or routes it: by cloud or CDN name, prefix or AS number."""


class Category(StrEnum):
    """What an endpoint is for. Closed: a new value is a new version of the JSON document."""

    VENDOR_FIRST_PARTY = "vendor-first-party"
    """The product vendor's own web, app or developer service of no narrower category here."""
    FIRMWARE = "firmware"
    """Firmware and software updates, app packages included."""
    TELEMETRY = "telemetry"
    """Live state, position or fleet data of the product, reports to an authority included."""
    FLIGHT_RECORD_SYNC = "flight-record-sync"
    """Flight records or statistics stored at the vendor."""
    LOG_UPLOAD = "log-upload"
    """Log files of app or device."""
    CRASH = "crash"
    """Crash and performance reports."""
    ANALYTICS = "analytics"
    """Usage events, device identifiers, attribution, device fingerprints."""
    ADS = "ads"
    """Advertising."""
    MAPS = "maps"
    """Map tiles, search, terrain, weather, and location looked up over the network."""
    NO_FLY_DATA = "no-fly-data"
    """Geofences, airspace and unlocking."""
    GNSS_ASSIST = "gnss-assist"
    """Satellite assistance data and corrections (AGNSS, RTK)."""
    LIVESTREAM = "livestream"
    """Real-time video, and sites that a stream is sent to."""
    PUSH = "push"
    """Push messages."""
    LOGIN = "login"
    """Sign-in, the vendor's own or through another party."""
    ACCOUNT = "account"
    """Account and device registration, activation, serial-number checks."""
    REMOTE_CONFIG = "remote-config"
    """Feature switches and settings fetched by the product."""
    CONNECTIVITY_CHECK = "connectivity-check"
    """Is there an internet? Sends little by design."""
    CDN = "cdn"
    """Content delivery."""
    CLOUD = "cloud"
    """Rented computing or storage; its customer is not known from this rule."""
    OS_PLATFORM = "os-platform"
    """Services of the phone's or controller's operating system."""
    TIME = "time"
    """Network time."""
    DNS = "dns"
    """Name resolution by DNS, DNS over TLS, HTTPS or QUIC."""
    HTTPDNS = "httpdns"
    """Name resolution over a private HTTP interface; leaves no DNS record."""
    VPN = "vpn"
    """Tunnel or relay of the user's choice."""
    P2P_RELAY = "p2p-relay"
    """Rendezvous and relay between devices."""
    UNKNOWN = "unknown"
    """The operator is known, the purpose is not one of these or not known."""


class Confidence(StrEnum):
    """What a rule rests on, firmest first. The last two name an endpoint but carry no FAIL."""

    DOCUMENTED = "documented"
    """Vendor, registry, standard or maintained public list."""
    OBSERVED = "observed"
    """Seen by a third party in app code, certificates, configuration or traffic."""
    INFERRED = "inferred"
    """Deduced."""
    UNCONFIRMED = "unconfirmed"
    """The origin of the source is not named."""


class Status(StrEnum):
    """Whether a rule is still applied."""

    ACTIVE = "active"
    """Applied."""
    RETIRED = "retired"
    """Kept so that its id is not reused; matches nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a rule matches: any host, suffix, prefix or AS number of those listed.

    Ports and transports narrow all of them. They never match alone, because a port
    does not identify a service.
    """

    hosts: tuple[str, ...] = ()
    """Exact names, lower case, as A-labels."""
    suffixes: tuple[str, ...] = ()
    """Names that stand for themselves and every name below them."""
    cidrs: tuple[str, ...] = ()
    """Prefixes without host bits; one address is a /32 or /128."""
    asns: tuple[int, ...] = ()
    """Origin AS numbers; hosting rules only."""
    ports: tuple[int, ...] = ()
    """Server ports; empty: any."""
    transports: tuple[str, ...] = ()
    """``tcp``, ``udp``, ...; empty: any."""

    @property
    def restrictions(self) -> int:
        """How many of port and transport narrow this match."""
        return bool(self.ports) + bool(self.transports)

    def allows(self, transport: str | None, port: int | None) -> bool:
        """Whether the restrictions hold; a port that is not known fails a port restriction."""
        if self.ports and port not in self.ports:
            return False
        return not self.transports or transport in self.transports


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the catalogue."""

    id: str
    kind: Kind
    match: Match
    operator: str
    """Who runs or hosts it."""
    control_country: str | None
    """ISO 3166-1 alpha-2 of legal control over the operator; None: not established."""
    category: Category
    data_expected: tuple[str, ...] = ()
    """What is expected to be sent; empty: not known, which is not 'nothing'."""
    reasoning: str
    sources: tuple[str, ...]
    confidence: Confidence
    status: Status = Status.ACTIVE
    positive: tuple[str, ...] = field(default=(), repr=False)
    """Examples that the rule matches."""
    negative: tuple[str, ...] = field(default=(), repr=False)
    """Examples, close by, that it does not match."""

    def __post_init__(self) -> None:
        if not RULE_ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is not of the form operator.slug")
        match = self.match
        if not (match.hosts or match.suffixes or match.cidrs or match.asns):
            raise ValueError(f"{self.id}: matches nothing")
        if match.asns and self.kind is not Kind.HOSTING:
            raise ValueError(f"{self.id}: an AS number says who routes, not who runs the service")
