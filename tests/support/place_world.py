"""Made-up addresses with a known place: where each truly is, how soon it answers, and what locators say of it.

Times are truly those of light: 1.6 times the way at two thirds of its speed, and 1 ms (research note on geolocation, section 4);
distances are geodesics of WGS 84 by geographiclib, which the code under test does not use. Vantage points are somewhere within the error
of their coordinates; some of them lie in one of the ways that round trips lie in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple

from geographiclib.geodesic import Geodesic

from harness.model.sites import Doubt, Landmark, LocalVpn, Rig, Site
from tests.support.places_example import geo_answer
from tests.support.tables import flow

ERROR_KM: Final = 25.0
WRONG: Final = 1 / 6
"""Share of addresses that each locator is wrong for."""


class City(NamedTuple):
    country: str
    latitude: float
    longitude: float


CITIES: Final[Mapping[str, City]] = {
    "Frankfurt": City("DE", 50.11, 8.68), "Dublin": City("IE", 53.35, -6.26), "London": City("GB", 51.51, -0.13),
    "Ashburn": City("US", 39.04, -77.49), "Boardman": City("US", 45.84, -119.70), "São Paulo": City("BR", -23.55, -46.63),
    "Singapore": City("SG", 1.35, 103.82), "Hong Kong": City("HK", 22.30, 114.17), "Macau": City("MO", 22.19, 113.54),
    "Tokyo": City("JP", 35.68, 139.69), "Seoul": City("KR", 37.57, 126.98), "Taipei": City("TW", 25.05, 121.53),
    "Mumbai": City("IN", 19.08, 72.88), "Sydney": City("AU", -33.87, 151.21), "Moscow": City("RU", 55.75, 37.62),
    "Almaty": City("KZ", 43.24, 76.89), "Beijing": City("CN", 39.90, 116.41), "Shanghai": City("CN", 31.23, 121.47),
    "Shenzhen": City("CN", 22.55, 114.06), "Ürümqi": City("CN", 43.83, 87.62),
}  # fmt: skip
POINTS: Final = {
    "FRA": "Frankfurt", "IAD": "Ashburn", "GRU": "São Paulo", "SIN": "Singapore", "HKG": "Hong Kong", "TYO": "Tokyo",
}  # fmt: skip
COUNTRIES: Final = tuple(sorted({city.country for city in CITIES.values()}))
LIES: Final = (
    "intercepted",
    "proxy",
    "accelerator",
    "vpn at once",
    "vpn after the server",
    "vpn exit",
    "misplaced",
)


@dataclass(frozen=True, slots=True)
class Server:
    """One address."""

    address: str
    nodes: tuple[str, ...]
    """Cities that it is announced from; more than one is anycast."""
    answered: Mapping[str, str]
    """Vantage point to the city of the node that answers it."""
    said: Mapping[str, str]
    """``vendor``, ``holder``, ``cloud`` to the country that each names."""
    row: dict[str, Any]
    """Row of GEO_ANSWERS."""

    def country(self, vantage: str) -> str:
        return CITIES[self.answered[vantage]].country


@dataclass(frozen=True, slots=True)
class Point:
    """One vantage point."""

    at: tuple[float, float]
    """Where packets truly are captured."""
    through: tuple[float, float] | None
    """Exit of a VPN that all of them go through."""
    lie: str | None
    rig: Rig


@dataclass(frozen=True, slots=True)
class World:
    """What one campaign measures."""

    servers: tuple[Server, ...]
    points: Mapping[str, Point]
    landmarks: Mapping[str, tuple[float, float]]


def make_world(seed: int, addresses: int) -> World:
    """Some addresses seen from six vantage points, of which some lie."""
    rng = Random(seed)
    landmarks = {f"12.{number}.0.1": CITIES[city][1:] for number, city in enumerate(POINTS.values())}
    points = {name: _point(name, landmarks, rng) for name in POINTS}
    return World(tuple(_server(number, rng) for number in range(addresses)), points, landmarks)


def _server(number: int, rng: Random) -> Server:
    nodes = tuple(rng.sample(sorted(CITIES), rng.randint(2, 4) if rng.random() < 0.25 else 1))
    known_anycast = len(nodes) > 1 and rng.random() < 0.3
    answered = {point: _node(point, nodes, rng) for point in POINTS}
    address = f"11.{number}.0.7"
    true = CITIES[rng.choice(nodes)].country
    said = {"vendor": _say(true, rng), "holder": _say(true, rng)}
    listed = len(nodes) == 1 and rng.random() < 0.3  # lists call what is anycast global
    if listed:
        said["cloud"] = said["holder"] = _say(true, rng)  # who publishes a range registers it the same way
    votes = [
        {"source": source, "lineage": lineage, "country": said[by]}
        for source, lineage, by in (
            ("vendor", "vendor", "vendor"), ("copy-of-vendor", "vendor", "vendor"), ("holder", "registry-and-geofeed", "holder"),
        )
    ]  # fmt: skip
    home = true if rng.random() < 0.5 else "US"
    row = geo_answer(
        address, located=votes, anycast=known_anycast, operator_country=home, registered_country=home, asn=64500,
        cloud="made-up" if listed else None, cloud_region="region-1" if listed else None, cloud_country=said.get("cloud"),
    )  # fmt: skip
    return Server(address, nodes, answered, said, row)


def _say(true: str, rng: Random) -> str:
    return rng.choice([one for one in COUNTRIES if one != true]) if rng.random() < WRONG else true


def _node(point: str, nodes: tuple[str, ...], rng: Random) -> str:
    """The nearest node, or whichever routing prefers."""
    here = CITIES[POINTS[point]]
    nearest = min(nodes, key=lambda node: km(here[1:], CITIES[node][1:]))
    return nearest if rng.random() < 0.7 else rng.choice(nodes)


def _point(name: str, landmarks: Mapping[str, tuple[float, float]], rng: Random) -> Point:
    site = CITIES[POINTS[name]]
    stated = Site(site.latitude, site.longitude, ERROR_KM)
    at = _near(site[1:], rng)
    marks = tuple(Landmark(address, Site(*where, 5.0)) for address, where in landmarks.items())
    lie = rng.choice(LIES) if rng.random() < 0.35 else None
    elsewhere = CITIES[rng.choice([one for one in sorted(CITIES) if one != POINTS[name]])][1:]
    rigs = {
        "intercepted": Rig(
            stated=stated, doubts=frozenset({rng.choice((Doubt.INTERCEPTED, Doubt.LOCAL_AUTHORITY))})
        ),
        "vpn at once": Rig(stated=stated, local_vpn=LocalVpn.AT_ONCE),
        "vpn after the server": Rig(stated=stated, local_vpn=LocalVpn.AFTER_THE_SERVER),
        "vpn exit": Rig(stated=stated, vpn_exit=True, landmarks=rng.choice(((), marks, marks[:1]))),
        "misplaced": Rig(stated=Site(*elsewhere, ERROR_KM), landmarks=marks),
    }
    rig = rigs.get(lie or "", Rig(stated=stated))
    if lie == "vpn exit":
        return Point(elsewhere, site[1:], lie, rig)
    return Point(at, None, lie, rig)


def _near(where: tuple[float, float], rng: Random) -> tuple[float, float]:
    """A place within the error of coordinates."""
    there = Geodesic.WGS84.Direct(*where, rng.uniform(0, 360), rng.uniform(0, ERROR_KM * 1000))
    return there["lat2"], there["lon2"]


@cache
def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1000


def rtt_ms(point: Point, where: tuple[float, float]) -> float:
    """How soon who stands there answers: 1.6 times the bound of two thirds of the speed of light, and 1 ms."""
    way = (
        km(point.at, where)
        if point.through is None
        else km(point.at, point.through) + km(point.through, where)
    )
    return 1.6 * way / 99.931 + 1


def rows_of(world: World, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """FLOWS and ROUND_TRIPS rows: what captures at the vantage points show."""
    rng = Random(seed)
    flows: list[dict[str, Any]] = []
    trips: list[dict[str, Any]] = []
    for name, point in world.points.items():
        answering = {server.address: CITIES[server.answered[name]][1:] for server in world.servers}
        for address, where in (answering | dict(world.landmarks)).items():
            for late_ms in (0.0, rng.expovariate(0.1))[: 1 + (rng.random() < 0.3)]:
                flow_id = len(flows)
                times, ttl = _seen(point, rtt_ms(point, where) + late_ms, rng)
                flows.append(
                    flow(
                        flow_id=flow_id,
                        vantage=name,
                        server_ip=address,
                        server_ttl=ttl,
                        first_packet=1 + flow_id,
                    )
                )
                trips += _trips(flow_id, name, times)
    return flows, trips


def _seen(point: Point, ms: float, rng: Random) -> tuple[dict[str, float], int]:
    """Round trip of each kind, and TTL of answers."""
    hello = ms + rng.expovariate(0.5)  # the server works
    times = {"tcp_handshake": ms, "tls_hello": hello, "data_ack": ms + rng.expovariate(0.2)}
    if point.lie == "intercepted":
        return dict.fromkeys(times, rng.uniform(0.5, 15)), 50
    if point.lie == "proxy":
        return dict.fromkeys(times, rng.uniform(0.3, 1.5)) | {"tls_hello": hello}, 64
    if point.lie == "accelerator":
        quick = min(ms, rng.uniform(0.5, 40))
        return {"tcp_handshake": quick, "tls_hello": hello, "data_ack": quick}, 50
    if point.lie == "vpn at once":
        return {"tcp_handshake": 0.3, "tls_hello": hello, "data_ack": 0.2}, 64
    if point.lie == "vpn after the server":
        return {"tcp_handshake": ms, "tls_hello": hello, "data_ack": 0.2}, 64
    return times, 50


def _trips(flow_id: int, vantage: str, times: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    for kind, ms in times.items():
        basis = "first" if kind == "tls_hello" else "tsecr"
        yield {
            "flow_id": flow_id, "capture": "c0", "vantage": vantage, "kind": kind, "answered_by": "server",
            "least_ns": round(ms * 1e6), "samples": 1, "basis": basis, "distance_usable": True,
        }  # fmt: skip
