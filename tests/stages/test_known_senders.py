"""Rows of several senders: each told once, at its own vantage point, and rows stay as they came."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.scenario import Scenario, Tap
from harness.model.subject import Device, OtherDevice, OwnTool
from harness.stages.known_senders import with_senders
from tests.support.scenario_parts import scenario, vantage_point

PHONE, TOOL, TV = "192.168.1.20", "192.168.1.1", "192.168.1.77"
MAC, ROUTER = "02:00:00:00:00:20", "02:00:00:00:00:01"
LISTED: dict[str, Any] = {
    "devices": (Device(id="phone", role="phone", addresses=(PHONE,), macs=()),),
    "tools": (OwnTool(name="clock", addresses=(TOOL,), macs=(), servers=(), ports=()),),
    "others": (OtherDevice(name="television", addresses=(TV,), macs=()),),
    "vantage_points": (vantage_point(), vantage_point("wan", tap=Tap.GATEWAY_WAN)),
}
BY_ADDRESS = scenario(**LISTED)
BY_MAC = scenario(
    **LISTED | {"devices": (Device(id="phone", role="phone", addresses=(PHONE,), macs=(MAC,)),)}
)

Row = tuple[str, str, str | None]


def ids(*rows: Row, of: Scenario = BY_ADDRESS) -> list[str | None]:
    frame = pl.DataFrame(
        list(rows), schema=dict.fromkeys(("vantage", "sender", "mac"), pl.String), orient="row"
    )
    return with_senders(frame, of)["id"].to_list()


def test_each_kind_of_sender_is_told_with_cell_and_vantage_point() -> None:
    senders = [PHONE, TOOL, TV, "198.51.100.7"]
    frame = pl.DataFrame({"vantage": "us/lan", "sender": senders, "mac": MAC, "more": [4, 3, 2, 1]})
    told = with_senders(frame, BY_ADDRESS)
    assert told["kind"].to_list() == ["device", "tool", "other", "nobody"]
    assert told["id"].to_list() == ["phone", "clock", "television", None]
    assert told.select("cell", "vantage_point").unique().rows() == [("us", "lan")]
    assert told.select(frame.columns).equals(frame)
    assert told["sender_reason"][0] == "192.168.1.20 is the address of device phone"


def test_an_address_of_two_macs_is_nobodys_in_that_cell_only() -> None:
    rows: list[Row] = [("us/lan", PHONE, MAC), ("us/lan", PHONE, ROUTER), ("cn/lan", PHONE, MAC)]
    assert ids(*rows) == [None, None, "phone"]
    assert ids(*rows, of=BY_MAC) == ["phone", None, "phone"]


def test_an_absent_mac_is_no_second_one_and_the_address_tells() -> None:
    assert ids(("us/lan", PHONE, None), ("us/lan", PHONE, MAC), ("us/lan", PHONE, None)) == ["phone"] * 3


def test_the_same_mac_many_times_is_one() -> None:
    assert ids(*[("us/lan", PHONE, MAC)] * 3) == ["phone"] * 3


def test_macs_count_for_nothing_behind_a_router() -> None:
    assert ids(("us/wan", PHONE, MAC), ("us/wan", PHONE, ROUTER)) == ["phone", "phone"]
    assert ids(("us/wan", "198.51.100.9", MAC), of=BY_MAC) == [None]


def test_no_rows_are_no_rows() -> None:
    assert ids() == []


def test_a_vantage_point_that_the_scenario_does_not_know_is_our_fault() -> None:
    with pytest.raises(KeyError, match="elsewhere"):
        ids(("us/elsewhere", PHONE, MAC))
