"""What is known while capturing goes on: a picture that is made anew every second or so, and never a verdict.

Nothing here says PASS: what was not seen so far may come yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TapState(StrEnum):
    """How capturing on an interface goes."""

    STARTING = "starting"
    CAPTURING = "capturing"
    GONE = "gone"
    """The interface went away, or the program that captures ended; nothing is seen until it is back."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTap:
    """One interface that is captured on."""

    interface: str
    vantage: str
    """Vantage point in all tables; the interface's name where none is given."""
    state: TapState
    packets: int
    """In files that were read so far."""
    octets: int
    """Of those files."""
    behind_ns: int | None
    """Age of the youngest packet read when the picture was made; None before the first."""
    kernel_drops: int | None
    """Packets that the interface itself lost since the start; None where the system does not say."""
    capture_drops: int | None
    """Packets that capturing lost; None while that is not known, which is until the program ends."""
    note: str = ""
    """What is wrong, one sentence; empty where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEndpoint:
    """One endpoint so far. Texts come from the wire: printable ASCII, to be escaped all the same where they are shown."""

    vantage: str
    address: str
    transport: str
    port: int | None
    name: str | None
    """Best of its names; None where none was seen."""
    located: str
    """Country and status in words, ``CN agreed``."""
    whose: str
    """Service, operator and host in words."""
    rank: int
    """Concern, the largest first (``harness.reports.concern``)."""
    concern: str
    """The same in words; empty for none."""
    ours: bool
    """Only the harness or its gateway speaks with it."""
    octets_up: int
    octets_down: int
    packets: int
    first_ns: int
    last_ns: int
    capture: str
    """File that holds the packet to look at."""
    packet: int
    details: tuple[str, ...]
    """Further facts, one line each: other names, round trips, protocols, laws."""

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What it is known by from one picture to the next."""
        return self.vantage, self.address, self.transport, self.port


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveClaim:
    """What a claim, or a country that was asked about, has come to so far."""

    id: str
    """Of the claim; the country's code where no scenario is given."""
    text: str
    refuted: bool
    """A witness of the grade asked for was seen: this stays, whatever comes."""
    words: str
    """``REFUTED: ...`` or what stands open; never that it holds."""
    witnesses: tuple[str, ...]
    """Each with file and packet."""
    witness_keys: tuple[str, ...] = ()
    """The endpoint of each witness, in their order, by what does not change when more becomes known of it, such as a name. Empty: each
    text stands for itself."""

    def __post_init__(self) -> None:
        if self.witness_keys and len(self.witness_keys) != len(self.witnesses):
            raise ValueError(f"{self.id}: {len(self.witnesses)} witnesses, {len(self.witness_keys)} keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePicture:
    """Everything that is shown at one time."""

    at_ns: int
    """Wall time when it was made."""
    endpoints: tuple[LiveEndpoint, ...]
    """Largest concern first."""
    taps: tuple[LiveTap, ...]
    claims: tuple[LiveClaim, ...]
    blind_spots: tuple[str, ...]
    """What may hide something, one sentence each; never empty."""
    notes: tuple[str, ...] = ()
    """What the harness changes in what it observes, and that evidence is SYNTHETIC."""
