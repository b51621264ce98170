"""What was seen and no service rule knows, put together by what a rule could match it by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """By what a rule could match, most specific first."""

    HOST = "host"
    """The exact name."""
    SUFFIX = "suffix"
    """The name, or one above it."""
    CIDR = "cidr"
    """A prefix that holds the address."""
    ASN = "asn"
    """The origin AS number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An endpoint of an analysis, with what a rule could match it by."""

    vantage: str
    address: str
    """On the wire."""
    looked_up: str
    """As rules are asked about it: unwrapped where it stands for another."""
    transport: str
    port: int | None
    scope: str
    names: tuple[str, ...]
    """Those that rules go by, best supported first."""
    other_name: str | None
    """Best name of another means: of its certificate, or hearsay. No rule goes by it."""
    asn: int | None
    holder: str | None
    """Of that AS."""
    octets_up: int
    octets_down: int
    first_ns: int
    last_ns: int
    capture: str
    """Digest's beginning of the capture to look at."""
    path: str | None
    """Of that capture; None: the document does not list it."""
    ruled: bool
    """A service rule knew it when it was analysed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Endpoints that one rule could match."""

    by: By
    key: str
    """Domain, host name, address or AS number."""
    seen: tuple[Seen, ...]
    hosting: str | None
    """Hosting rule of the first of them; None: none."""

    @property
    def octets_up(self) -> int:
        """Of the vantage point that saw most: octets of several must not be added up."""
        return max(up for up, _ in self._by_vantage())

    @property
    def octets_down(self) -> int:
        """Likewise."""
        return max(down for _, down in self._by_vantage())

    @property
    def octets(self) -> int:
        """Both ways, of the vantage point that saw most."""
        return max(up + down for up, down in self._by_vantage())

    def _by_vantage(self) -> list[tuple[int, int]]:
        sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for one in self.seen:
            up, down = sums[one.vantage]
            sums[one.vantage] = (up + one.octets_up, down + one.octets_down)
        return list(sums.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """What an analysis saw, by whether a rule knows it."""

    endpoints: int
    inside: int
    """Local, or inside the access network: nothing for the catalogue."""
    ruled: int
    """Known to a service rule, then or now."""
    unknown: tuple[Unknown, ...]
    """Most octets first."""
