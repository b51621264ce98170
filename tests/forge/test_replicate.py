"""Copies are the template for further devices: as many flows, right checksums, in order of time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.pipeline import analyze
from tests.support.forging import forge, situation
from tests.support.tshark import TSHARK, fields

COPIES = 7
TRAFFIC = [
    {"device": "phone", "kind": "tls", "at_s": 1, "to": "api.skylark.example", "octets_up": 3000},
    {"device": "phone", "kind": "tls", "at_s": 2, "to": "api.skylark.example", "ip": 6, "octets_up": 30},
    {"device": "phone", "kind": "tcp", "at_s": 3, "to": "203.0.113.80", "level": "refused"},
    {"device": "phone", "kind": "udp", "at_s": 4, "to": "203.0.113.80", "octets_up": 99},
    {"device": "phone", "kind": "arp", "at_s": 5},
]
LINKS = ("ethernet", "vlan", "raw")


@pytest.fixture(scope="module", params=LINKS)
def forged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("copies")
    network = {"id": "many", "coordinates": [1, 2], "link": request.param, "loss": {"share": 0.05}}
    traffic = [one for one in TRAFFIC if request.param != "raw" or one["kind"] != "arp"]
    copied = {"copies": COPIES, "spread_s": 2.5}
    truth = forge(situation(networks=[network], traffic=traffic, replicate=copied), folder)
    return folder / "many.pcapng", truth["networks"][0]


def test_the_product_finds_every_copy(forged: tuple[Path, dict[str, Any]]) -> None:
    path, truth = forged
    found = analyze([str(path)], devices=(), countries=())
    (row,) = found.captures.to_dicts()
    assert (row["packets"], row["drops"]) == (truth["packets_captured"], truth["drops_reported"])
    assert (row["first_ns"], row["last_ns"], row["sha256"]) == (
        truth["first_ns"],
        truth["last_ns"],
        truth["sha256"],
    )
    kept = [flow for flow in truth["flows"] if flow["level"] is not None]
    assert found.flows.height == len(kept) * COPIES
    for key in ("packets_up", "packets_down", "payload_octets_up", "payload_octets_down"):
        assert found.flows[key].sum() == COPIES * sum(flow["captured"][key] for flow in kept)
    for level in {flow["level"] for flow in kept}:
        wanted = COPIES * [flow["level"] for flow in kept].count(level)
        assert found.flows.filter(pl.col("contact") == level).height == wanted
    isns = found.handshakes["client_isn"]
    assert isns.n_unique() == len(isns)


def test_packets_stand_in_order_of_time_with_right_checksums(forged: tuple[Path, dict[str, Any]]) -> None:
    if TSHARK is None:
        pytest.skip("capability: tshark")
    path, truth = forged
    sums = ("ip.checksum.status", "tcp.checksum.status", "udp.checksum.status", "frame.time_epoch")
    checks = ("ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE")
    frames = fields(path, sums, preferences=checks)
    assert len(frames) == truth["packets_captured"]
    times = [frame.pop("frame.time_epoch")[0] for frame in frames]
    assert times == sorted(times)
    assert {value for frame in frames for values in frame.values() for value in values} == {"1"}
