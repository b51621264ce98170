"""The lab's app captured passively, and again through an intercepting proxy: side by side, held against what the app says that it did."""

from __future__ import annotations

import json
import shutil
from datetime import date
from typing import Any

import pytest

from harness.campaign import verify
from harness.rules.scenario import load_scenario
from harness.tables.verification import Verification
from tests.cases.records.test_interception_verdict import SCENARIO
from tests.support.repository import ROOT

LAB = ROOT / "captures/lab"
ALONE = "52.80.0.10"
"""Contacted by its address, at a port without a name too."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    """The cell with the proxy's record, and one like it with the packets of the run before."""
    folder = tmp_path_factory.mktemp("scenario")
    for file in ("mitm/mitm.jsonl", "plain/gw-lan.pcapng"):
        shutil.copy(LAB / file, folder)
    head, cell = SCENARIO.partition("cells:\n")[::2]
    cell, claims = cell.partition("claims:\n")[::2]
    plain = (
        cell.replace("id: us\n", "id: plain\n")
        .replace("08:44:28Z", "08:44:15Z")
        .replace("08:44:38Z", "08:44:26Z")
    )
    cells = cell.replace("FILE", "mitm.jsonl") + plain.replace("FILE", "gw-lan.pcapng")
    (folder / "scenario.yaml").write_text(f"{head}cells:\n{cells}claims:\n{claims}")
    return verify(load_scenario(folder / "scenario.yaml"), today=date(2026, 11, 26))


def endpoints(judged: Verification) -> list[dict[str, Any]]:
    assert judged.contrast_endpoints is not None
    return judged.contrast_endpoints.to_dicts()


def app_says(run: str) -> list[dict[str, Any]]:
    lines = (LAB / run / "app.jsonl").read_text().splitlines()
    return [step for step in map(json.loads, filter(None, lines)) if step["label"] != "nxdomain"]


def test_the_cell_that_nobody_marked_is_set_beside_the_passive_one(judged: Verification) -> None:
    assert judged.contrasts is not None
    (cell,) = judged.contrasts.to_dicts()
    assert (cell["cell"], cell["interference"], cell["twins"]) == ("us", ["tls_interception"], ["plain"])
    assert cell["unlike"][0].startswith("Of us there is only what the proxy wrote.")
    assert (cell["only_under"], cell["only_without"]) == (0, 2)


def test_what_the_app_contacted_in_both_runs_over_tcp_is_in_both(judged: Verification) -> None:
    """Two names of its steps are one address and port with a third: by an address alone no single name can be told."""
    named = {
        (row["name"], row["server_port"])
        for row in endpoints(judged)
        if row["seen_in"] == "both" and row["name"]
    }
    unnamed = {
        row["server_port"]: row for row in endpoints(judged) if row["seen_in"] == "both" and not row["name"]
    }
    for run in ("plain", "mitm"):
        for step in app_says(run):
            name, port = step["name"], step["port"]
            if step["label"] == "quic":
                continue
            found = name == ALONE or name in unnamed.get(port, {"possible_names": []})["possible_names"]
            assert (name, port) in named or found, step
    assert {port for port, row in unnamed.items() if row["server_ips"] == [ALONE]} == {443, 9999}
    assert named <= {(step["name"], step["port"]) for step in app_says("plain")}


def test_only_what_went_past_the_proxy_is_without_it_alone(judged: Verification) -> None:
    """The app spoke QUIC in both runs; the record of the proxy does not have it."""
    assert all(any(step["label"] == "quic" for step in app_says(run)) for run in ("plain", "mitm"))
    alone = {
        (row["name"], row["transport"], row["server_port"])
        for row in endpoints(judged)
        if row["seen_in"] != "both"
    }
    assert alone == {("quic.us.dronelab.example", "udp", 443), (None, "udp", 53)}


def test_who_refused_is_who_the_app_says_failed_and_was_passed_through_later(judged: Verification) -> None:
    failed = {step["name"] for step in app_says("mitm") if "error" in step}
    refused = {row["name"]: row["refusals"] for row in endpoints(judged) if row["refusals"]}
    assert refused == {
        "pin.cn.dronelab.example": ["ca_not_accepted"],
        "pin2.cn.dronelab.example": ["suspected_pinned"],
    }
    assert failed == set(refused)
    passed = {row["name"] for row in endpoints(judged) if row["passed_through"]}
    assert passed == set(refused)
    levels = {(row["contact_under"], row["contact_without"]) for row in endpoints(judged) if row["refusals"]}
    assert levels == {("handshake", "data")}


def test_the_broker_that_only_packets_name_is_one_endpoint(judged: Verification) -> None:
    (broker,) = [row for row in endpoints(judged) if row["server_port"] == 1883]
    assert (broker["name"], broker["seen_in"], broker["by_address"]) == (
        "mqtt.de.dronelab.example",
        "both",
        True,
    )
    assert broker["payload_octets_up_under"] == broker["payload_octets_up_without"] == 403
