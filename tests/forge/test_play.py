"""The same situation gives the same octets; another seed gives others; one more conversation changes no other."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.forging import checked, forge, run_forge, situation
from tests.support.tshark import TSHARK, fields

TLS = {"device": "phone", "kind": "tls", "at_s": 1, "to": "api.skylark.example", "octets_up": 90}
HTTP = {"device": "phone", "kind": "http", "at_s": 2, "to": "log.skylark.example", "octets_down": 900}


def octets(content: dict[str, Any], folder: Path, *, alone: bool = False) -> dict[str, bytes]:
    forge(content, folder, alone=alone)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_two_processes_give_the_same_octets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = situation(
        traffic=[TLS, HTTP], networks=[{"id": "a", "coordinates": [1, 2], "loss": {"share": 0.2}}]
    )
    first = octets(content, tmp_path / "one", alone=True)
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.chdir(os.path.sep)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    assert octets(content, tmp_path / "two", alone=True) == first
    assert set(first) == {"a.pcapng", "truth.json"}


def test_another_seed_gives_other_octets(tmp_path: Path) -> None:
    one = octets(situation(traffic=[TLS]), tmp_path / "one")
    two = octets(situation(traffic=[TLS], seed=2), tmp_path / "two")
    assert one["ashburn.pcapng"] != two["ashburn.pcapng"]


def test_a_further_conversation_changes_no_other(tmp_path: Path) -> None:
    named = [{**TLS, "id": "first"}, {**HTTP, "id": "second"}]
    alone = forge(situation(traffic=named[:1]), tmp_path / "one")["networks"][0]["flows"]
    both = forge(situation(traffic=named), tmp_path / "two")["networks"][0]["flows"]
    assert [flow for flow in both if flow["conversation"] == "first"] == alone


def test_geodns_answers_by_network(tmp_path: Path) -> None:
    networks = [{"id": name, "coordinates": [1, 2]} for name in ("here", "there")]
    answers = [{"host": "us"}, {"host": "far", "networks": ["there"]}]
    names = [{"name": "log.skylark.example", "answers": answers}]
    traffic = [{**TLS, "to": "log.skylark.example"}]
    truth = forge(situation(networks=networks, names=names, traffic=traffic), tmp_path)
    reached = {
        network["id"]: {flow["server_ip"] for flow in network["flows"] if flow["kind"] == "tls"}
        for network in truth["networks"]
    }
    assert reached == {"here": {"198.51.100.7"}, "there": {"203.0.113.80"}}


def test_background_says_that_it_is(tmp_path: Path) -> None:
    keys = {"time": "api.skylark.example", "check": "api.skylark.example", "push": "log.skylark.example"}
    (network,) = forge(situation(background=[{"device": "phone", **keys, "times": 2}]), tmp_path)["networks"]
    assert {flow["background"] for flow in network["flows"]} == {True}
    kinds = [flow["kind"] for flow in network["flows"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"dns": 6, "ntp": 2, "http": 2, "tls": 2}


def test_names_of_networks_do_not_leak_from_the_machine(tmp_path: Path) -> None:
    done = run_forge(checked(situation(traffic=[TLS])), tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path).encode() not in (tmp_path / "ashburn.pcapng").read_bytes()


@pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
def test_tshark_finds_every_checksum_right_and_nothing_malformed(tmp_path: Path) -> None:
    from tests.forge.test_truth import EVERY_KIND, NETWORKS, networks

    traffic = [{"device": "phone", **one} for one in EVERY_KIND]
    whole = {name: keys for name, keys in NETWORKS.items() if name in ("plain", "wan", "vlan")}
    truth = forge(situation(networks=networks(**whole), traffic=traffic), tmp_path)
    for network in truth["networks"]:
        path = tmp_path / network["file"]
        assert fields(path, ("frame.number",), "_ws.malformed || _ws.expert.severity == error") == []
        sums = ("ip.checksum.status", "tcp.checksum.status", "udp.checksum.status")
        options = ("ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE")
        frames = fields(path, sums, preferences=options)
        assert len(frames) == network["packets_captured"]
        seen = {value for frame in frames for values in frame.values() for value in values}
        assert seen == {"1"}
