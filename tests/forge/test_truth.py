"""The product reads forged files back and finds what truth.json says: flows, names, octets, levels, round trips."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.pipeline import analyze
from tests.support.forging import (
    expected_flows,
    expected_names,
    forge,
    found_flows,
    found_names,
    situation,
)

DEVICES = ("192.168.8.20", "2001:db8:8::20", "203.0.113.9")
PHONE = {"device": "phone"}
EVERY_KIND: list[dict[str, Any]] = [
    {"kind": "dhcp", "at_s": 0},
    {"kind": "arp", "at_s": 1},
    {"kind": "tls", "at_s": 2, "to": "api.skylark.example", "octets_up": 4000, "octets_down": 9000},
    {"kind": "tls", "at_s": 3, "to": "api.skylark.example", "ip": 6, "octets_up": 19, "retransmissions": 1},
    {"kind": "tls", "at_s": 4, "to": "log.skylark.example", "level": "handshake"},
    {"kind": "tls", "at_s": 5, "to": "203.0.113.80", "sni": "none", "level": "refused"},
    {"kind": "tcp", "at_s": 6, "to": "203.0.113.80", "level": "syn_only", "syn_retransmissions": 2},
    {"kind": "tcp", "at_s": 7, "to": "203.0.113.80", "level": "connected", "syn_retransmissions": 1},
    {"kind": "tcp", "at_s": 8, "to": "203.0.113.80", "octets_up": 5000, "close": "rst"},
    {"kind": "http", "at_s": 9, "to": "log.skylark.example", "octets_up": 3000, "octets_down": 5},
    {"kind": "udp", "at_s": 10, "to": "203.0.113.80", "octets_up": 2600, "octets_down": 100},
    {"kind": "icmp", "at_s": 11, "to": "203.0.113.80"},
    {"kind": "icmp", "at_s": 12, "to": "api.skylark.example", "ip": 6, "answered": False},
    {"kind": "dns", "at_s": 13, "to": "198.51.100.7", "name": "log.skylark.example"},
    {"kind": "ntp", "at_s": 14, "to": "api.skylark.example", "repeat": {"every_s": 3, "times": 2}},
    {"kind": "tls", "at_s": 15, "to": "log.skylark.example", "nat64": True, "octets_up": 50},
]
NETWORKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "wan": {"nat_v4": "203.0.113.9", "link": "raw"},
    "vlan": {"link": "vlan", "clock_offset_ms": 1500},
    "lossy": {"loss": {"share": 0.2}},
    "cut": {"truncate_at": 9000},
    "late": {"from_s": 4.5, "to_s": 9.0},
    "filtered": {"seen": {"ports": [443], "ip_versions": [4]}, "if_filter": "tcp port 443 and ip"},
}


def networks(**wanted: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": name, "coordinates": [50.1, 8.7], **keys} for name, keys in wanted.items()]


def compare(truth: dict[str, Any], folder: Path) -> None:
    """Everything that truth.json says of every network, against the product."""
    files = [network for network in truth["networks"] if network["packets_captured"]]
    found = analyze([str(folder / network["file"]) for network in files], devices=DEVICES, countries=())
    for network in files:
        vantage = network["id"]
        assert found_flows(found.flows, vantage) == expected_flows(network)
        assert found_names(found.names, vantage) == expected_names(network)
        (row,) = found.captures.filter(pl.col("vantage") == vantage).to_dicts()
        for theirs, ours in (
            ("packets", "packets_captured"),
            ("drops", "drops_reported"),
            ("first_ns", "first_ns"),
            ("last_ns", "last_ns"),
            ("sha256", "sha256"),
            ("octets", "octets"),
        ):
            assert (theirs, row[theirs]) == (theirs, network[ours])
        assert row["truncated"] == (network["truncated_at"] is not None)
        assert (row["malformed_messages"], row["unread_packets"]) == (0, 0)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_kind_is_read_back(name: str, tmp_path: Path) -> None:
    traffic = [{**PHONE, **one} for one in EVERY_KIND]
    truth = forge(situation(networks=networks(**{name: NETWORKS[name]}), traffic=traffic), tmp_path)
    assert truth["networks"][0]["packets_captured"] > 0
    compare(truth, tmp_path)


@st.composite
def conversations(draw: st.DrawFn) -> dict[str, Any]:
    """Some conversation over TCP or UDP at some time."""
    kind = draw(st.sampled_from(["tls", "http", "tcp", "udp", "dns", "ntp"]))
    one: dict[str, Any] = {**PHONE, "kind": kind, "at_s": draw(st.integers(0, 900)) / 10}
    if kind == "dns":
        return {
            **one,
            "to": "198.51.100.7",
            "name": draw(st.sampled_from(["api.skylark.example", "log.skylark.example"])),
        }
    one["to"] = draw(st.sampled_from(["api.skylark.example", "log.skylark.example", "203.0.113.80"]))
    one["ip"] = draw(st.sampled_from([4, 6])) if one["to"] == "api.skylark.example" else 4
    if kind in ("tls", "http", "tcp", "udp"):
        one |= {"octets_up": draw(st.integers(19, 6000)), "octets_down": draw(st.integers(0, 6000))}
    if kind in ("tls", "http", "tcp"):
        levels = ["syn_only", "refused", "connected", "data"] + ["handshake"] * (kind == "tls")
        one |= {
            "level": draw(st.sampled_from(levels)),
            "retransmissions": draw(st.integers(0, 2)),
            "syn_retransmissions": draw(st.integers(0, 2)),
            "close": draw(st.sampled_from(["fin", "rst", "none"])),
        }
    return one


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    traffic=st.lists(conversations(), min_size=1, max_size=6),
    share=st.sampled_from([0.0, 0.0, 0.1, 0.4]),
    offset_ms=st.integers(-5000, 5000),
    link=st.sampled_from(["ethernet", "vlan", "raw"]),
    seed=st.integers(0, 1000),
)
def test_any_situation_is_read_back(
    traffic: list[dict[str, Any]], share: float, offset_ms: int, link: str, seed: int
) -> None:
    keys = {"loss": {"share": share}, "clock_offset_ms": offset_ms, "link": link}
    with tempfile.TemporaryDirectory() as folder:
        truth = forge(situation(networks=networks(any=keys), traffic=traffic, seed=seed), Path(folder))
        compare(truth, Path(folder))


def test_levels_are_those_that_were_asked_for(tmp_path: Path) -> None:
    wanted = {"syn_only": "attempted", "refused": "attempted", "connected": "connected"}
    wanted |= {"handshake": "handshake", "data": "data"}
    traffic = [
        {
            **PHONE,
            "kind": "tls",
            "id": level,
            "at_s": at,
            "to": "203.0.113.80",
            "level": level,
            "octets_up": 19,
        }
        for at, level in enumerate(wanted)
    ]
    (network,) = forge(situation(traffic=traffic), tmp_path)["networks"]
    assert {flow["conversation"]: flow["level"] for flow in network["flows"]} == wanted


def test_what_was_sent_stays_where_the_capture_lost_it(tmp_path: Path) -> None:
    traffic = [{**PHONE, "kind": "tls", "at_s": 0, "to": "203.0.113.80", "octets_up": 30_000}]
    lossy = networks(lossy={"loss": {"share": 0.5, "counter": "zero"}})
    (network,) = forge(situation(traffic=traffic, networks=lossy), tmp_path)["networks"]
    (flow,) = network["flows"]
    assert network["packets_dropped"] == network["packets_sent"] - network["packets_captured"] > 0
    assert network["drops_reported"] == 0
    assert flow["captured"]["packets_up"] < flow["sent"]["packets_up"]
    assert flow["sent"]["payload_octets_up"] > 30_000


def test_hostile_names_are_read_back_as_they_are_to_be_written(tmp_path: Path) -> None:
    hostile = "\x1b[31mevil<b>.=cmd|\u202eEx\r\nample\\."
    shared = {**PHONE, "to": "203.0.113.80", "octets_up": 40}
    traffic = [
        {**shared, "kind": "tls", "at_s": 1, "sni": hostile},
        {**shared, "kind": "http", "at_s": 2, "http": {"host": "a\x07b.example", "method": "POST"}},
    ]
    truth = forge(situation(traffic=traffic), tmp_path)
    compare(truth, tmp_path)
    told = {name for name, *_ in expected_names(truth["networks"][0])}
    assert told == {r"\027[31mevil<b>.=cmd|\226\128\174ex\013\010ample\092", r"a\007b.example"}
