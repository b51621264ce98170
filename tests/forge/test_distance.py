"""Round trips follow from places, and nobody answers from nearer than light allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.forging import forge, situation

PLACES = {
    "ashburn": ([39.04, -77.49], 11_160.0),
    "frankfurt": ([50.11, 8.68], 7_790.0),
    "singapore": ([1.35, 103.82], 4_470.0),
}
"""Coordinates, and about how far Beijing is, in km."""
FIBRE_KM_PER_MS = 102.7


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    shared = {"device": "phone", "kind": "tcp", "to": "203.0.113.80", "octets_up": 2}
    traffic = [{**shared, "at_s": at, "repeat": {"every_s": 1, "times": 20}} for at in (0, 100)]
    networks = [{"id": name, "coordinates": place} for name, (place, _) in PLACES.items()]
    return forge(situation(traffic=traffic, networks=networks), tmp_path_factory.mktemp("distance"))


@pytest.mark.parametrize("name", PLACES)
def test_no_round_trip_is_shorter_than_the_distance(truth: dict[str, Any], name: str) -> None:
    (network,) = [one for one in truth["networks"] if one["id"] == name]
    km = PLACES[name][1]
    trips = [flow["rtt_ns"] / 1e6 for flow in network["flows"]]
    assert len(trips) == 40
    assert min(trips) >= km * 1.6 / FIBRE_KM_PER_MS
    assert min(trips) <= km * 1.6 / FIBRE_KM_PER_MS * 1.02 + 3
    assert len(set(trips)) > 30


def test_a_stated_round_trip_is_kept(tmp_path: Path) -> None:
    hosts = [{"id": "any", "addresses": ["192.0.2.1"], "rtt_ms": 7}]
    traffic = [{"device": "phone", "kind": "tcp", "at_s": 0, "to": "192.0.2.1", "octets_up": 2}]
    (network,) = forge(situation(hosts=hosts, names=[], traffic=traffic), tmp_path)["networks"]
    assert 7_000_000 <= network["flows"][0]["rtt_ns"] < 40_000_000
