"""Scenario: what was done, with what, seen from where, and which claims are to be judged.

Plain frozen values; ``harness.rules.scenario`` makes them from YAML and is where mistakes
are told. Times are integer ns since the Unix epoch, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim
from harness.model.honey import Honey
from harness.model.sites import Landmark
from harness.model.subject import Device, OtherDevice, OwnTool, Subject
from harness.model.verdicts import Verdict
from harness.model.words import CaStore


class Tap(StrEnum):
    """Where packets were taken."""

    APP = "app"
    CONTROLLER = "controller"
    AIRCRAFT = "aircraft"
    DONGLE = "dongle"
    DOCK = "dock"
    DESKTOP = "desktop"
    GATEWAY_LAN = "gateway-lan"
    GATEWAY_WAN = "gateway-wan"
    """Behind address translation: senders are not told apart there."""


class CellRole(StrEnum):
    """What a cell is for."""

    TEST = "test"
    BASELINE = "baseline"
    """The same devices without the app: what they send anyway."""
    CONTROL = "control"
    """The same rig with the mode off, where traffic is to be seen."""


class Interference(StrEnum):
    """What the harness or rig changed in what the product does."""

    TLS_INTERCEPTION = "tls_interception"
    QUIC_BLOCKED = "quic_blocked"
    DOH_BLOCKED = "doh_blocked"
    VPN_CAPTURE = "vpn_capture"
    """Capture by a local VPN, which answers in place of servers and commonly forces IPv4."""
    IPV6_BLOCKED = "ipv6_blocked"
    ALTERED_DNS = "altered_dns"


class EvidenceKind(StrEnum):
    """How a step shows that it happened."""

    CONTACTED = "contacted"
    """A host was contacted in the step by a device under test."""
    SENT = "sent"
    """A device sent at least so many octets of payload in the step."""
    STATED = "stated"
    """Somebody says so: log line, photo, video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What the product can take its region from; None where not set or not known."""

    app_store: str | None = None
    sim: str | None = None
    locale: str | None = None
    gps: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VantagePoint:
    """Where packets were seen, and from where it reaches the internet."""

    id: str
    tap: Tap
    region: str
    """Country that it reaches the internet from, ISO 3166-1 alpha-2."""
    latitude: float
    longitude: float
    error_km: float
    egress: str
    """isp, mobile or vpn_exit."""
    resolvers: tuple[str, ...] | None
    """Addresses that the access network gave to devices; None: not known."""
    subject_only: bool
    """Nothing but the subject is attached, so that the tap itself attributes."""
    believed: Believed
    landmarks: tuple[Landmark, ...] = ()
    """Servers whose place is known, for which round trips are to be measured from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFile:
    """One file as listed; what is None is not stated."""

    path: str
    """As written, below the scenario file's folder."""
    vantage_point: str
    sha256: str | None
    keylog: str | None = None
    """Key log for it, below the scenario file's folder."""
    keylog_sha256: str | None = None
    hosts: str | None = None
    """Hosts file: the tester's own names of addresses at its vantage point, below the scenario file's folder."""
    hosts_sha256: str | None = None
    tool: str | None
    filter: str | None
    """``all`` where everything was captured."""
    drops: int | None
    """Packets lost; of a ring: in all its files together."""
    ring: str | None = None
    """Name of the run over several files that it is one of; None: it stands alone."""
    from_ns: int | None
    """When capturing began."""
    to_ns: int | None
    clock_offset_ns: int
    """Added to packet times to give true time."""
    clock_set_ns: int | None = None
    """By how much the clock was set while capturing went on; negative: back."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sign that a step happened."""

    kind: EvidenceKind
    host: str | None = None
    """Contacted: name in lower case; names below it count."""
    device: str | None = None
    """Sent: id of the device."""
    octets: int | None = None
    """Sent: least payload octets."""
    text: str | None = None
    """Stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done in a cell."""

    id: str
    kind: str
    """baseline, install, decline, accept, login, flight, sync, update_check, idle, restart or another word."""
    from_ns: int
    to_ns: int
    """Not included."""
    devices: tuple[str, ...]
    """Devices that must be seen in it."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Subject version x settings x regions x bearer x consent x session, and what was captured for it."""

    id: str
    role: CellRole
    subject_version: str
    settings: str
    egress_region: str
    account_region: str
    bearer: str
    consent: str
    session: int
    independent: bool
    """Whether this session starts anew (reset, new account), so that sessions may be counted as trials."""
    ip_versions: tuple[int, ...]
    """IP versions that the access network offered."""
    interference: tuple[Interference, ...]
    ca_store: CaStore | None = None
    """Where devices under test held the CA of the proxy that intercepted; None: not said, or none intercepted."""
    baseline: str | None
    """Cell of role baseline that tells what the devices send without the app."""
    control: str | None
    """Cell of role control on the same rig."""
    captures: tuple[CaptureFile, ...]
    """Empty: planned, not run."""
    steps: tuple[Step, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLimit:
    """A blind spot that somebody accepts; it is shown so and still blocks."""

    kind: BlindSpotKind
    reason: str
    expires: date
    cells: tuple[str, ...]
    """Empty: every cell."""
    claim: str | None = None
    """Claim that it is accepted for; None: every claim."""
    line: int

    def covers(self, kind: str, cell: str | None, claim: str | None) -> bool:
        """Whether a blind spot is accepted by this.

        Args:
            kind: Of the blind spot.
            cell: That it lies in; None: in no single one.
            claim: The only one that it blocks; None: not one alone.
        """
        in_cell = not self.cells or cell in self.cells
        return self.kind.value == kind and in_cell and (self.claim is None or claim in (None, self.claim))


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorStatement:
    """A vendor's word that a finding was fixed."""

    host: str
    """Or address, for findings without a name."""
    text: str
    source: str
    version: str
    """First version that is said to hold the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a claim of this scenario is known to come to."""

    claim: str
    as_tested: Verdict
    as_asserted: Verdict
    findings: tuple[str, ...]
    """Ids of findings, sorted."""
    not_seen_since: tuple[str, ...] = ()
    """Those of them that later cells are known not to show although no fix is recorded, sorted."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario file."""

    id: str
    title: str
    path: str
    """As given."""
    folder: str
    """That the paths of captures are relative to."""
    sha256: str
    """Of the file's octets."""
    subject: Subject
    devices: tuple[Device, ...]
    tools: tuple[OwnTool, ...]
    others: tuple[OtherDevice, ...]
    vantage_points: tuple[VantagePoint, ...]
    cells: tuple[Cell, ...]
    claims: tuple[Claim, ...]
    accepted_limits: tuple[AcceptedLimit, ...]
    vendor_statements: tuple[VendorStatement, ...]
    expect: tuple[Expectation, ...]
    max_data_age_days: int
    """Greatest distance in time between a capture and the place data that judge it."""
    honey: tuple[Honey, ...] = ()
    """What was planted, to be searched in what is sent."""
    endpoint_rules: tuple[str, ...] = ()
    """Files of endpoint rules besides the catalogue, below ``folder``."""
