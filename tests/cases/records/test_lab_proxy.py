"""What the lab's mitmproxy and its add-on wrote, held against what the app itself wrote and what was captured in front of the server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.model.words import CaStore
from harness.pipeline import analyze
from harness.sources.record_bodies import Body, bodies
from harness.tables.analysis import Analysis
from harness.wire.mitmproxy_flow import read_flow
from harness.wire.tnetstring import value_length
from tests.support.repository import ROOT

MITM = ROOT / "captures/lab/mitm"
APP = [json.loads(line) for line in (MITM / "app.jsonl").read_text().splitlines()]
REACHED = [step for step in APP if step.get("local") and step["label"] != "closed_port"]
KINDS = ("mitm.flows", "mitm.jsonl")
DELAYS_MS = {"52.216.0.10": 90, "3.120.0.10": 15, "13.228.0.10": 180, "52.80.0.10": 240}


@pytest.fixture(scope="module", params=KINDS)
def found(request: pytest.FixtureRequest) -> Analysis:
    return analyze([str(MITM / request.param)])


@pytest.fixture(scope="module")
def events() -> Analysis:
    return analyze([str(MITM / "mitm.jsonl")])


def ends(step: dict[str, Any]) -> tuple[Any, ...]:
    return (*step["local"], *step["remote"])


def told_names(found: Analysis) -> dict[tuple[Any, ...], set[str]]:
    columns = ("client_ip", "client_port", "server_ip", "server_port")
    told: dict[tuple[Any, ...], set[str]] = {}
    for *key, name in found.names.select(*columns, "name").rows():
        told.setdefault(tuple(key), set()).add(name)
    return told


def test_every_connection_that_the_app_made_is_a_flow(events: Analysis) -> None:
    columns = ("client_ip", "client_port", "server_ip", "server_port")
    made = {ends(step) for step in APP if step.get("local")}
    assert set(events.flows.select(columns).rows()) == made
    assert events.flows.height == len(made)


def test_no_name_is_made_up_and_those_sent_in_tls_or_http_are_there(
    found: Analysis, events: Analysis
) -> None:
    names = {ends(step): step["name"] for step in REACHED}
    assert all(told == {names[key]} for key, told in told_names(found).items())
    sent = {ends(step) for step in REACHED if step["label"] not in ("mqtt", "rtmp", "ip_nosni")}
    assert set(told_names(events)) == sent
    assert set(found.names["source"]) == {"proxy"}


def test_contact_is_what_the_proxy_passed_on(events: Analysis) -> None:
    levels = dict(events.flows.select("client_port", "contact").rows())
    contact = {step["label"]: levels[step["local"][1]] for step in APP if step.get("local")}
    sent = ("api", "logs", "firmware", "mqtt", "mqtts", "rtmp", "ip_nosni")
    passed = ("pinned", "pinned_after", "pinned_retry", "pinned_after_retry")
    assert contact == dict.fromkeys(sent, "data") | dict.fromkeys(passed, "handshake") | {
        "closed_port": "attempted"
    }


def test_times_are_those_to_the_server_and_never_those_to_the_proxy(found: Analysis) -> None:
    trips = found.round_trips.join(found.flows.select("flow_id", "server_ip"), on="flow_id")
    for row in trips.rows(named=True):
        assert (row["answered_by"], row["basis"], row["distance_usable"]) == ("server", "upstream", True)
        assert DELAYS_MS[row["server_ip"]] <= row["least_ns"] / 1e6 <= DELAYS_MS[row["server_ip"]] + 10
    assert trips.height >= 7
    assert found.flows["rtt_ns"].null_count() == found.flows.height


def test_who_refused_the_proxy_is_told_and_nobody_is_called_pinned(events: Analysis) -> None:
    port = {step["label"]: step["local"][1] for step in APP if step.get("local")}
    assert events.proxy_failures.select(
        "client_port", "server_ip", "server_port", "sni", "reason", "ca_in_system_store"
    ).rows() == [
        (port["pinned"], "52.80.0.10", 443, "pin.cn.dronelab.example", "ca_not_accepted", None),
        (port["pinned_after"], "52.80.0.10", 443, "pin2.cn.dronelab.example", "closed_without_data", None),
    ]
    assert events.proxy_failures["flow_id"].null_count() == 0


@pytest.mark.parametrize(
    ("store", "told", "kind"),
    [
        (None, None, "ca_not_accepted"),
        (CaStore.USER, False, "ca_not_accepted"),
        (CaStore.NONE, False, "ca_not_accepted"),
        (CaStore.SYSTEM, True, "pinned"),
    ],
)
def test_pinned_is_said_only_where_the_ca_was_in_the_system_s_store(
    store: CaStore | None, told: bool | None, kind: str
) -> None:
    found = analyze([str(MITM / "mitm.jsonl")], ca_store=store)
    assert found.proxy_failures["ca_in_system_store"].to_list() == [told, told]
    rows = found.obscured.filter(pl.col("kind").is_in(["ca_not_accepted", "pinned"]))
    assert rows.select("kind", "flows").rows() == [(kind, 2)]


def test_the_record_itself_may_say_where_the_ca_was(tmp_path: Path) -> None:
    """In front of what the lab wrote stands the one line more."""
    said = json.dumps({"t": 1.0, "ev": "running", "ca_store": "system"}).encode()
    (tmp_path / "a.jsonl").write_bytes(said + b"\n" + (MITM / "mitm.jsonl").read_bytes())
    for store in (None, CaStore.USER):
        found = analyze([str(tmp_path / "a.jsonl")], ca_store=store)
        assert found.proxy_failures["ca_in_system_store"].to_list() == [True, True]
        assert set(found.obscured["kind"]) & {"ca_not_accepted", "pinned"} == {"pinned"}


def test_requests_are_those_of_the_app(found: Analysis) -> None:
    columns = (
        "method",
        "scheme",
        "host",
        "path",
        "request_octets",
        "status",
        "response_octets",
        "seen_by",
        "http_version",
    )
    common = ("proxy", "1.1")
    assert found.requests.sort("packet").select(columns).rows() == [
        ("POST", "https", "api.us.dronelab.example", "/v1/telemetry", 27, 200, 11, *common),
        ("POST", "https", "logs.cn.dronelab.example", "/upload", 65_536, 200, 11, *common),
        ("GET", "http", "fw.sg.dronelab.example", "/firmware", None, 200, 200_000, *common),
        ("GET", "https", "52.80.0.10", "/ping", None, 200, 11, *common),
    ]


def test_the_file_says_that_it_was_intercepted(found: Analysis) -> None:
    (row,) = found.captures.rows(named=True)
    assert (row["intercepted"], row["unread"], row["problem"], row["drops"]) == (True, [], None, None)


def test_bodies_are_what_was_said() -> None:
    with (MITM / "mitm.flows").open("rb", buffering=0) as raw:
        given = list(bodies(raw, "mitm.flows"))
    assert given[0] == Body(1, "up", None, b'{"sn":"SN12345","lat":48.1}')
    assert sum(len(body.data) for body in given if body.packet == 3) == 200_000
    assert b"thing/product/SN12345/osd" in b"".join(body.data for body in given if body.packet == 4)


def flows() -> Iterator[bytes]:
    data, at = (MITM / "mitm.flows").read_bytes(), 0
    while at < len(data):
        octets = value_length(data[at : at + 20])
        assert isinstance(octets, int)
        yield data[at : at + octets]
        at += octets


def interpreter() -> str | None:
    """The Python that has mitmproxy, by the first line of its program."""
    program = shutil.which("mitmdump")
    first = Path(program).read_bytes().partition(b"\n")[0] if program else b""
    return first[2:].decode() if first.startswith(b"#!") else None


@pytest.mark.skipif(interpreter() is None, reason="capability: mitmproxy")
def test_mitmproxy_s_own_reader_finds_the_same(tmp_path: Path) -> None:
    files = [str(tmp_path / "peer.flows"), str(MITM / "mitm.flows")]
    run = [str(interpreter()), str(ROOT / "tests/support/mitmproxy_peer.py"), *files]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    theirs = [tuple(json.loads(line)) for line in said.splitlines()]
    columns = ("packet", "client_ip", "client_port", "server_ip", "server_port", "method", "path", "status")
    sizes = pl.col("request_octets", "response_octets").fill_null(0)
    for file in files:
        requests = analyze([file]).requests.sort("packet").select(*columns, sizes)
        told = [row for path, *row in theirs if path == file]
        assert [list(row) for row in requests.rows()] == told or (file == files[1] and not told)
    assert len(theirs) >= 3


@pytest.mark.parametrize("missing", ["timestamp_tcp_setup", "peername", "id", "sni"])
def test_a_flow_of_another_form_tells_less_and_is_no_damage(missing: str) -> None:
    first = next(flows())
    # The same length, so that all lengths around it stay.
    told = read_flow(first.replace(missing.encode() + b";", missing.upper().encode() + b";"), 1)
    whole = read_flow(first, 1)
    assert type(told) is type(whole)
    assert told != whole


def test_a_cut_file_gives_the_flows_before_the_cut(tmp_path: Path) -> None:
    lengths = [len(flow) for flow in flows()]
    (tmp_path / "cut.flows").write_bytes((MITM / "mitm.flows").read_bytes()[: sum(lengths[:2]) + 100])
    (row,) = analyze([str(tmp_path / "cut.flows")]).captures.rows(named=True)
    assert (row["packets"], row["truncated"], row["stopped_at"]) == (2, True, sum(lengths[:2]))


def test_a_damaged_line_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = (MITM / "mitm.jsonl").read_bytes().splitlines()
    lines[4], lines[9] = lines[4][:40], b'{"ev": 1}'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    found = analyze([str(tmp_path / "a.jsonl")])
    assert found.captures["unread"].to_list() == [[
        {"reason": "json record truncated", "packets": 1, "first_packet": 5},
        {"reason": "proxy record not_this", "packets": 1, "first_packet": 10},
    ]]  # fmt: skip
    assert found.flows.height == 12


def test_no_flow_ends_before_it_begins(events: Analysis) -> None:
    assert events.flows.filter(pl.col("end_ns") < pl.col("start_ns")).is_empty()
