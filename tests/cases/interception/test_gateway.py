"""``harness gateway up --intercept`` with both IP versions and HTTP/2: what a device saw, and what record, keys and captures say.

Debian's mitmdump is tried with QUIC refused; a newer one, where there is one (``tests.support.newer_mitmproxy``), in both modes, with QUIC
passing and refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.machine.flow_events import parse_flow_events
from harness.machine.gateway_state import parse_state
from harness.machine.own_flows import Sender, sender_of
from harness.pipeline import analyze
from harness.sources.decrypted_bodies import Body
from harness.sources.flow_feed import SourceCapture
from harness.tables.analysis import Analysis
from tests.support.gateway_world import SERVER, SERVER6, WAN, WAN6
from tests.support.in_lab import result_in_lab, skip_unless
from tests.support.intercepted_device import HONEY
from tests.support.newer_mitmproxy import newer_mitmdump
from tests.support.proxied import everything
from tests.support.proxied_peers import INITIALS, NAME

PROGRAM = newer_mitmdump()
RUNS = (
    [("transparent", "block")]
    if PROGRAM is None
    else [(mode, quic) for mode in ("transparent", "tun") for quic in ("block", "pass")]
)
SERVERS = {4: SERVER, 6: SERVER6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One run."""

    mode: str
    quic: str
    folder: Path
    about: dict[str, Any]
    steps: list[dict[str, Any]]
    record: Analysis
    """Of what the proxy wrote."""
    sides: dict[str, Analysis]
    """Of captures, opened by the key log."""
    bodies: dict[str, list[bytes]]
    """What was read by it."""

    def of(self, step: str) -> list[dict[str, Any]]:
        return [one for one in self.steps if one["step"] == step]

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = (self.folder / "record/proxy/events.jsonl").read_text().splitlines()
        return [told for told in map(json.loads, filter(None, lines)) if told["ev"] == name]

    @property
    def opens_quic(self) -> bool:
        return (self.mode, self.quic) == ("tun", "pass")


def opened_by_keys(folder: Path, side: str) -> tuple[Analysis, list[bytes]]:
    """What a capture holds, and bodies in it."""
    bodies: list[bytes] = []

    def keep(program: str, capture: SourceCapture, body: Body) -> None:
        bodies.append(body.data)

    keys = [str(folder / "record/proxy/keys.log")]
    return analyze([str(folder / f"{side}.pcapng")], keylogs=keys, on_body=keep), bodies


@pytest.fixture(scope="module", params=RUNS, ids="-".join)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    skip_unless("nft", "mitmproxy", "ethtool", "conntrack", "dnsmasq", "dumpcap")
    folder = tmp_path_factory.mktemp("lab")
    mode, quic = request.param
    if mode == "tun":
        skip_unless("tun")
    about = result_in_lab(everything, folder, PROGRAM or "mitmdump", mode, quic)
    opened = {side: opened_by_keys(folder, side) for side in ("lan0", "wan0")}
    return Seen(
        mode=mode,
        quic=quic,
        folder=folder,
        about=about,
        steps=[json.loads(line) for line in (folder / "device.jsonl").read_text().splitlines()],
        record=analyze([str(folder / "record/proxy/events.jsonl")]),
        sides={side: found for side, (found, _) in opened.items()},
        bodies={side: bodies for side, (_, bodies) in opened.items()},
    )


def test_of_both_versions_who_trusts_the_proxy_is_opened(seen: Seen) -> None:
    told = [(one["version"], one["issuer"], one["answer"]) for one in seen.of("accepted")]
    assert told == [(version, "mitmproxy", "HTTP/1.1 200 OK") for version in (4, 6)]
    flows = seen.record.flows.filter(pl.col("transport") == "tcp", pl.col("contact") == "data")
    assert flows.select("client_ip", "server_ip").unique().sort("server_ip", descending=True).rows() == list(
        zip(seen.about["device"], (SERVER, SERVER6), strict=True)
    )


def test_of_both_versions_who_refuses_is_passed_through_on_the_retry(seen: Seen) -> None:
    for step in ("refused", "silent"):
        issuers = [(one["version"], one.get("issuer"), one.get("answer")) for one in seen.of(step)]
        first = "mitmproxy" if step == "silent" else None
        assert issuers == [
            case
            for version in (4, 6)
            for case in (
                (version, first, None),
                (version, "Skylark Test Authority", "HTTP/1.1 200 OK"),
            )
        ]
    failures = seen.record.proxy_failures.join(seen.record.flows, on="flow_id").filter(transport="tcp")
    assert failures.select("server_ip", "sni").unique().sort("server_ip", "sni").rows() == [
        (server, f"{step}.skylark.example") for server in (SERVER6, SERVER) for step in ("refused", "silent")
    ]


def test_requests_of_http2_are_told_each_with_its_own_answer(seen: Seen) -> None:
    for one in seen.of("http2"):
        assert (one["alpn"], one["answers"]) == ("h2", {"/quick": 200, "/held": 202})
    rows = [("/held", 202, 4 + len(HONEY)), ("/quick", 200, 2)]
    for found in (seen.record, *seen.sides.values()):
        told = found.requests.filter(http_version="2").select("path", "status", "request_octets", "host")
        assert sorted(told.rows()) == sorted((*row, NAME) for row in rows * 2)
    agents = seen.record.requests.filter(http_version="2")["user_agent"]
    assert set(agents) == {"Skylark/2"}


def test_what_says_it_is_a_stream_is_passed_on_as_it_comes_and_all_else_held(seen: Seen) -> None:
    assert [one["got"] for one in (*seen.of("streamed"), *seen.of("held"))] == [1, None]
    said = " ".join(text for comments in seen.record.captures["comments"] for text in comments)
    assert "whole_bodies" in said


def test_http2_stays_http2_behind_the_proxy(seen: Seen) -> None:
    of_client = [one["client"]["alpn"] for one in seen.events("tls_established_client")]
    of_server = [one["server"]["alpn"] for one in seen.events("request") if one["v"] == "HTTP/2.0"]
    assert of_client.count("h2") == 2
    assert of_server == ["h2"] * 4


def test_the_keys_show_planted_values_at_both_sides(seen: Seen) -> None:
    for bodies in seen.bodies.values():
        # One in HTTP/1.1 and one in HTTP/2, by each version.
        assert sum(HONEY in body for body in bodies) == 4


def test_every_connection_with_a_server_is_timed_and_no_datagram(seen: Seen) -> None:
    flows = seen.record.flows
    timed = seen.record.round_trips.join(flows, on="flow_id")
    assert timed["flow_id"].sort().to_list() == flows.filter(transport="tcp")["flow_id"].sort().to_list()
    assert set(timed["basis"]) == {"upstream_steady"}


def test_nothing_that_the_proxy_does_for_a_device_is_ours(seen: Seen) -> None:
    state = parse_state((seen.folder / "state.json").read_text(), "state")
    lines = (seen.folder / "record/flows.txt").read_text().splitlines()
    senders = {
        (sender_of(flow, state), flow.first.destination)
        for flow in parse_flow_events(lines).flows
        if flow.first.source in (WAN, WAN6) and flow.first.destination in SERVERS.values()
    }
    told_apart = Sender.UNKNOWN if state.own.proxy_uid is None else Sender.PROXY
    assert senders == {(told_apart, server) for server in SERVERS.values()}
    assert "ours alone" not in seen.about["status"]


def test_what_becomes_of_quic_is_said_wherever_it_is_asked(seen: Seen) -> None:
    said = [text for comments in seen.record.captures["comments"] for text in comments]
    changed = "quic_blocked, tls_interception" if seen.quic == "block" else "tls_interception"
    assert f"interference: {changed}" in said
    (effects,) = [text for text in said if text.startswith("what interception changes")]
    assert ("quic_blocked" in effects, "quic_unopened" in effects) == (
        seen.quic == "block",
        (seen.mode, seen.quic) == ("transparent", "pass"),
    )
    line = next(line for line in seen.about["status"].splitlines() if line.startswith("  QUIC"))
    assert line.split()[1].rstrip(":") == seen.quic
    assert "interference  tls_interception" in seen.about["status"]


def test_blocked_quic_is_refused_at_once_counted_and_never_leaves(seen: Seen) -> None:
    if seen.quic != "block":
        return
    assert [one["refused"] for one in seen.of("initials")] == [INITIALS, INITIALS]
    counted = json.loads((seen.folder / "record/counters.json").read_text())
    assert counted["quic_rejected"] == 2 * INITIALS
    assert f"refused: {2 * INITIALS};" in seen.about["check"]
    quic = {
        side: found.flows.filter(transport="udp", server_port=443)["server_ip"].value_counts().rows()
        for side, found in seen.sides.items()
    }
    assert (sorted(quic["lan0"]), quic["wan0"]) == ([(SERVER6, INITIALS), (SERVER, INITIALS)], [])


def test_quic_that_passes_is_opened_in_the_mode_tun_alone(seen: Seen) -> None:
    if seen.quic != "pass":
        return
    assert [one["answer"] for one in seen.of("http3")] == ["200", "200"]
    told = seen.record.requests.filter(http_version="3").select("host", "status", "request_octets").rows()
    assert told == ([(NAME, 200, 500)] * 2 if seen.opens_quic else [])
    asked = seen.record.flows.filter(transport="udp", server_port=443)
    # One for each connection, also where the hello came before the proxy's own.
    assert len(asked) == (6 if seen.opens_quic else 0)
    for found in seen.sides.values():
        assert found.requests.filter(http_version="3").height == (2 if seen.opens_quic else 0)


def test_quic_that_is_refused_is_told_each_time_and_never_passed_through(seen: Seen) -> None:
    if seen.quic != "pass":
        return
    answers = [one.get("answer") for one in seen.of("http3_refused")]
    if not seen.opens_quic:
        assert answers == ["200"] * 4
        return
    assert answers == [None] * 4
    refused = seen.record.proxy_failures.join(seen.record.flows, on="flow_id").filter(transport="udp")
    assert refused.select("sni", "reason").rows() == [("refused.skylark.example", "ca_not_accepted")] * 4
    assert "crashed" not in (seen.folder / "record/proxy.txt").read_text()


def test_the_gateway_holds_while_it_is_up_and_leaves_nothing(seen: Seen) -> None:
    points = [line.split()[:2] for line in seen.about["check"].splitlines() if not line.startswith(" ")]
    assert {holds for holds, _ in points} == {"yes"}
    assert "passing" in {name for _, name in points}
    assert seen.about["left"] == {}
