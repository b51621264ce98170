"""A cell whose only evidence a proxy wrote: a witness is FAIL under interference, and nothing is ever PASS."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from harness.campaign import verify
from harness.rules.scenario import load_scenario
from harness.tables.verification import Verification
from tests.support.repository import ROOT

SCENARIO = """\
schema_version: 1
id: lab-under-interception
title: The lab's app through an intercepting proxy; nobody wrote down that it intercepted.
max_data_age_days: 180
subject:
  vendor: Example Aero
  product: Lab app
  boundary: device
  egress:
  - {id: wifi, kind: wifi, state: tapped, vantage_points: [gateway]}
devices:
- {id: phone, role: phone, addresses: [192.168.77.2]}
vantage_points:
- {id: gateway, tap: gateway-lan, region: US, coordinates: [39.04, -77.49], error_km: 25, egress: isp, resolvers: [192.168.77.1]}
cells:
- id: us
  role: test
  subject_version: "1.0"
  settings: default
  egress_region: US
  account_region: US
  bearer: wifi
  consent: accepted
  ip_versions: [4]
  captures:
  - {path: FILE, vantage_point: gateway, filter: all, drops: 0}
  steps:
  - id: session
    kind: login
    from: "2026-11-23T08:44:28Z"
    to: "2026-11-23T08:44:38Z"
    devices: [phone]
    evidence: [{contacted: api.us.dronelab.example}]
claims:
- {id: no-data-to-cn, kind: location, text: None., countries: [CN], scope: {egress_regions: [US]}}
- {id: no-data-to-kp, kind: location, text: None., countries: [KP], scope: {egress_regions: [US]}}
"""


def judge(folder: Path, file: str, more: str = "") -> Verification:
    """Judge the scenario, with more keys in its cell."""
    shutil.copy(ROOT / "captures/lab/mitm" / file, folder)
    text = SCENARIO.replace("FILE", file).replace("  ip_versions: [4]\n", f"  ip_versions: [4]\n{more}")
    (folder / "scenario.yaml").write_text(text)
    return verify(load_scenario(folder / "scenario.yaml"), today=date(2026, 11, 26))


@pytest.fixture(scope="module", params=["mitm.jsonl", "mitm.flows"])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Verification:
    return judge(tmp_path_factory.mktemp("scenario"), request.param)


def verdict(judged: Verification, claim: str) -> tuple[str, bool]:
    (row,) = judged.judgements.filter(claim=claim, cell="us").rows(named=True)
    return row["verdict"], row["under_interference"]


def test_a_witness_is_one_under_interference(judged: Verification) -> None:
    assert verdict(judged, "no-data-to-cn") == ("FAIL", True)
    assert {row["name"] for row in judged.contacts.filter(server_ip="52.80.0.10").rows(named=True)} >= {
        "logs.cn.dronelab.example"
    }


def test_no_witness_is_no_pass(judged: Verification) -> None:
    assert verdict(judged, "no-data-to-kp") == ("INCONCLUSIVE", False)
    kinds = set(judged.blind_spots.filter(cell="us")["kind"])
    assert "interference" in kinds


def test_the_step_and_the_device_in_it_are_shown_by_the_records(judged: Verification) -> None:
    assert judged.step_evidence["met"].to_list() == [True]
    assert judged.liveness["seen"].to_list() == [True]


@pytest.mark.parametrize(
    ("store", "kind"),
    [("", "ca_not_accepted"), ("user", "ca_not_accepted"), ("none", "ca_not_accepted"), ("system", "pinned")],
)
def test_refusals_are_pinned_only_where_the_scenario_says_that_the_system_trusted_the_ca(
    tmp_path: Path, store: str, kind: str
) -> None:
    more = "  interference: [tls_interception]\n" + (f"  ca_store: {store}\n" if store else "")
    found = judge(tmp_path, "mitm.jsonl", more)
    assert set(found.obscured["kind"]) & {"ca_not_accepted", "pinned"} == {kind}
    spots = found.blind_spots.filter(cell="us")
    assert set(spots["kind"]) & {"ca_not_accepted", "pinned"} == {kind}
    assert [verdict(found, claim) for claim in ("no-data-to-cn", "no-data-to-kp")] == [
        ("FAIL", True),
        ("INCONCLUSIVE", False),
    ]
