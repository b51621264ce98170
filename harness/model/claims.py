"""Claim: a proposition about observations, and the bounds that it is asserted for.

A claim is a universal negative ("no data goes to CN"). One witness refutes it; only
coverage supports it. What can hide a witness depends on the kind of claim, so each
blind spot names the kinds that it blinds (``harness.model.blind_spots``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harness.model.selectors import EndpointSelector
from harness.model.words import ContactLevel


class ClaimKind(StrEnum):
    """What a claim is about; decides what is a witness and what blinds it (DESIGN section 5)."""

    LOCATION = "location"
    """No data to a country, wherever its operator is from."""
    SILENCE = "silence"
    """A mode sends nothing but what the claim permits."""
    CONTROL = "control"
    """No data to a company under a country's jurisdiction, wherever its servers are."""
    NAME = "name"
    """Only these endpoints, or none of those."""
    CONTENT = "content"
    """No planted data leave."""


class Grade(StrEnum):
    """How it is known whose a flow is, weakest first."""

    TAP = "tap"
    """Only the tap tells: nothing but the subject is attached there."""
    DEVICE = "device"
    """The sender's address or MAC is that of a device under test."""
    DIFFERENCE = "difference"
    """The device's, to an endpoint that the same device did not contact without the app."""
    JOIN = "join"
    """Joined with a proxy's or translator's own record."""
    UID = "uid"
    """The capturing system named the app."""

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the weakest."""
        return list(Grade).index(self)


class PermittedService(StrEnum):
    """What a silence claim may permit by service, wherever it goes."""

    DHCP = "dhcp"
    """RFC 2131 and RFC 8415: UDP to ports 67 and 547."""
    DNS_GIVEN = "dns_given"
    """Queries to a resolver that the access network gave."""
    NTP = "ntp"
    """RFC 5905: UDP to port 123."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Bounds that a claim is asserted for; an empty tuple means any value, so no list can cover it."""

    egress_regions: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2; empty: worldwide."""
    account_regions: tuple[str, ...] = ()
    subject_versions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    """Kinds of steps; empty: every step."""
    products: tuple[str, ...] = ()
    """Empty: the subject's own product."""
    consents: tuple[str, ...] = ()
    """Consent answers; empty: not told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of a scenario."""

    id: str
    """Public: never renamed."""
    kind: ClaimKind
    text: str
    """As the vendor says it, or as tested."""
    source: str | None
    """Where it is said."""
    countries: tuple[str, ...]
    """Location, control: ISO 3166-1 alpha-2 codes, sorted; groups are taken apart. Else empty."""
    group: str | None
    """Named group that the countries come from; None where they were listed."""
    level: ContactLevel
    """Contact that refutes; below it contact blocks PASS and is listed."""
    attribution: Grade
    """Weakest attribution that refutes."""
    floor_ratio: float
    """Least share of packets seen, 0..1, for PASS."""
    scope: Scope
    permitted_services: tuple[PermittedService, ...]
    """Silence only."""
    permitted_hosts: tuple[str, ...]
    """Silence only: host names in lower case, each with everything below it."""
    about: tuple[EndpointSelector, ...] = ()
    """Name only: endpoints that the claim speaks of; empty: all."""
    only: tuple[EndpointSelector, ...] = ()
    """Name: the endpoints allowed. Content: those that may be sent the data. Empty: no such list."""
    never: tuple[EndpointSelector, ...] = ()
    """Name: the endpoints forbidden; empty: no such list."""
    data: tuple[str, ...] = ()
    """Content only: ids of planted values; every one of the scenario, where the author names none."""
    line: int
    """In the scenario file, for messages."""
