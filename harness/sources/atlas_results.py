"""Objects of RIPE Atlas's API -> probes, landmarks and samples.

Read are results of ping, traceroute and sslcert (firmware 4610 and later; https://atlas.ripe.net/docs/apis/measurement-result-format/), probes and
anchors of the API, version 2.

Which place and which error: a probe's coordinates are what its host pinned on a map, spread by 80 to 400 m (earlier up to
1 km). Hosts pin cities, so 25 km are taken. Coordinates that the service took from the probe's address (tags
``system-auto-geoip-...``) are a database's answer and are never used. One probe in seventy answers from elsewhere than its host says
(arXiv 2409.19109), so no single probe decides anything (``harness.stages.measured``).

Blind spots: ``rt`` of sslcert covers several exchanges and is not read; its ``ttc``, the TCP connection, is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.errors import HarnessError
from harness.model.measured import LeftOut, Probe, ProbeSample, SampleKind, Service
from harness.model.sites import Landmark, Site
from harness.sources.bounded_json import Node

ATLAS_KM: Final = 25.0
"""How far a probe or anchor may be from its coordinates."""
_MOST_MS: Final = 60_000
_MOST_ID: Final = 1 << 53
_MOST_REPLIES: Final = 5_000
_UNSPENT: Final = (64, 128, 255)
_GEOLOCATED: Final = "system-auto-geoip"
_KINDS: Final = {
    "ping": SampleKind.PING,
    "traceroute": SampleKind.TRACEROUTE,
    "sslcert": SampleKind.TCP_CONNECT,
}


def is_result(node: Node) -> bool:
    """Whether an object is a measurement's result."""
    return isinstance(node.value, dict) and {"prb_id", "msm_id"} <= node.value.keys()


def is_anchor(node: Node) -> bool:
    """Whether an object is an anchor."""
    return isinstance(node.value, dict) and {"fqdn", "geometry"} <= node.value.keys()


def is_probe(node: Node) -> bool:
    """Whether an object is a probe, of the API or of the daily archive, which names coordinates apart."""
    keys = node.value.keys() if isinstance(node.value, dict) else frozenset()
    return {"id", "status"} <= keys and ("geometry" in keys or "latitude" in keys)


def read_probe(node: Node) -> Probe:
    """A probe with its place, or why it has none.

    Raises:
        HarnessError: A member is wrong; says where.
    """
    number = node.member("id").whole(1, _MOST_ID)
    id_ = f"{Service.ATLAS.value}:{number}"
    asn = node.optional("asn_v4") or node.optional("asn_v6")
    network = id_ if asn is None else f"AS{asn.whole(1, 0xFFFFFFFF)}"
    site = _site(node)
    if any(tag.startswith(_GEOLOCATED) for tag in _tags(node)):
        return Probe(id_, Service.ATLAS, None, network, LeftOut.GEOLOCATED)
    return Probe(id_, Service.ATLAS, site, network, LeftOut.NO_COORDINATES if site is None else None)


def read_landmarks(node: Node) -> Iterator[Landmark]:
    """Addresses of an anchor, whose place is known as well as a probe's.

    Raises:
        HarnessError: A member is wrong; says where.
    """
    site = _site(node)
    for name in ("ip_v4", "ip_v6"):
        address = node.optional(name)
        if site is not None and address is not None and address.value != "":
            yield Landmark(address.address(), site)


def read_result(node: Node) -> ProbeSample | None:
    """The least round trip of a result; None where the address did not answer, or the measurement is of another kind.

    Raises:
        HarnessError: A member is wrong; says where.
    """
    kind = _KINDS.get(node.member("type").text())
    target = node.optional("dst_addr")
    if kind is None or target is None:
        return None
    address = target.address()
    times = sorted(_times(node, kind, address))
    if not times:
        return None
    least_ms, ttl = times[0]
    seconds = node.optional("timestamp")
    return ProbeSample(
        probe=f"{Service.ATLAS.value}:{node.member('prb_id').whole(1, _MOST_ID)}",
        server_ip=address,
        kind=kind,
        rtt_ns=int(least_ms * 1e6) + 1,
        where=node.where,
        measurement=str(node.member("msm_id").whole(1, _MOST_ID)),
        time=None if seconds is None else str(seconds.whole(0, 1 << 40)),
        unspent=ttl in _UNSPENT,
    )


def _times(node: Node, kind: SampleKind, address: str) -> Iterator[tuple[float, int]]:
    """Round trips in ms that the address itself answered, each with the answer's TTL or 0."""
    if kind is SampleKind.TCP_CONNECT:
        if (connected := node.optional("ttc")) is not None:
            yield _ms(connected), 0
        return
    first = node.optional("ttl")
    usual = 0 if first is None or kind is SampleKind.TRACEROUTE else first.whole(0, 255)
    for reply in _replies(node, kind):
        if (
            not isinstance(reply.value, dict)
            or {"x", "error", "err", "late", "dup", "edst"} & reply.value.keys()
        ):
            continue
        source = reply.optional("from" if kind is SampleKind.TRACEROUTE else "src_addr")
        other = kind is SampleKind.TRACEROUTE if source is None else source.address() != address
        if other or (rtt := reply.optional("rtt")) is None:
            continue
        ttl = reply.optional("ttl")
        yield _ms(rtt), usual if ttl is None else ttl.whole(0, 255)


def _replies(node: Node, kind: SampleKind) -> Iterator[Node]:
    found = node.optional("result")
    count = 0
    for item in () if found is None else found.items():
        hops = item.optional("result") if kind is SampleKind.TRACEROUTE else None
        for reply in (item,) if kind is SampleKind.PING else () if hops is None else hops.items():
            count += 1
            if count > _MOST_REPLIES:
                raise HarnessError(f"{node.where}: more than {_MOST_REPLIES:,} replies in one result")
            yield reply


def _ms(node: Node) -> float:
    """A round trip; one of zero is none."""
    return node.number(0.000_001, _MOST_MS)


def _site(node: Node) -> Site | None:
    """GeoJSON has longitude first (RFC 7946 §3.1.1); 0,0 is where nobody pinned anything."""
    if (geometry := node.optional("geometry")) is not None:
        point = geometry.optional("coordinates")
        pair = [] if point is None else list(point.items())
        if len(pair) < 2:
            return None
        longitude, latitude = pair[:2]
    else:
        told = node.optional("latitude"), node.optional("longitude")
        if told[0] is None or told[1] is None:
            return None
        latitude, longitude = told[0], told[1]
    site = Site(latitude.number(-90, 90), longitude.number(-180, 180), ATLAS_KM)
    return None if site.latitude == site.longitude == 0 else site


def _tags(node: Node) -> Iterator[str]:
    """Slugs of tags: texts in the archive, objects in the API."""
    found = node.optional("tags")
    for tag in () if found is None else found.items():
        yield tag.text() if isinstance(tag.value, str) else tag.member("slug").text()
