"""Objects of RIPE Atlas's API: written by hand after its documentation of results (firmware 5000) and of probes (version 2)."""

from __future__ import annotations

from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.measured import LeftOut, Probe, ProbeSample, SampleKind, Service
from harness.model.sites import Landmark, Site
from harness.sources.atlas_results import (
    ATLAS_KM,
    is_anchor,
    is_probe,
    is_result,
    read_landmarks,
    read_probe,
    read_result,
)
from harness.sources.bounded_json import Node

PING: dict[str, Any] = {
    "fw": 5020, "mver": "2.2.1", "lts": 43, "dst_name": "203.0.113.7", "af": 4, "dst_addr": "203.0.113.7",
    "src_addr": "192.168.10.6", "proto": "ICMP", "ttl": 55, "size": 48,
    "result": [{"rtt": 31.469868}, {"rtt": 31.2}, {"x": "*"}, {"rtt": 3.0, "dup": 1}, {"error": "unreachable"}],
    "dup": 1, "rcvd": 2, "sent": 3, "min": 31.2, "max": 31.469868, "avg": 31.33, "msm_id": 41688561,
    "prb_id": 1000650, "timestamp": 1654959318, "msm_name": "Ping", "from": "198.51.100.125", "type": "ping",
}  # fmt: skip
TRACEROUTE: dict[str, Any] = {
    "fw": 5080, "af": 4, "dst_addr": "203.0.113.7", "dst_name": "203.0.113.7", "msm_id": 5, "prb_id": 7, "type": "traceroute",
    "timestamp": 1700000000, "proto": "ICMP",
    "result": [
        {"hop": 1, "result": [{"from": "192.168.1.1", "rtt": 0.4, "size": 28, "ttl": 64}, {"x": "*"}]},
        {"hop": 2, "error": "sendto failed"},
        {"hop": 9, "result": [
            {"from": "203.0.113.7", "rtt": 12.75, "size": 48, "ttl": 52},
            {"from": "203.0.113.7", "rtt": 9.0, "ttl": 52, "err": "A"},
            {"from": "203.0.113.7", "late": 2, "ttl": 52},
            {"from": "203.0.113.9", "rtt": 2.0, "ttl": 52},
            {"from": "203.0.113.7", "rtt": 8.0, "ttl": 52, "edst": "203.0.113.1"},
        ]},
    ],
}  # fmt: skip
SSLCERT: dict[str, Any] = {
    "fw": 4940, "dst_addr": "2001:DB8::8", "dst_port": "443", "method": "TLS", "msm_id": 15418551, "prb_id": 29296,
    "rt": 176.52825, "ttc": 85.514185, "ttr": 495.4986, "ver": "1.2", "type": "sslcert", "timestamp": 1532751370,
}  # fmt: skip
PROBE: dict[str, Any] = {
    "id": 1000650, "asn_v4": 64496, "asn_v6": None, "address_v4": None, "country_code": "ES", "is_anchor": False,
    "geometry": {"type": "Point", "coordinates": [-3.7105, 40.4185]}, "status": {"id": 1, "name": "Connected"},
    "tags": [{"name": "system: V4", "slug": "system-v4"}],
}  # fmt: skip
ANCHOR: dict[str, Any] = {
    "id": 1310, "fqdn": "dk-hjb-as64496.anchors.example", "probe": 6952, "ip_v4": "198.51.100.213", "ip_v6": "2001:db8::90",
    "geometry": {"type": "Point", "coordinates": [10.1627138, 56.1091469]},
}  # fmt: skip


def node(value: Any) -> Node:
    return Node(value, "f: $")


def sample(of: dict[str, Any]) -> ProbeSample | None:
    return read_result(node(of))


def test_ping_gives_the_least_answer_of_the_address() -> None:
    assert sample(PING) == ProbeSample(
        "ripe_atlas:1000650",
        "203.0.113.7",
        SampleKind.PING,
        31_200_001,
        "f: $",
        "41688561",
        "1654959318",
        unspent=False,
    )


def test_traceroute_gives_what_the_address_itself_answered() -> None:
    found = sample(TRACEROUTE)
    assert found is not None
    assert (found.kind, found.rtt_ns, found.unspent) == (SampleKind.TRACEROUTE, 12_750_001, False)


def test_sslcert_gives_its_tcp_connection() -> None:
    found = sample(SSLCERT)
    assert found is not None
    assert (found.server_ip, found.kind) == ("2001:db8::8", SampleKind.TCP_CONNECT)
    assert found.rtt_ns == pytest.approx(85_514_185, abs=2)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "dns"},
        {"dst_addr": None},
        {"result": []},
        {"result": [{"x": "*"}]},
        {"result": [{"rtt": 1.0, "src_addr": "203.0.113.9"}]},
    ],
)
def test_what_the_address_did_not_answer_is_none(change: dict[str, Any]) -> None:
    assert sample(PING | change) is None
    assert sample({key: value for key, value in SSLCERT.items() if key != "ttc"}) is None


@pytest.mark.parametrize(("ttl", "unspent"), [(64, True), (128, True), (255, True), (63, False), (0, False)])
def test_an_answer_that_crossed_no_router_is_marked(ttl: int, unspent: bool) -> None:
    found = sample(PING | {"ttl": ttl})
    assert found is not None
    assert found.unspent is unspent


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dst_addr": "nowhere"}, "f: $.dst_addr: an IP address is wanted here"),
        ({"prb_id": "1"}, "f: $.prb_id: a whole number"),
        ({"result": [{"rtt": -1}]}, "f: $.result[0].rtt: a number from"),
        ({"result": [{"rtt": 0}]}, "f: $.result[0].rtt: a number from"),
        ({"result": [{"rtt": 1e9}]}, "f: $.result[0].rtt: a number from"),
        ({"result": [{"rtt": "1"}]}, "f: $.result[0].rtt: a number is wanted"),
        ({"result": {"rtt": 1}}, "f: $.result: a list is wanted"),
        ({"result": [{"rtt": 1.0}] * 5_001}, "f: $: more than 5,000 replies"),
        ({"ttl": 256}, "f: $.ttl: a whole number from 0 to 255"),
    ],
)
def test_odd_results_are_told(change: dict[str, Any], said: str) -> None:
    with pytest.raises(HarnessError) as told:
        sample(PING | change)
    assert str(told.value).startswith(said)


def test_longitude_comes_first() -> None:
    site = Site(40.4185, -3.7105, ATLAS_KM)
    assert read_probe(node(PROBE)) == Probe("ripe_atlas:1000650", Service.ATLAS, site, "AS64496")
    archived = {"id": 3, "status": 1, "latitude": 40.4185, "longitude": -3.7105, "tags": ["system-v4"]}
    assert read_probe(node(archived)) == Probe("ripe_atlas:3", Service.ATLAS, site, "ripe_atlas:3")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tags": [{"name": "x", "slug": "system-auto-geoip-city"}]}, LeftOut.GEOLOCATED),
        ({"tags": ["system-auto-geoip-country"]}, LeftOut.GEOLOCATED),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, LeftOut.NO_COORDINATES),
        ({"geometry": {"type": "Point", "coordinates": []}}, LeftOut.NO_COORDINATES),
        ({"geometry": None}, LeftOut.NO_COORDINATES),
    ],
)
def test_places_that_nobody_stated_are_not_used(change: dict[str, Any], reason: LeftOut) -> None:
    found = read_probe(node(PROBE | change))
    assert (found.site, found.no_site) == (None, reason)


def test_anchors_are_landmarks() -> None:
    site = Site(56.1091469, 10.1627138, ATLAS_KM)
    assert list(read_landmarks(node(ANCHOR))) == [
        Landmark("198.51.100.213", site),
        Landmark("2001:db8::90", site),
    ]
    assert [mark.address for mark in read_landmarks(node(ANCHOR | {"ip_v6": ""}))] == ["198.51.100.213"]
    assert list(read_landmarks(node(ANCHOR | {"geometry": None}))) == []


def test_objects_are_told_by_their_members() -> None:
    objects: list[Any] = [PING, ANCHOR, PROBE, {}, []]
    told = [[is_result(node(one)), is_anchor(node(one)), is_probe(node(one))] for one in objects]
    nothing = [False, False, False]
    assert told == [[True, False, False], [False, True, False], [False, False, True], nothing, nothing]
