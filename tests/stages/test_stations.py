"""Stations on hand-written flows: who sent, from where, and who made it."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.model.matches import Match
from harness.model.rules import Kind
from harness.model.ruleset import RuleIndex
from harness.stages.stations import gather_stations
from harness.tables.stations import STATIONS
from tests.support.rule_files import rule
from tests.support.split import Split
from tests.support.tables import START_NS, flow
from tests.support.told import Seen, protocol

DJI, PART, ROUTER, RANDOM = "60:60:1f:00:00:01", "60:60:1f:a0:00:01", "00:00:5e:00:53:01", "62:60:1f:00:00:01"
RULES = RuleIndex(
    [
        rule("dji.macs", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F",))),
        rule("part.macs", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F:A",))),
    ]
)


def stations(
    *flows: dict[str, Any], protocols: tuple[dict[str, Any], ...] = (), rows: int = 9
) -> pl.DataFrame:
    facts = Seen(flows=flows, protocols=protocols).parts(partial(Split, rows=rows))
    return gather_stations(facts.flows, facts.protocols, RULES)


def test_the_maker_of_a_mac_is_told_and_a_routers_servers_are_not_its_addresses() -> None:
    found = stations(
        flow(client_mac=DJI, server_mac=ROUTER, start_ns=START_NS + 5, first_packet=9),
        flow(client_mac=DJI, client_ip="192.168.1.21", first_packet=4),
    )
    router, aircraft = found.iter_rows(named=True)
    assert aircraft == {
        "vantage": "app", "mac": DJI, "random": False, "addresses": ["192.168.1.20", "192.168.1.21"],
        "rule": "dji.macs", "operator": "Operator of dji.macs", "control_country": "DE", "confidence": "observed",
        "also": [], "flows": 2, "capture": "c0", "packet": 4,
    }  # fmt: skip
    assert (router["mac"], router["addresses"], router["rule"], router["flows"]) == (ROUTER, [], None, 1)


def test_longer_first_bits_win_and_the_others_are_kept() -> None:
    (row,) = stations(flow(client_mac=PART)).iter_rows(named=True)
    assert (row["rule"], row["also"]) == ("part.macs", ["dji.macs"])


def test_a_random_mac_has_no_maker() -> None:
    (row,) = stations(flow(client_mac=RANDOM)).iter_rows(named=True)
    assert (row["random"], row["rule"], row["also"]) == (True, None, [])


def test_transmitters_of_remote_id_are_stations_without_address() -> None:
    told = protocol("remote_id", transmitter_mac=DJI, by_client=None, packet=3) | {"flow_id": None}
    (row,) = stations(protocols=(told,)).iter_rows(named=True)
    assert (row["mac"], row["addresses"], row["flows"], row["packet"]) == (DJI, [], 0, 3)
    assert row["rule"] == "dji.macs"


def test_frames_without_mac_show_nobody() -> None:
    assert_frame_equal(stations(flow()), STATIONS.empty())
    assert_frame_equal(stations(), STATIONS.empty())


@pytest.mark.parametrize("rows", [1, 2])
def test_parts_do_not_matter(rows: int) -> None:
    seen = [
        flow(client_mac=DJI, server_mac=ROUTER, vantage=point, first_packet=n)
        for n in (3, 2)
        for point in "ab"
    ]
    assert_frame_equal(stations(*seen, rows=rows), stations(*seen))
