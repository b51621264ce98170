"""A real mitmdump between a device and servers, in namespaces: what the device saw of it, and what the evidence says.

Where there is a newer one than Debian's (``tests.support.newer_mitmproxy``), the mode ``tun`` is tried too, which Debian's 8.1.1 lacks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from harness.wire.proxy_values import NOT_TRUSTED
from tests.support.in_lab import result_in_lab, skip_unless
from tests.support.intercepted import HERE, HONEY, everything
from tests.support.newer_mitmproxy import newer_mitmdump

PROGRAM = newer_mitmdump()
MODES = ("transparent",) if PROGRAM is None else ("transparent", "tun")
OWN, PROXY_S = "Skylark Test Authority", "mitmproxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One run."""

    mode: str
    about: dict[str, Any]
    steps: list[dict[str, Any]]
    events: list[dict[str, Any]]
    found: Analysis
    keys: str

    def of(self, step: str) -> list[dict[str, Any]]:
        """What the device saw of one step, each time."""
        return [one for one in self.steps if one["step"] == step]


@pytest.fixture(scope="module", params=MODES)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    skip_unless("nft", "mitmproxy")
    folder = tmp_path_factory.mktemp("lab")
    about = result_in_lab(everything, folder, PROGRAM or "mitmdump", request.param)
    files = sorted((folder / "proxy").glob("events*.jsonl"), reverse=True)
    lines = [
        line
        for path in sorted(files, key=lambda one: one.stat().st_mtime)
        for line in path.read_bytes().splitlines()
    ]
    return Seen(
        mode=request.param,
        about=about,
        steps=[json.loads(line) for line in (folder / "device.jsonl").read_text().splitlines()],
        events=[json.loads(line) for line in lines if line],
        found=analyze([str(path) for path in files]),
        keys=(folder / "proxy" / "keys.log").read_text(),
    )


def test_who_trusts_the_proxy_is_opened(seen: Seen) -> None:
    (step,) = seen.of("accepted")
    assert (step["issuer"], step["answer"]) == (PROXY_S, "HTTP/1.1 200 OK")
    row = seen.found.requests.filter(host="api.skylark.example").row(0, named=True)
    assert (row["method"], row["path"], row["query_octets"], row["status"], row["user_agent"]) == (
        "POST", "/v1", 3, 200, "Skylark/1",
    )  # fmt: skip
    assert row["request_octets"] == len(b'{"serial":""}') + len(HONEY)


def test_who_refuses_is_told_and_passed_through_on_the_retry(seen: Seen) -> None:
    first, retry = seen.of("refused")
    assert "CERTIFICATE_VERIFY_FAILED" in first["error"]
    assert (retry["issuer"], retry["answer"]) == (OWN, "HTTP/1.1 200 OK")
    (failed,) = [one for one in seen.events if one["ev"] == "tls_failed_client"]
    assert any(words in failed["err"] for words in NOT_TRUSTED)
    # In the mode tun of 11.0.2 an alert that comes with the end is now and then not read.
    assert seen.mode == "tun" or "may indicate" not in failed["err"]


def test_who_looks_at_the_certificate_afterwards_is_told_and_passed_through(seen: Seen) -> None:
    first, retry = seen.of("silent")
    assert (first["issuer"], first["answer"]) == (PROXY_S, None)
    assert (retry["issuer"], retry["answer"]) == (OWN, "HTTP/1.1 200 OK")


def test_both_stand_as_failures_with_the_store_that_makes_them_pinned(seen: Seen) -> None:
    told = seen.found.proxy_failures.sort("sni").select("sni", "reason", "ca_in_system_store").rows()
    refused = [
        one["why"] for one in seen.events if one.get("sni") == "refused.skylark.example" and one.get("why")
    ]
    assert refused == ["ca_not_accepted"] or seen.mode == "tun"
    assert told == [
        ("refused.skylark.example", refused[0], True),
        ("silent.skylark.example", "closed_without_data", True),
    ]
    assert "pinned" in seen.found.obscured["kind"].to_list()


def test_a_server_that_the_proxy_cannot_believe_is_left_to_the_client(seen: Seen) -> None:
    first, retry = seen.of("nameless")
    assert (first["issuer"], first["answer"]) == (PROXY_S, "HTTP/1.1 502 Bad Gateway")
    assert (retry["issuer"], retry["answer"]) == (OWN, "HTTP/1.1 200 OK")
    assert [one["ev"] for one in seen.events].count("tls_failed_server") == 1


def test_what_was_passed_through_is_said_by_the_file_and_blinds_claims_of_content(seen: Seen) -> None:
    said = [text for comments in seen.found.captures["comments"] for text in comments]
    (passed,) = [text for text in said if text.startswith("passed through")]
    assert passed.endswith("refused.skylark.example (1), silent.skylark.example (1), 203.0.113.10:443 (1)")
    assert "interference: tls_interception" in said
    unopened = seen.found.obscured.filter(kind="undecoded").row(0, named=True)
    assert unopened["flows"] == 4  # those three, and a stream that is no HTTP


def test_a_closed_port_looks_open_to_the_device_and_is_an_attempt_in_the_evidence(seen: Seen) -> None:
    (step,) = seen.of("closed")
    # In the mode tun of 11.0.2 the device is now and then left waiting.
    assert (step["connected"], step["got"]) in (
        [(True, 0)] if seen.mode == "transparent" else [(True, 0), (True, None)]
    )
    contact = seen.found.flows.filter(server_port=9999)["contact"].to_list()
    assert contact == ["attempted"]


def test_times_to_the_server_are_told_and_none_to_the_proxy(seen: Seen) -> None:
    trips = seen.found.round_trips
    assert set(trips["basis"]) == {"upstream_steady"}
    assert trips["distance_usable"].all()
    # What goes on in a second file was connected in the first.
    reached = seen.found.flows.filter(pl.col("contact") != "attempted").unique("client_port", keep="first")
    assert trips["flow_id"].sort().to_list() == reached["flow_id"].sort().to_list()


def test_fingerprints_are_those_of_the_device(seen: Seen) -> None:
    # All of them were made by one TLS library, with a name and without.
    prints = seen.found.hellos.select("sni", "ja4").rows()
    assert len(prints) >= 7
    assert {ja4[:4] for sni, ja4 in prints if sni} == {"t13d"}
    assert {ja4[:4] for sni, ja4 in prints if not sni} == {"t13i"}


def test_planted_values_are_told_by_id_alone(seen: Seen) -> None:
    told = [(one["needle"], one["way"], one["where"]) for one in seen.events if one["ev"] == "content"]
    assert told == [("serial", "up", "body"), ("serial", "up", "message")]
    assert HONEY.decode() not in json.dumps(seen.events)


def test_the_key_log_has_secrets_of_both_sides(seen: Seen) -> None:
    lines = [line.split() for line in seen.keys.splitlines() if line]
    assert {line[0] for line in lines} >= {"CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"}
    hellos = {line[1] for line in lines}
    opened = [one for one in seen.events if one["ev"] == "tls_established_client"]
    assert len(hellos) >= 2 * len(opened)


def test_it_runs_as_its_own_user_and_its_key_lies_in_one_place(seen: Seen) -> None:
    assert seen.about["uid"] == (61_100 if seen.about["owned"] else 0)
    assert (seen.about["problem"], seen.about["end"]) == (None, None)
    held = {path for path in seen.about["keys"] if "/proxy/" in path or "/ca/" in path}
    assert held == {f"{HERE}/ca/mitmproxy-ca.pem"}
    closed = ("keys.log", "settings.json", "events.jsonl", "proxy.log")
    assert {seen.about["modes"][name] for name in closed} == {0o600}


def test_the_file_ends_in_order(seen: Seen) -> None:
    assert (seen.events[0]["ev"], seen.events[-1]["ev"]) == ("began", "ended")


def test_a_file_that_is_moved_away_loses_nothing(seen: Seen) -> None:
    if seen.mode != "transparent":
        return
    (step,) = seen.of("moved")
    flows = seen.found.flows.filter(client_port=step["local"][1])
    assert set(flows["contact"]) == {"handshake", "data"}
    assert [one["goes_on"] for one in seen.events if one["ev"] == "began"] == [False, True]


def test_quic_passes_by_the_proxy_until_it_is_blocked(seen: Seen) -> None:
    if seen.mode != "transparent":
        return
    passed, blocked = seen.of("quic")
    assert passed["echo"] is True
    assert "ConnectionRefusedError" in blocked["error"]
    assert seen.found.flows.filter(transport="udp").is_empty()
