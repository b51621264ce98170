"""Flows towards their endpoints, whoever opened them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.reports.html.far_flows import far_flows
from tests.support.many_endpoints import FLOWS_EACH, address, many_in_verification


def test_every_flow_is_at_its_endpoint_once() -> None:
    base = many_in_verification(20)
    found = far_flows(base)
    assert found.height == 20 * FLOWS_EACH == base.flows.height
    assert found["up"].sum() == base.flows["payload_octets_up"].sum()


def test_a_flow_that_the_far_side_opened_is_turned() -> None:
    base = many_in_verification(2)
    flow = base.flows.row(0, named=True)
    turned = flow | {
        "remote": "client", "client_ip": address(1), "client_port": 5_000, "server_ip": "192.168.8.20", "server_port": 40_000,
        "payload_octets_up": 11, "payload_octets_down": 22,
    }  # fmt: skip
    flows = pl.DataFrame([turned], schema=base.flows.schema)
    endpoints = base.endpoints.with_columns(server_port=pl.lit(None, dtype=pl.UInt16))
    (row,) = far_flows(replace(base, flows=flows, endpoints=endpoints)).iter_rows(named=True)
    assert (row["server_ip"], row["server_port"], row["client_ip"], row["client_port"]) == (
        address(1),
        None,
        "192.168.8.20",
        40_000,
    )
    assert (row["up"], row["down"]) == (22, 11)


def test_the_packet_to_look_at_is_the_first_with_payload_where_there_is_one() -> None:
    base = many_in_verification(1)
    flows = base.flows[:1].with_columns(
        data_up_packet=pl.lit(99, dtype=pl.UInt64), data_up_capture=pl.lit("feed")
    )
    (row,) = far_flows(replace(base, flows=flows)).iter_rows(named=True)
    assert (row["packet"], row["capture"]) == (99, "feed")
    (row,) = far_flows(replace(base, flows=base.flows[:1])).iter_rows(named=True)
    assert (row["packet"], row["capture"]) == (base.flows["first_packet"][0], base.flows["capture"][0])
