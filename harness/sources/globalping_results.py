"""Measurements of Globalping's API -> probes and samples (https://globalping.io/docs/api.globalping.io).

Which place and which error: the service tells the city that most of several databases give for a probe's address, moved to the
main city within some tens of kilometres, and that city's coordinates. 100 km are taken: 80 for the move, the rest for the city
itself. It may be altogether wrong, as databases may; so probes of one network never decide alone (``harness.stages.measured``).

Times are rounded: ``ping`` shows three digits (0.5 % at most is added), ``http`` whole milliseconds (1 ms is added).

Blind spots: the service names no probe, so two in one city, network and tag list count as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.model.measured import LeftOut, Probe, ProbeSample, SampleKind, Service
from harness.model.sites import Site
from harness.sources.bounded_json import Node

GLOBALPING_KM: Final = 100.0
"""How far a probe may be from its coordinates."""
_ROUNDED: Final = 1.005
_WHOLE_MS: Final = 1.0
_MOST_MS: Final = 60_000
_UNSPENT: Final = (64, 128, 255)
_KINDS: Final = {
    "ping": SampleKind.PING,
    "traceroute": SampleKind.TRACEROUTE,
    "mtr": SampleKind.MTR,
    "http": SampleKind.TCP_CONNECT,
}


def is_measurement(node: Node) -> bool:
    """Whether an object is a measurement with the results of its probes."""
    keys = node.value.keys() if isinstance(node.value, dict) else frozenset()
    return {"id", "type", "target", "results"} <= keys


def read_probe_result(measurement: Node, result: Node) -> tuple[Probe, ProbeSample | None]:
    """A probe, and its least round trip; None where the address did not answer, or the measurement is of another kind.

    Raises:
        HarnessError: A member is wrong; says where.
    """
    probe = _probe(result.member("probe"))
    kind = _KINDS.get(measurement.member("type").text())
    told = result.member("result")
    address = told.optional("resolvedAddress")
    if kind is None or address is None or told.member("status").text() != "finished":
        return probe, None
    server_ip = address.address()
    times = sorted(_times(told, kind, server_ip))
    if not times:
        return probe, None
    least_ms, ttl = times[0]
    created = measurement.optional("createdAt")
    sample = ProbeSample(
        probe=probe.id,
        server_ip=server_ip,
        kind=kind,
        rtt_ns=int(least_ms * 1e6) + 1,
        where=result.where,
        measurement=measurement.member("id").text(),
        time=None if created is None else created.text(),
        unspent=ttl in _UNSPENT,
    )
    return probe, sample


def _probe(node: Node) -> Probe:
    latitude, longitude = node.optional("latitude"), node.optional("longitude")
    asn = node.optional("asn")
    network = "no AS" if asn is None else f"AS{asn.whole(1, 0xFFFFFFFF)}"
    place = "nowhere"
    site = None
    if latitude is not None and longitude is not None:
        site = Site(latitude.number(-90, 90), longitude.number(-180, 180), GLOBALPING_KM)
        place = f"{site.latitude:g},{site.longitude:g}"
    no_site = LeftOut.NO_COORDINATES if site is None else None
    return Probe(f"{Service.GLOBALPING.value}:{place},{network}", Service.GLOBALPING, site, network, no_site)


def _times(told: Node, kind: SampleKind, address: str) -> Iterator[tuple[float, int]]:
    """Round trips in ms, rounding added, that the address itself answered, each with the answer's TTL or 0."""
    if kind is SampleKind.TCP_CONNECT:
        timings = told.optional("timings")
        connected = None if timings is None else timings.optional("tcp")
        if connected is not None:
            yield connected.number(0, _MOST_MS) + _WHOLE_MS, 0
        return
    for timing in _timings(told, kind, address):
        ttl = timing.optional("ttl")
        yield (
            timing.member("rtt").number(0.000_001, _MOST_MS) * _ROUNDED,
            0 if ttl is None else ttl.whole(0, 255),
        )


def _timings(told: Node, kind: SampleKind, address: str) -> Iterator[Node]:
    if kind is SampleKind.PING:
        yield from told.member("timings").items()
        return
    for hop in told.member("hops").items():
        answered = hop.optional("resolvedAddress")
        if answered is not None and answered.address() == address:
            yield from hop.member("timings").items()
