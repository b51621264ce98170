"""Flow records to FLOWS: client first, absent values null, units and captures right."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.kernel.codes import P_ICMP, P_UDP
from harness.stages.flows import gather_flows
from harness.stages.sides import Devices, choose_sides
from harness.tables.flows import FLOWS
from tests.support.tables import START_NS, opened, origin, record, records_of


def flows(*rows: dict[str, Any], first_id: int = 0, captures: tuple[str, ...] = ("c0",)) -> pl.DataFrame:
    records = records_of(*rows)
    return gather_flows(records, choose_sides(records, Devices()), origin(*captures), first_id)


@pytest.mark.parametrize("client", [0, 1])
def test_the_client_s_side_comes_first(client: int) -> None:
    row = opened(by=client, packets=(3, 5), ip_octets=(300, 500), payload_octets=(30, 50), flags=(2, 18))
    row |= {"data_packet": (7, 9), "data_capture": (0, 0), "data_ns": (70, 90), "mac": (1, 0x02000000AAFF)}
    frame = flows(row)
    ends = [("192.168.1.20", 40000), ("198.51.100.7", 443)]
    found = frame.row(0, named=True)
    assert (found["client_ip"], found["client_port"]) == ends[client]
    assert (found["server_ip"], found["server_port"]) == ends[1 - client]
    both = [
        (found[f"{field}_up"], found[f"{field}_down"]) for field in ("packets", "ip_octets", "payload_octets")
    ]
    assert both == ([(3, 5), (300, 500), (30, 50)] if client == 0 else [(5, 3), (500, 300), (50, 30)])
    assert (found["tcp_flags_up"], found["tcp_flags_down"]) == ((2, 18) if client == 0 else (18, 2))
    # A is the only side inside, so B is remote, whoever opened the flow.
    assert (found["data_up_packet"], found["data_up_capture"], found["data_up_ns"]) == (7, "c0", 70)
    macs = ["00:00:00:00:00:01", "02:00:00:00:aa:ff"]
    assert [found["client_mac"], found["server_mac"]] == macs[:: 1 - 2 * client]
    assert found["remote"] == ("server", "client")[client]
    assert found["client_by"] == "syn"


def test_what_was_not_seen_is_null() -> None:
    found = flows(record(protocol=P_ICMP, a_port=-1, b_port=-1, flags=(-1, -1))).row(0, named=True)
    nulls = {name for name, value in found.items() if value is None}
    assert nulls == {
        "client_port", "server_port", "client_mac", "server_mac", "rtt_ns", "data_up_packet", "data_up_capture",
        "data_up_ns", "tcp_flags_up", "tcp_flags_down", "app", "app_id", "app_id_kind", "app_mixed", "payload_unique_octets_up",
        "payload_unique_octets_down",
        "payload_missing_octets_up", "payload_missing_octets_down", "payload_exact", "server_ttl", "opening", "reset_by",
    }  # fmt: skip
    assert found["transport"] == "icmp"


def test_transports_by_word_or_number() -> None:
    frame = flows(*(record(protocol=number, a_port=1, b_port=2) for number in (P_UDP, 6, 200, P_UDP)))
    assert frame["transport"].to_list() == ["udp", "tcp", "ip-200", "udp"]


def test_counters_beyond_2_to_the_32() -> None:
    frame = flows(record(ip_octets=(2**40, 2**41), payload_octets=(2**62, 0)))
    assert frame.select("ip_octets_up", "ip_octets_down", "payload_octets_up").row(0) == (2**40, 2**41, 2**62)


def test_captures_of_first_packet_and_first_data_may_differ() -> None:
    row = record(capture=0, data_capture=(1, -1), data_packet=(4, -1))
    frame = flows(row, record(capture=1), captures=("first", "second"), first_id=10)
    assert frame["capture"].to_list() == ["first", "second"]
    assert frame["data_up_capture"].to_list() == ["second", None]
    assert frame["flow_id"].to_list() == [10, 11]


def test_the_round_trip_is_that_of_the_handshake() -> None:
    assert flows(opened(rtt_ns=5), opened())["rtt_ns"].to_list() == [5, None]


def test_times_are_kept() -> None:
    frame = flows(record(start_ns=START_NS - 5, end_ns=START_NS + 5))
    assert frame.select("start_ns", "end_ns").row(0) == (START_NS - 5, START_NS + 5)


def test_no_records_give_the_empty_table() -> None:
    assert flows().schema == FLOWS.schema
    assert flows().height == 0
