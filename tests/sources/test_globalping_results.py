"""Measurements of Globalping: written by hand after its API's schema."""

from __future__ import annotations

from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.measured import LeftOut, Probe, ProbeSample, SampleKind, Service
from harness.model.sites import Site
from harness.sources.bounded_json import Node
from harness.sources.globalping_results import GLOBALPING_KM, is_measurement, read_probe_result

PROBE: dict[str, Any] = {
    "continent": "AF", "region": "Southern Africa", "country": "ZA", "state": None, "city": "Cape Town", "asn": 64496,
    "longitude": 18.42, "latitude": -33.93, "network": "Example Net", "tags": ["datacenter-network"], "resolvers": [],
}  # fmt: skip
PING: dict[str, Any] = {
    "status": "finished", "resolvedAddress": "203.0.113.14", "resolvedHostname": "a.example", "rawOutput": "PING ...",
    "timings": [{"ttl": 108, "rtt": 16.5}, {"ttl": 108, "rtt": 16.4}], "stats": {"min": 16.4, "avg": 16.45, "max": 16.5},
}  # fmt: skip
HOPS: dict[str, Any] = {
    "status": "finished", "resolvedAddress": "203.0.113.14", "resolvedHostname": "a.example", "rawOutput": "",
    "hops": [
        {"resolvedAddress": "192.0.2.1", "resolvedHostname": "_gateway", "timings": [{"rtt": 0.2}]},
        {"resolvedAddress": None, "resolvedHostname": None, "timings": []},
        {"resolvedAddress": "203.0.113.14", "resolvedHostname": "a.example", "timings": [{"rtt": 16.7}, {"rtt": 16.9}]},
    ],
}  # fmt: skip
HTTP: dict[str, Any] = {
    "status": "finished", "resolvedAddress": "203.0.113.14", "timings": {"total": 583, "dns": 24, "tcp": 98, "tls": 265},
}  # fmt: skip


def measurement(kind: str, *results: dict[str, Any], **given: Any) -> Node:
    whole = {
        "id": "nzGzfAGL7sZfUs3c",
        "type": kind,
        "status": "finished",
        "createdAt": "2026-11-20T10:00:00.000Z",
    }
    listed = [{"probe": PROBE, "result": result} for result in results]
    return Node(whole | {"target": "a.example", "results": listed} | given, "f: $")


def read(
    kind: str, result: dict[str, Any], probe: dict[str, Any] = PROBE
) -> tuple[Probe, ProbeSample | None]:
    where = "f: $.results[0]"
    return read_probe_result(measurement(kind), Node({"probe": probe, "result": result}, where))


def test_ping() -> None:
    probe, sample = read("ping", PING)
    site = Site(-33.93, 18.42, GLOBALPING_KM)
    assert probe == Probe("globalping:-33.93,18.42,AS64496", Service.GLOBALPING, site, "AS64496")
    assert sample == ProbeSample(
        probe.id, "203.0.113.14", SampleKind.PING, sample.rtt_ns if sample else 0, "f: $.results[0]",
        "nzGzfAGL7sZfUs3c", "2026-11-20T10:00:00.000Z", unspent=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "result", "told_ms", "most_ms"),
    [
        ("ping", PING, 16.4, 16.45 * 1.003),
        ("ping", PING | {"timings": [{"ttl": 50, "rtt": 104}]}, 104.49, 104.6),
        ("traceroute", HOPS, 16.7, 16.8),
        ("mtr", HOPS, 16.7, 16.8),
        ("http", HTTP, 98.999, 99.1),
    ],
)
def test_what_may_have_been_rounded_off_is_added(
    kind: str, result: dict[str, Any], told_ms: float, most_ms: float
) -> None:
    _, sample = read(kind, result)
    assert sample is not None
    assert told_ms <= sample.rtt_ns / 1e6 <= most_ms


def test_an_answer_that_crossed_no_router_is_marked() -> None:
    _, sample = read("ping", PING | {"timings": [{"ttl": 64, "rtt": 0.3}]})
    assert sample is not None
    assert sample.unspent


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("dns", PING),
        ("ping", {"status": "failed", "rawOutput": ""}),
        ("ping", PING | {"status": "in-progress"}),
        ("ping", PING | {"timings": []}),
        ("ping", PING | {"resolvedAddress": None}),
        ("traceroute", HOPS | {"hops": HOPS["hops"][:2]}),
        ("http", HTTP | {"timings": {"tcp": None}}),
    ],
)
def test_what_was_not_answered_is_none_and_the_probe_is_kept(kind: str, result: dict[str, Any]) -> None:
    probe, sample = read(kind, result)
    assert probe.network == "AS64496"
    assert sample is None


def test_a_probe_without_a_place() -> None:
    probe, _ = read("ping", PING, {"asn": None})
    assert (probe.site, probe.no_site, probe.network) == (None, LeftOut.NO_COORDINATES, "no AS")


@pytest.mark.parametrize(
    ("result", "probe", "said"),
    [
        (
            PING | {"timings": [{"rtt": "1"}]},
            PROBE,
            r"f: \$\.results\[0\]\.result\.timings\[0\]\.rtt: a number",
        ),
        (PING | {"resolvedAddress": "x"}, PROBE, r"resolvedAddress: an IP address"),
        (PING, PROBE | {"latitude": 99}, r"f: \$\.results\[0\]\.probe\.latitude: a number from -90 to 90"),
        (PING, PROBE | {"asn": -1}, r"probe\.asn: a whole number"),
        (PING, None, r"an object is wanted"),
    ],
)
def test_odd_results_are_told(result: Any, probe: Any, said: str) -> None:
    with pytest.raises(HarnessError, match=said):
        read("ping", result, probe)


def test_measurements_are_told_by_their_members() -> None:
    assert is_measurement(measurement("ping", PING))
    assert not is_measurement(Node({"results": []}, "f"))
    assert not is_measurement(Node([], "f"))
