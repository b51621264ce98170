"""Rules: who runs or hosts an endpoint, what program speaks with it, who made a device, and why that is believed.

Four kinds are kept apart, because they answer different questions. A *service*
rule says who runs the service behind a name or a fixed address. A *hosting* rule
says who hosts or routes an address: a cloud bucket of one company is run by that
company and hosted by another. A *software* rule says whose program speaks, by a
protocol or a fingerprint: that a vendor's program sends somewhere does not make the
receiver the vendor's. A *device* rule says who made a device of the local network,
by its MAC. None says where anything is (decision 0158).

The country of a rule is that of legal control over its operator, never a place.

Blind spots: a name says who answers for the name, not what is sent to it; region
tags inside host names are read off, not measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from harness.model.matches import (
    MAX_ALTERNATIVES,
    MAX_DEPTH,
    Alternative,
    Clause,
    Match,
    Way,
    alternatives,
    count_alternatives,
    depth,
    ways,
)

RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")
"""``operator.slug``: public, never renamed or reused, only retired."""


class Kind(StrEnum):
    """Which question a rule answers."""

    SERVICE = "service"
    """Who runs the service: by name, or by an address that is the service (a resolver)."""
    HOSTING = "hosting"
    """Who hosts or routes it: by cloud or CDN name, prefix or AS number."""
    SOFTWARE = "software"
    """Whose program speaks: by protocol or fingerprint. Never who is served; none wins, all are told."""
    DEVICE = "device"
    """Who made a device of the local network: by the first bits of its MAC. Never an endpoint."""


ANCHORS: Final[Mapping[Kind, frozenset[Way]]] = MappingProxyType(
    {
        Kind.SERVICE: frozenset({Way.HOST, Way.SUFFIX, Way.DOMAIN, Way.SNI, Way.CERTIFICATE, Way.CIDR}),
        Kind.HOSTING: frozenset(
            {Way.HOST, Way.SUFFIX, Way.DOMAIN, Way.SNI, Way.CERTIFICATE, Way.CIDR, Way.ASN}
        ),
        Kind.SOFTWARE: frozenset({Way.PROTOCOL, Way.JA4}),
        Kind.DEVICE: frozenset({Way.OUI}),
    }
)
"""What answers the question of each kind by itself; everything else only narrows."""


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
    first_seen: str | None = None
    """Year, month or day, as precise as the sources tell it; None: not told."""
    last_seen: str | None = None
    """Likewise; None: not told, which is not 'still seen'."""

    def __post_init__(self) -> None:
        if not RULE_ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is not of the form operator.slug")
        if problem := match_problem(self.kind, self.match):
            raise ValueError(f"{self.id}: {problem}")


def match_problem(kind: Kind, match: Match) -> str | None:
    """Why no rule of a kind may match so; None if it may."""
    if depth(match) > MAX_DEPTH:
        return f"any, all and not are nested deeper than {MAX_DEPTH}: write two rules"
    if count_alternatives(match) > MAX_ALTERNATIVES:
        return f"any and all give more than {MAX_ALTERNATIVES} combinations: write several rules"
    if foreign := ways(match) & foreign_ways(kind):
        return f"{min(foreign)}: says nothing of what a rule of kind {kind} is about"
    if any(not anchors_of(kind, one) for one in alternatives(match)):
        return "an alternative matches nothing by which the rule could answer its question"
    return None


def foreign_ways(kind: Kind) -> frozenset[Way]:
    """Keys that no rule of a kind may use: devices have MACs, endpoints the rest."""
    return frozenset(set(Way) - {Way.OUI}) if kind is Kind.DEVICE else frozenset({Way.OUI})


def anchors_of(kind: Kind, alternative: Alternative) -> tuple[Clause, ...]:
    """The conditions of an alternative that answer the kind's question, whichever of their values holds."""
    allowed = ANCHORS[kind]
    return tuple(clause for clause in alternative.clauses if all(leaf.way in allowed for leaf in clause))
