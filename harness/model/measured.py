"""What measurement services took from their own probes: probes, samples, and what these say of where an address is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harness.model.sites import Landmark, Site


class Service(StrEnum):
    """Who measured."""

    ATLAS = "ripe_atlas"
    GLOBALPING = "globalping"


class SampleKind(StrEnum):
    """What was timed."""

    PING = "ping"
    """ICMP echo."""
    TRACEROUTE = "traceroute"
    """Probe packets of a traceroute that the address itself answered."""
    MTR = "mtr"
    """Likewise, of mtr."""
    TCP_CONNECT = "tcp_connect"
    """Of a TLS or HTTP measurement, its TCP connection."""


class LeftOut(StrEnum):
    """Why a sample, or all of a probe, takes no part."""

    NO_PROBE = "no_probe"
    """Where the probe stands was not given."""
    NO_COORDINATES = "no_coordinates"
    GEOLOCATED = "geolocated"
    """Its place was taken from its address by a database, so it would prove that database by itself."""
    UNSPENT_TTL = "unspent_ttl"
    """The answer crossed no router."""
    NEAR_EVERYWHERE = "near_everywhere"
    """Three networks or more answered the probe at once: somebody close by answers for all."""
    TOO_FAST = "too_fast"
    """From where it is said to stand, landmarks answered sooner than light allows."""
    CONTRADICTED = "contradicted"
    """Its disc around an address has no point in common with those of other probes."""


class Finding(StrEnum):
    """What samples of an address come to."""

    MEASURED = "measured"
    NOT_UNICAST = "not_unicast"
    """Nothing says that it stands in one place: discs of several probes cannot be put together."""
    ANYCAST = "anycast"
    """Known to be announced from many places."""
    SPLIT = "split"
    """Discs contradict each other in a way that no few probes explain: two servers answer, or many probes are misplaced."""
    NOWHERE = "nowhere"
    """No land is within reach of all."""
    NO_SAMPLE = "no_sample"
    """No sample takes part."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Something that measures for a service."""

    id: str
    """``ripe_atlas:`` and its number; of Globalping, which gives none, what it tells of it."""
    service: Service
    site: Site | None
    network: str
    """Its AS, else its id: probes of one network may share one wrong place."""
    no_site: LeftOut | None = None
    """Why there is no site."""


@dataclass(frozen=True, slots=True)
class ProbeSample:
    """The least round trip of one measurement from one probe to one address."""

    probe: str
    server_ip: str
    kind: SampleKind
    rtt_ns: int
    """What the service may have rounded off is added."""
    where: str
    """File and place in it."""
    measurement: str | None
    """Number or id that the service gave it."""
    time: str | None
    """As the service told it: Unix seconds, or ISO 8601."""
    unspent: bool
    """The answer had a TTL that systems start with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that was read."""

    probes: tuple[Probe, ...]
    """By id, each once."""
    samples: tuple[ProbeSample, ...]
    """In the order of files."""
    landmarks: tuple[Landmark, ...]
    records: int
    """Results, probes and anchors read."""
    faults: tuple[str, ...]
    """What could not be read, with file and place, one for each record."""


@dataclass(frozen=True, slots=True)
class UsedSample:
    """A sample and where its probe stands."""

    sample: ProbeSample
    service: Service
    site: Site
    radius_km: float
    """Without the site's error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredAddress:
    """What samples say of where one address is."""

    server_ip: str
    finding: Finding
    unicast_by: str | None
    """Why it is taken to stand in one place; None: nothing says so."""
    used: tuple[UsedSample, ...]
    """The least of each probe that takes part, smallest disc first; empty where none may."""
    left_out: tuple[tuple[LeftOut, int], ...]
    """Samples that take no part, by reason."""
    possible: tuple[str, ...]
    """Countries within reach of all probes, whichever one network is left out; empty where nothing is said."""
    excluded: tuple[str, ...]
    """All others; each is excluded by probes of two networks at least."""
    excluded_by_one: tuple[str, ...]
    """Those that only the probes of one network exclude: shown, and possible."""
