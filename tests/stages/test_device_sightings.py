"""Who of the senders seen is a device under test, and when it was, by true time."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import Scenario
from harness.model.subject import Device, OwnTool
from harness.stages.attributions import attribute
from harness.stages.device_sightings import DEVICE_SIGHTINGS, gather_device_sightings
from harness.tables.classes import CLASSES
from tests.support.examples import COSTLY
from tests.support.scenario_parts import SECOND_NS, at, cell, device, scenario, vantage_point
from tests.support.tables import flow, flows_of, names_of, sighting, sightings_of

PHONE, SERVER = "192.168.1.20", "198.51.100.7"
MAC, ROUTER, STRANGER = "02:00:00:00:00:20", "02:00:00:00:00:01", "02:00:00:00:00:99"
OFFSETS = {"c0": 0, "slow": 100 * SECOND_NS}
BY_ADDRESS = scenario(cell())
BY_MAC = scenario(cell(), devices=(Device(id="phone", role="phone", addresses=(PHONE,), macs=(MAC,)),))

Row = dict[str, Any]


def seen_at(sender: str = PHONE, seconds: float = 0, **given: Any) -> Row:
    return sighting(sender, **{"vantage": "us/lan", "time_ns": at(seconds)} | given)


def gathered(*rows: Row, of: Scenario = BY_ADDRESS) -> pl.DataFrame:
    return gather_device_sightings(sightings_of(*rows), of, OFFSETS)


def test_a_row_tells_device_time_and_packet() -> None:
    rows = gathered(seen_at(seconds=3, packet=9), seen_at(SERVER, packet=10))
    assert rows.rows() == [("us", "phone", at(3), "c0", 9)]


def test_what_a_server_sends_to_the_device_shows_nobody() -> None:
    assert gathered(seen_at(SERVER, mac=ROUTER), of=BY_MAC).is_empty()


def test_another_mac_at_the_devices_address_is_not_the_device() -> None:
    assert gathered(seen_at(mac=STRANGER), of=BY_MAC).is_empty()
    assert gathered(seen_at(mac=STRANGER), seen_at(mac=MAC, seconds=20)).is_empty()


def test_the_devices_mac_is_the_device_at_any_address() -> None:
    rows = gathered(seen_at("2001:db8::77", mac=MAC), seen_at("2001:db8::77", mac=STRANGER), of=BY_MAC)
    assert rows.rows() == [("us", "phone", at(0), "c0", 1)]


def test_tools_and_strangers_are_no_devices() -> None:
    tool = OwnTool(name="clock", addresses=("192.168.1.1",), macs=(), servers=(), ports=())
    rows = (seen_at("192.168.1.1"), seen_at("192.168.1.99"))
    assert gathered(*rows, of=scenario(cell(), tools=(tool,))).is_empty()


def test_the_clock_offset_of_the_packets_own_capture_is_added() -> None:
    rows = gathered(seen_at(seconds=5, capture="slow"), seen_at(seconds=50))
    assert rows["time_ns"].to_list() == [at(50), at(105)]
    with pytest.raises(ValueError, match="without a clock offset"):
        gathered(seen_at(capture="other"))


def test_captures_of_nobody_under_test_need_no_offset() -> None:
    assert gathered(seen_at(SERVER, capture="other")).is_empty()


def test_rows_come_by_cell_device_time_capture_and_packet() -> None:
    of = scenario(
        cell(),
        devices=(device(), device("aircraft", "192.168.1.30")),
        vantage_points=(vantage_point(), vantage_point("air")),
    )
    rows = gathered(
        seen_at(vantage="us/lan", seconds=1, packet=2),
        seen_at(vantage="us/air", seconds=1, packet=1),
        seen_at("192.168.1.30", seconds=9),
        seen_at(vantage="cn/lan", seconds=99),
        of=of,
    )
    assert rows.select("cell", "device", "packet").rows() == [
        ("cn", "phone", 1), ("us", "aircraft", 1), ("us", "phone", 1), ("us", "phone", 2),
    ]  # fmt: skip


def test_no_sightings_are_no_rows_of_the_same_table() -> None:
    assert_frame_equal(gathered(), DEVICE_SIGHTINGS.empty())


SENDERS = st.tuples(st.sampled_from([PHONE, "192.168.1.21"]), st.sampled_from([MAC, STRANGER, None]))


@COSTLY
@given(st.lists(SENDERS, min_size=1, max_size=5), st.sampled_from([BY_ADDRESS, BY_MAC]))
def test_a_sender_is_a_device_exactly_where_its_flow_is_a_devices(
    senders: list[tuple[str, str | None]], of: Scenario
) -> None:
    """The law that keeps liveness and attribution in step: the same senders, told from flows or from sightings."""
    flows = [
        flow(flow_id=number, vantage="us/lan", client_ip=sender, client_mac=mac, remote="server")
        for number, (sender, mac) in enumerate(senders)
    ]
    sides = attribute(flows_of(*flows), names_of(), CLASSES.empty(), of, {}).filter("near")
    sighted = gathered(
        *(seen_at(sender, mac=mac, packet=number) for number, (sender, mac) in enumerate(senders)), of=of
    )
    by_flows = sides.filter(pl.col("device").is_not_null())["flow_id"].to_list()
    assert sighted.sort("packet")["packet"].to_list() == by_flows


@given(st.lists(st.tuples(SENDERS, st.integers(0, 99)), max_size=8, unique=True), st.randoms())
def test_order_of_sightings_is_irrelevant(
    seen: list[tuple[tuple[str, str | None], int]], random: Random
) -> None:
    rows = [
        seen_at(sender, seconds, mac=mac, packet=number)
        for number, ((sender, mac), seconds) in enumerate(seen)
    ]
    wanted = gathered(*rows)
    random.shuffle(rows)
    assert_frame_equal(gathered(*rows), wanted)
