"""A broken situation is told with line and column and how to mend it, every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import ScenarioError
from harness.rules.forge_situation import check_situation, load_situation

GOOD = """\
schema_version: 1
id: small
title: A phone
seed: 1
start: 2026-11-02T10:00:00Z
networks:
  - {id: ashburn, coordinates: [39.04, -77.49]}
devices:
  - {id: phone, mac: "02:00:00:00:08:20", v4: 192.168.8.20}
hosts:
  - {id: us, addresses: [198.51.100.7], coordinates: [38.9, -77]}
names:
  - {name: api.skylark.example, answers: [{host: us}]}
traffic:
  - {kind: tls, device: phone, at_s: 1, to: api.skylark.example, octets_up: 90}
"""

BROKEN = [
    # what is replaced, by what, line, what the message must hold
    ("schema_version: 1", "schema_version: 2", 1, "schema_version"),
    ("id: small\n", "", 1, "missing key 'id'"),
    ("id: small", "id: Small App", 2, "write an id"),
    ("seed: 1", "seed: one", 4, "must be a number"),
    ("start: 2026-11-02T10:00:00Z", "start: 2026-11-02 10:00", 5, "2026-11-02T10:00:00Z"),
    ("coordinates: [39.04, -77.49]", "coordinates: [139.04, -77.49]", 7, "latitude"),
    ("coordinates: [39.04, -77.49]", "coordinates: [39.04]", 7, "at least 2"),
    ("{id: ashburn, ", "{id: ashburn, lnik: raw, ", 7, "did you mean 'link'?"),
    ("{id: ashburn, ", "{id: ashburn, link: token_ring, ", 7, "link"),
    ("{id: ashburn, ", "{id: ashburn, loss: {share: 2}, ", 7, "too large"),
    ("{id: ashburn, ", "{id: ashburn, file: ../x.pcapng, ", 7, "without folder"),
    ("{id: ashburn, ", "{id: ashburn, snaplen: 3, ", 7, "too small"),
    ("02:00:00:00:08:20", "02-00-00-00-08-20", 9, "six octets"),
    ("v4: 192.168.8.20", "v4: 192.168.8.300", 9, "no such address"),
    ("v4: 192.168.8.20", "v4: 2001:db8::1", 9, "no such address"),
    ("[198.51.100.7]", "[]", 11, "at least 1"),
    ("coordinates: [38.9, -77]}", "coordinates: [38.9, -77], rtt_ms: 4}", 11, "not both"),
    (", coordinates: [38.9, -77]}", "}", 11, "either coordinates or rtt_ms"),
    ("answers: [{host: us}]", "answers: [{host: cn}]", 13, "host 'cn' is not there"),
    ("answers: [{host: us}]", "answers: [{host: us, networks: [mars]}]", 13, "network 'mars' is not there"),
    ("name: api.skylark.example", "name: API.skylark.example", 13, "lower case"),
    ("device: phone, at_s", "device: tablet, at_s", 15, "device 'tablet' is not there"),
    ("kind: tls", "kind: tsl", 15, "did you mean 'tls'?"),
    ("to: api.skylark.example, ", "", 15, "write a name or an address"),
    ("to: api.skylark.example", "to: x.skylark.example", 15, "no known name"),
    ("to: api.skylark.example", "to: 203.0.113.9", 15, "no host's address"),
    ("octets_up: 90", "octets_up: 9", 15, "needs 19 octets"),
    ("octets_up: 90", "octets_up: 90, ip: 6", 15, "no IPv6 address"),
    ("octets_up: 90", "octets_up: 90, answered: false", 15, "syn_only"),
    ("octets_up: 90", "octets_up: 90, repeat: {every_s: 1}", 15, "missing key 'times'"),
    ("kind: tls", "kind: tcp, level: handshake", 15, "handshake is for kind tls"),
    ("kind: tls", "kind: udp, level: refused", 15, "only kinds over TCP"),
    ("kind: tls", "kind: dns, name: api.skylark.example", 15, "resolver's address"),
    ("kind: tls", "kind: dhcp", 15, "remove it"),
    ("title: A phone", "title: A phone: one", 3, "quotes"),
    ("title: A phone", "title: &a A phone", 3, "anchor"),
    ("title: A phone", "title: A phone\ntitle: B", 4, "again"),
]


def test_a_good_situation_is_spelled_out() -> None:
    document, faults = check_situation(GOOD.encode(), "s.yaml")
    assert faults == []
    assert document is not None
    (conversation,) = document["networks"][0]["conversations"]
    assert conversation["server"] == {
        "ip": "198.51.100.7",
        "port": 443,
        "coordinates": [38.9, -77.0],
        "rtt_ms": None,
        "local": False,
    }
    assert conversation["query"]["addresses"] == ["198.51.100.7"]
    assert conversation["query"]["resolver"]["ip"] == "192.168.8.1"
    assert document["networks"][0]["start_ns"] == 1_793_613_600 * 10**9


@pytest.mark.parametrize(("old", "new", "line", "message"), BROKEN)
def test_each_break_is_told_where_it_is(old: str, new: str, line: int, message: str) -> None:
    assert GOOD.count(old) >= 1
    document, faults = check_situation(GOOD.replace(old, new, 1).encode(), "s.yaml")
    assert document is None
    assert line in {fault.line for fault in faults}
    assert message in "\n".join(fault.message for fault in faults)
    assert all(fault.path == "s.yaml" and fault.column >= 1 for fault in faults)


def test_all_faults_come_at_once() -> None:
    text = GOOD.replace("seed: 1", "seed: x").replace("kind: tls", "kind: tsl").replace("id: small", "id: S")
    _, faults = check_situation(text.encode(), "s.yaml")
    assert sorted(fault.line for fault in faults) == [2, 4, 15]


def test_faults_between_keys_come_at_once() -> None:
    text = (
        GOOD.replace("to: api", "to: nosuch") + "  - {kind: ntp, device: phone, at_s: 1, to: 203.0.113.1}\n"
    )
    _, faults = check_situation(text.encode(), "s.yaml")
    assert [fault.line for fault in faults] == [15, 16]


def test_copies_need_whole_headers() -> None:
    text = GOOD.replace("{id: ashburn, ", "{id: ashburn, link: gre, snaplen: 64, ")
    _, faults = check_situation((text + "replicate: {copies: 3, spread_s: 1}\n").encode(), "s.yaml")
    assert {fault.message.partition(":")[0] for fault in faults} == {"link", "snaplen"}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_situation(tmp_path / "none.yaml")
    assert "none.yaml:1:1: cannot be read" in str(caught.value)


def test_loading_names_the_source_and_takes_another_seed(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(GOOD, encoding="utf-8")
    document = load_situation(path, seed=9)
    assert (document["seed"], document["source"]["file"]) == (9, "s.yaml")
    assert len(document["source"]["sha256"]) == 64
