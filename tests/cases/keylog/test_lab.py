"""The lab with its key logs: intercepted and plain run name the same endpoints, and refusals appear as such.

The proxy's upstream connections carry the names that the app asked for, so even at the WAN side nothing differs but how far contact
with the closed port got: at the LAN side of the proxy it looks connected.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import polars as pl
import pytest

from harness.model.words import CaStore, Scope
from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from tests.support import fixtures, tshark

TAPS = ("app", "gw-lan", "gw-wan")
RUNS = ("plain", "mitm")
CLOSED_PORT = 9_999

pytestmark = [
    pytest.mark.skipif(not fixtures.names(), reason="capability: shared"),
    pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark"),
]


@cache
def opened(run: str, tap: str) -> Analysis:
    folder = fixtures.LAB / run
    return analyze([str(folder / f"{tap}.pcapng")], keylogs=sorted(map(str, folder.glob("*.keylog"))))


@cache
def noted(run: str) -> dict[str, dict[str, Any]]:
    """What the app noted, by its own word for each step."""
    lines = (fixtures.LAB / run / "app.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["label"]: record for record in map(json.loads, lines)}


def endpoints(run: str, tap: str, *columns: str) -> set[tuple[object, ...]]:
    rows = opened(run, tap).endpoints.filter(pl.col("scope") == Scope.INTERNET.value)
    return set(rows.select("server_ip", "server_port", "transport", *columns).rows())


@pytest.mark.parametrize("tap", TAPS)
def test_both_runs_name_the_same_endpoints(tap: str) -> None:
    columns = ("name", "name_source", "name_grade")
    plain = endpoints("plain", tap, *columns)
    assert plain == endpoints("mitm", tap, *columns)
    assert len(plain) == 9


@pytest.mark.parametrize("tap", TAPS)
def test_how_far_contact_got_differs_at_the_closed_port_only(tap: str) -> None:
    differ = endpoints("plain", tap, "contact") ^ endpoints("mitm", tap, "contact")
    assert {port for _, port, *_ in differ} == (set() if tap == "gw-wan" else {CLOSED_PORT})


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("tap", TAPS)
def test_every_session_is_opened(run: str, tap: str) -> None:
    assert opened(run, tap).tls_sessions["opened"].to_list() == [True] * 9


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("tap", TAPS)
def test_requests_are_those_that_the_app_made(run: str, tap: str) -> None:
    steps = noted(run)
    told = {
        (step["name"], step["remote"][0] if "remote" in step else "52.216.0.10", 11)
        for step in steps.values()
        if step["port"] == 443 and str(step.get("result", "")).startswith(("HTTP/1.1 200 OK 11B", "200 "))
    }
    found = opened(run, tap).requests.filter(seen_by="keylog")
    assert set(found.select("host", "server_ip", "response_octets").rows()) == told
    assert set(found["status"]) == {200}
    assert set(found.filter(pl.col("http_version") == "3")["host"]) == {steps["quic"]["name"]}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("tap", TAPS)
def test_messages_are_those_that_the_app_published(run: str, tap: str) -> None:
    found = opened(run, tap).mqtt_messages
    assert found.select("kind", "client_id", "topic", "messages").rows() == [
        ("connect", "drone-SN12345", None, 1),
        ("publish", None, "thing/product/SN12345/osd", 5),
    ]
    assert noted(run)["mqtts"]["result"] == "5 publishes acked"


@pytest.mark.parametrize("tap", ["app", "gw-lan"])
def test_flows_that_refused_the_proxy_s_ca(tap: str) -> None:
    """The app noted why: one checks the chain, one compares the issuer after the handshake."""
    steps = noted("mitm")
    assert "CERTIFICATE_VERIFY_FAILED" in steps["pinned"]["error"]
    assert "pin mismatch after handshake" in steps["pinned_after"]["error"]
    found = opened("mitm", tap).proxy_failures
    assert found.select("sni", "client_port", "reason", "ca_in_system_store").rows() == [
        (steps["pinned"]["name"], steps["pinned"]["local"][1], "ca_not_accepted", None),
        (steps["pinned_after"]["name"], steps["pinned_after"]["local"][1], "closed_without_data", None),
    ]


@pytest.mark.parametrize(
    ("store", "kind"),
    [(None, None), (CaStore.USER, "ca_not_accepted"), (CaStore.SYSTEM, "pinned")],
)
def test_where_the_ca_was_decides_what_a_refusal_is_called(store: CaStore | None, kind: str | None) -> None:
    """Without keys: that there was a proxy is known only where the tester says where its CA was."""
    found = analyze([str(fixtures.LAB / "mitm/app.pcapng")], ca_store=store)
    told = found.proxy_failures.select("reason", "ca_in_system_store").rows()
    refusals = {"ca_not_accepted", "closed_without_data"}
    assert {row[0] for row in told} >= (refusals if store else set())
    assert {row[1] for row in told} == ({store is CaStore.SYSTEM} if store else set())
    assert set(found.obscured["kind"]) & {"ca_not_accepted", "pinned"} == ({kind} if kind else set())


@pytest.mark.parametrize("tap", TAPS)
def test_nobody_refused_anything_in_the_plain_run(tap: str) -> None:
    assert opened("plain", tap).proxy_failures.is_empty()
    assert not any("error" in step for label, step in noted("plain").items() if label.startswith("pinned"))
