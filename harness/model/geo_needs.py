"""Need: an address that is not clear of the countries asked about, why, and which measurement would clear it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harness.model.sites import Site


class Lack(StrEnum):
    """Why an address is not clear of some countries."""

    THERE = "there"
    """Locators put it there: only a round trip that excludes the countries would clear it."""
    DISPUTED = "disputed"
    """Locators disagree, and one of them says so."""
    SINGLE = "single"
    """One independent locator answers, and it may be wrong."""
    OPERATOR = "operator"
    """Locators put it elsewhere, but its operator or its registration is the countries'."""
    ANYCAST = "anycast"
    """Announced from many places: a measurement from elsewhere says where another node is."""
    UNKNOWN = "unknown"
    """No locator answers, or nobody announced it."""
    REFUTED = "refuted"
    """Every answer of the locators is out of reach; where it is instead is not known."""
    CARRIER = "carrier"
    """An address inside the access network; what lies behind it no measurement shows."""
    STALE = "stale"
    """Clear by data that are too old or too new for what was captured."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one analysis, or one scenario of a verification, tells of places."""

    endpoints: tuple[dict[str, Any], ...]
    """ENDPOINTS rows, like those of the other tables with the columns that are needed."""
    places: tuple[dict[str, Any], ...]
    distances: tuple[dict[str, Any], ...]
    dates: tuple[str, ...]
    """ISO dates of the locators, those without one left out."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A place to measure from, and what a measurement there could show."""

    name: str
    """Vantage point or city."""
    site: Site
    at_hand: bool
    """A vantage point of the analysis."""
    own: bool
    """The one that the address was seen from: the only one whose measurement counts where the address may be anycast."""
    floor_km: float
    """The countries are at least so far away; 0 where they may be right there."""
    limit_ns: int | None
    """A round trip of so much or less excludes the countries; None: none does."""
    observed_ns: int | None
    """Least usable one of the address in the captures of this vantage point; None: none, or not at hand."""
    least_ns: int | None
    """What light needs there and back to the nearest country that locators claim instead; None: they claim none."""
    likely_ns: int | None
    """What it takes with the detours that are usual (1.6 times as long as in fibre, and 1 ms)."""

    @property
    def feasible(self) -> bool | None:
        """Whether a server where locators claim it can answer soon enough; None: they claim no other place."""
        if self.least_ns is None:
            return None
        return self.limit_ns is not None and self.least_ns < self.limit_ns


@dataclass(frozen=True, slots=True)
class Need:
    """What one address as seen from one vantage point lacks."""

    vantage: str
    server_ip: str
    name: str | None
    """Best supported name of its endpoint that was sent most; None: no name seen."""
    payload_octets_up: int
    """Sent to all its endpoints."""
    lacks: tuple[Lack, ...]
    """The first is why it is open; ``stale`` can be the second."""
    reason: str
    """One sentence, without a full stop."""
    claimed: tuple[str, ...]
    """Countries other than those asked about that a locator names, sorted."""
    inseparable: tuple[str, ...]
    """Those of them that no round trip, from wherever it is taken, tells from the countries asked about."""
    offers: tuple[Offer, ...]
    """Vantage points at hand first, that of the address in front; then cities, the one with most to spare first."""

    @property
    def hopeless(self) -> bool:
        """Whether no measurement can clear it, if locators are right about where else it may be."""
        return Lack.CARRIER in self.lacks or (bool(self.claimed) and self.claimed == self.inseparable)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoPlan:
    """What is to be measured for a question."""

    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2, sorted."""
    group: str | None
    """Named group that they come from."""
    addresses: int
    """Addresses on the internet by vantage point that were looked at, those that are clear included."""
    needs: tuple[Need, ...]
    """Most octets sent first."""
    notes: tuple[str, ...]
    """What no measurement can show, one sentence each."""
