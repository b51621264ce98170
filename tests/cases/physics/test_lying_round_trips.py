"""Forged captures in which round trips lie: no distance is claimed from one that does, and the honest ones still tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic

from harness.campaign import verify
from harness.reports.verification import render
from harness.rules.scenario import load_scenario
from harness.stages.reach import CELL_KM
from harness.tables.verification import Verification
from tests.cases.verdicts.running import forge_into
from tests.support.forging import needs_scapy

FOLDER = Path(__file__).parent
FRANKFURT, HONG_KONG, ANYCAST = "198.51.100.7", "203.0.113.80", "192.0.2.53"
VPN = "interference: [vpn_capture]"
CELLS = {
    "honest": ("gateway", ""), "proxy": ("gateway", ""), "interception": ("gateway", "interference: [tls_interception]"),
    "phone-vpn": ("phone", VPN), "pcapdroid": ("phone", VPN), "accelerator": ("gateway", ""), "singapore": ("singapore", ""),
}  # fmt: skip
ERROR_KM = 25
TAPS = {"honest": (50.11, 8.68), "singapore": (1.35, 103.82)}
"""Where the situation has them; all others are in Frankfurt too."""
SERVERS = {FRANKFURT: (50.0, 8.6), HONG_KONG: (22.3, 114.2)}
Row = dict[str, Any]


def cell(name: str, number: int) -> str:
    point, more = CELLS[name]
    tool = ", tool: PCAPdroid 1.7" if name == "pcapdroid" else ""
    hour = 10 + number
    return f"""\
- id: {name}
  role: test
  subject_version: "1.0"
  settings: default
  egress_region: {"SG" if point == "singapore" else "DE"}
  account_region: DE
  bearer: wifi
  consent: accepted
  ip_versions: [4]
  session: {number + 1}
  {more}
  captures:
  - {{path: {name}.pcapng, vantage_point: {point}, filter: all, drops: 0{tool}}}
  steps:
  - {{id: use, kind: use, from: "2026-11-02T{hour}:00:08Z", to: "2026-11-02T{hour}:00:30Z", devices: [phone], evidence: [{{stated: shown}}]}}
"""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    needs_scapy()
    folder = tmp_path_factory.mktemp("physics")
    forge_into(FOLDER / "situation.yaml", folder)
    cells = "".join(cell(name, number) for number, name in enumerate(CELLS))
    text = (FOLDER / "scenario.yaml").read_text(encoding="utf-8").replace("CELLS\n", cells)
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return verify(load_scenario(folder / "scenario.yaml"), today=date(2026, 11, 26))


def distances(judged: Verification, name: str) -> dict[str, Row]:
    rows = judged.distances.filter(vantage=f"{name}/{CELLS[name][0]}").rows(named=True)
    return {row["server_ip"]: row for row in rows}


def open_addresses(judged: Verification, name: str) -> set[str]:
    """Addresses that the claim about CN is open for in a cell."""
    of_cell = judged.leads.filter(cell=name, standing="open").join(judged.contacts, on="contact_id")
    return set(of_cell["server_ip"])


@pytest.mark.parametrize("name", CELLS)
def test_no_distance_is_smaller_than_the_true_one(judged: Verification, name: str) -> None:
    here = TAPS.get(name, TAPS["honest"])
    rows = distances(judged, name)
    assert {FRANKFURT, HONG_KONG, ANYCAST} <= set(rows)
    for address in (FRANKFURT, HONG_KONG):
        km = Geodesic.WGS84.Inverse(*here, *SERVERS[address])["s12"] / 1000
        assert rows[address]["radius_km"] is None or rows[address]["radius_km"] + ERROR_KM + CELL_KM > km
        home = {FRANKFURT: "DE", HONG_KONG: "HK"}[address]
        assert home not in rows[address]["excluded"]


def test_the_honest_tap_clears_the_server_in_frankfurt_and_leaves_the_one_in_hong_kong_open(
    judged: Verification,
) -> None:
    rows = distances(judged, "honest")
    assert {"CN", "HK", "US"} <= set(rows[FRANKFURT]["excluded"])
    assert rows[HONG_KONG]["excluded"] == [] or "CN" in rows[HONG_KONG]["possible"]
    assert open_addresses(judged, "honest") == {HONG_KONG}, "the anycast node that answered is near too"


@pytest.mark.parametrize(("name", "doubt"), [("proxy", "unspent_ttl"), ("interception", "intercepted")])
def test_behind_a_proxy_nothing_is_measured_and_everything_stays_open(
    judged: Verification, name: str, doubt: str
) -> None:
    rows = distances(judged, name)
    for address in (FRANKFURT, HONG_KONG, ANYCAST):
        assert (rows[address]["rtt_ns"], rows[address]["excluded"]) == (None, [])
        assert doubt in rows[address]["doubts"]
    assert open_addresses(judged, name) == {FRANKFURT, HONG_KONG, ANYCAST}


def test_of_a_local_vpn_hellos_alone_are_measured(judged: Verification) -> None:
    rows = distances(judged, "phone-vpn")
    assert {row["kind"] for row in rows.values()} == {"tls_hello"}
    assert all("vpn_capture" in row["doubts"] for row in rows.values())
    assert open_addresses(judged, "phone-vpn") == {HONG_KONG}


def test_of_pcapdroid_handshakes_are_measured_too_and_acknowledgements_are_not(judged: Verification) -> None:
    rows = distances(judged, "pcapdroid")
    assert {row["kind"] for row in rows.values()} <= {"tls_hello", "tcp_handshake"}
    assert "tcp_handshake" in {row["kind"] for row in rows.values()}
    assert open_addresses(judged, "pcapdroid") == {HONG_KONG}


def test_behind_an_accelerator_hellos_of_far_servers_count(judged: Verification) -> None:
    rows = distances(judged, "accelerator")
    assert (rows[HONG_KONG]["kind"], rows[HONG_KONG]["doubts"]) == ("tls_hello", ["far_below_hello"])
    assert HONG_KONG in open_addresses(judged, "accelerator")


def test_two_regions_that_both_are_near_show_anycast(judged: Verification) -> None:
    status = judged.places.filter(server_ip=ANYCAST)["status"].unique().to_list()
    assert status == ["anycast"]
    near, far = (set(distances(judged, name)[ANYCAST]["excluded"]) for name in ("honest", "singapore"))
    assert "CN" in near & far, "each tap's own answer clears it there"
    assert "SG" in near - far
    assert "DE" in far - near


def test_what_has_no_distance_is_told_with_its_reason(judged: Verification) -> None:
    spots = judged.blind_spots.filter(kind="no_distance")
    assert set(spots["cell"]) == {"proxy", "interception"}
    assert spots["blinds"].list.len().sum() == 0
    text = " ".join(render([judged], 100, colour=False).split())
    assert (
        "interception: no distance: gateway: round trips of 3 of 3 addresses bound no distance: intercepted (3)"
        in text
    )
    ratios = dict(judged.coverage.filter(measure="measured").select("cell", "ratio").iter_rows())
    assert ratios == {name: 0.0 if name in ("proxy", "interception") else 1.0 for name in CELLS}
