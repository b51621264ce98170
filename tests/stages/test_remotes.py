"""Flows turned towards the far side: what changes places, what is told for certain, what is given twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.remotes import towards_remote
from harness.tables.flows import FLOWS
from tests.support.examples import COSTLY
from tests.support.tables import flow, flows_of

OURS, FAR, OTHER = "192.0.2.5", "198.51.100.7", "203.0.113.9"


def turned(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return towards_remote(flows_of(*rows)).rows(named=True)


def test_flows_to_servers_stay_as_they_are() -> None:
    flows = flows_of(flow(up=5, flow_id=0), flow(down=7, flow_id=1))
    found = towards_remote(flows)
    assert_frame_equal(found.drop("remote_known"), flows)
    assert found["remote_known"].to_list() == [True, True]


def test_a_caller_from_outside_is_the_far_side() -> None:
    given_row = flow(
        client_ip=FAR, server_ip=OURS, remote="client", up=5, down=70, contact="data", packets_up=2, packets_down=3,
        client_mac="02:00:00:00:00:01", server_mac="02:00:00:00:00:02", tcp_flags_up=2, tcp_flags_down=18,
        data_up_packet=9, data_up_capture="c0", data_up_ns=90,
    )  # fmt: skip
    (row,) = turned(given_row)
    assert (row["client_ip"], row["client_port"]) == (OURS, 443)
    assert (row["server_ip"], row["server_port"]) == (FAR, None)
    assert (row["client_mac"], row["server_mac"]) == ("02:00:00:00:00:02", "02:00:00:00:00:01")
    assert (row["payload_octets_up"], row["payload_octets_down"]) == (70, 5)
    assert (row["packets_up"], row["packets_down"]) == (3, 2)
    assert (row["tcp_flags_up"], row["tcp_flags_down"]) == (18, 2)
    # FLOWS already tells contact and data of the remote side.
    assert (row["contact"], row["data_up_packet"], row["data_up_capture"], row["data_up_ns"]) == (
        "data", 9, "c0", 90,
    )  # fmt: skip
    assert row["remote_known"]


def test_a_flow_of_unknown_sides_is_there_for_each_side() -> None:
    rows = turned(
        flow(client_ip=OURS, server_ip=FAR, remote="unknown", up=5, data_up_packet=3, data_up_ns=30)
    )
    found = {row["server_ip"]: row for row in rows}
    assert {ip: (row["contact"], row["data_up_packet"], row["data_up_ns"]) for ip, row in found.items()} == {
        FAR: ("data", 3, 30),
        OURS: ("connected", None, None),
    }
    assert [row["remote_known"] for row in rows] == [False, False]


def test_a_flow_turned_on_the_word_of_openers_takes_nothing_from_the_other_way() -> None:
    out = flow(client_ip=OURS, server_ip=FAR, remote="likely_server", flow_id=0)
    inward: dict[str, Any] = {"client_ip": OTHER, "server_ip": OURS, "remote": "unknown", "flow_id": 1}
    rows = turned(out, flow(**inward, up=50, contact="data", data_up_packet=3, data_up_ns=30))
    (row,) = (row for row in rows if row["flow_id"] == 1)
    assert (row["server_ip"], row["payload_octets_up"], row["remote_known"]) == (OTHER, 0, True)
    assert (row["contact"], row["data_up_packet"], row["data_up_ns"]) == ("connected", None, None)


def test_fewer_columns_are_enough() -> None:
    columns = ["vantage", "client_ip", "server_ip", "server_port", "remote", "contact", "payload_octets_down"]
    rows = flows_of(flow(remote="client"), flow(remote="unknown"), flow()).select(columns)
    assert towards_remote(rows).columns == [*columns, "remote_known"]


def test_no_flows() -> None:
    assert towards_remote(FLOWS.empty()).columns == [*FLOWS.columns, "remote_known"]


rows_of_flows = st.builds(
    flow,
    client_ip=st.sampled_from([OURS, FAR, OTHER]),
    server_ip=st.sampled_from([OURS, FAR, OTHER]),
    remote=st.sampled_from(["server", "client", "likely_server", "unknown"]),
    up=st.integers(0, 3),
    down=st.integers(0, 3),
)


@COSTLY
@given(st.lists(rows_of_flows, max_size=8), st.randoms())
def test_every_flow_is_there_once_or_for_each_side_in_any_order(rows: list[dict[str, Any]], rnd) -> None:
    rows = [row | {"flow_id": number} for number, row in enumerate(rows)]
    found = towards_remote(flows_of(*rows))
    times = Counter(found["flow_id"].to_list())
    doubtful = set(found.filter(~pl.col("remote_known"))["flow_id"].to_list())
    assert times == {row["flow_id"]: 2 if row["flow_id"] in doubtful else 1 for row in rows}
    for row in found.rows(named=True):
        ends = {row["client_ip"], row["server_ip"]}
        assert ends == {rows[row["flow_id"]]["client_ip"], rows[row["flow_id"]]["server_ip"]}
    rnd.shuffle(rows)
    keys = ["flow_id", "server_ip", "payload_octets_up", "server_port"]
    assert_frame_equal(towards_remote(flows_of(*rows)).sort(keys), found.sort(keys))
