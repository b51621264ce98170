"""TLS opened at the gateway: what that shows, what it changes, and that both are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from harness.campaign import verify
from harness.lab.world import HOSTS, REGIONS, round_trip_ms
from harness.pipeline import analyze
from harness.rules.scenario import load_scenario
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification
from tests.support.lab_runs import OWN_WAN, Lab


@pytest.fixture(scope="module")
def seen(intercepted: Lab) -> Analysis:
    return analyze(intercepted.captures("sg"))


@pytest.fixture(scope="module")
def verification(intercepted: Lab) -> Verification:
    return verify(load_scenario(intercepted.folder / "scenario.yaml"), today=dt.date(2026, 11, 27))


def told_of(intercepted: Lab, act: str) -> dict[str, Any]:
    return next(one for one in intercepted.told("sg") if one["act"] == act and one["speech"] != "dns")


def test_a_witness_stands_under_interference_until_seen_without(verification: Verification) -> None:
    (judged,) = verification.judgements.select("verdict", "under_interference").rows()
    assert judged == ("FAIL", True)
    assert "interference" in set(verification.blind_spots["kind"])
    assert verification.errors == ()
    assert len(verification.made_by) == 5, "four captures, and what the proxy wrote"


def test_what_is_pinned_refuses_and_is_told(intercepted: Lab, verification: Verification) -> None:
    assert "CERTIFICATE_VERIFY_FAILED" in told_of(intercepted, "pinned")["error"]
    assert [one["act"] for one in intercepted.told("sg") if one["error"]] == ["pinned"]
    spots = verification.blind_spots.filter(pl.col("kind") == "pinned")
    assert spots.height >= 1
    # The devices hold the CA as the system's, so that it is not merely not accepted.
    assert "ca_not_accepted" not in set(verification.blind_spots["kind"])


def test_before_the_proxy_answers_come_from_the_gateway_and_behind_it_from_afar(seen: Analysis) -> None:
    by_address = {address: host for host in HOSTS for address in (host.v4, host.v6)}
    flows = seen.flows.join(
        seen.handshakes.select("flow_id", pl.col("rtt_ns").alias("took_ns")), on="flow_id"
    )
    far = flows.filter(pl.col("server_ip").is_in([host.v4 for host in HOSTS if host.id == "cn"]))
    times = {
        tap: min(far.filter(pl.col("vantage") == tap)["took_ns"].to_list()) for tap in ("app", "gateway-wan")
    }
    least = 1e6 * round_trip_ms(REGIONS["SG"], by_address["52.80.0.10"])
    assert times["app"] < least <= times["gateway-wan"]


def test_there_are_two_connections_and_none_is_joined_by_its_first_number(seen: Analysis) -> None:
    opened = seen.handshakes.join(seen.flows.select("flow_id", "client_ip", "server_ip"), on="flow_id")
    sides = {
        tap: set(opened.filter(pl.col("vantage") == tap).select("server_ip", "client_isn").rows())
        for tap in ("gateway-lan", "gateway-wan")
    }
    assert sides["gateway-lan"]
    assert not sides["gateway-lan"] & sides["gateway-wan"]
    wan = opened.filter(pl.col("vantage") == "gateway-wan", ~pl.col("server_ip").str.contains(":"))
    assert set(wan["client_ip"]) == {OWN_WAN["SG"]}


def test_behind_the_proxy_the_hellos_are_not_the_product_s(seen: Analysis) -> None:
    hellos = seen.hellos.filter(pl.col("vantage").is_in(["gateway-lan", "gateway-wan"]))
    prints = {tap: set(rows["ja4"].drop_nulls()) for (tap,), rows in hellos.group_by("vantage")}
    assert prints["gateway-lan"]
    assert prints["gateway-wan"]
    assert prints["gateway-wan"] != prints["gateway-lan"]
