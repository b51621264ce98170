"""A gateway as a JSON document: every member is there, exact, and nothing is ours that could be a device's."""

from __future__ import annotations

import json
from typing import Any

from harness.gateway.canary import Canary, SentCanary
from harness.gateway.document import CHECK, STATUS, check_members, none_up_members, status_members
from harness.gateway.looking import Look
from harness.gateway.points import Holds, Point
from harness.machine.flow_events import FlowRecord
from harness.machine.frozen_json import from_json
from harness.machine.leases import Lease
from harness.machine.own_flows import own_flows
from harness.model.gateway_state import GatewayState
from harness.reports.whole_document import whole_document
from tests.gateway.test_points import seen
from tests.machine.test_own_flows import DEVICE, GATEWAY, flow

HOSTILE = "\x1b[2J\ud800\u202e"


def read(schema: str, members: dict[str, Any]) -> dict[str, Any]:
    text = b"".join(whole_document(schema, members))
    assert text.isascii()
    found: dict[str, Any] = json.loads(text)
    assert (found["schema"], found["schema_version"], found["tool"]["name"]) == (schema, 1, "harness")
    return found


def status(**changed: Any) -> tuple[Look, dict[str, Any]]:
    look = seen(**changed)
    own = own_flows(() if look.flows is None else look.flows.flows, look.state)
    return look, read(STATUS, status_members(look, own))


def test_the_state_in_a_status_is_the_state() -> None:
    look, found = status()
    faults: list[str] = []
    assert from_json(GatewayState, found["state"], faults) == look.state
    assert faults == []
    assert (found["up"], found["begun"], found["drift"]) == (True, True, [])


def test_devices_packets_and_drift_are_told_exactly() -> None:
    lease = Lease(address=DEVICE, mac="02:00:00:00:00:20", name=HOSTILE, until_ns=None)
    _, found = status(leases=(lease,), counters={"out": 2**60}, drift=("eth1: tso on again",))
    assert found["devices"] == [
        {"address": DEVICE, "mac": "02:00:00:00:00:20", "name": "\x1b[2J\\ud800\u202e", "until_ns": None}
    ]
    assert found["packets"] == {"out": 2**60}
    assert found["drift"] == ["eth1: tso on again"]


def test_what_is_ours_alone_and_what_is_shared() -> None:
    flows = (flow(DEVICE), flow(GATEWAY), flow(GATEWAY, port=123))
    _, found = status(flows=FlowRecord(flows=flows, complete=True, odd=0))
    assert found["own_traffic"] == {
        "complete": True,
        "alone": [{"address": "203.0.113.7", "port": 123}],
        "shared": [{"address": "203.0.113.7", "port": 443, "protocol": "udp"}],
        "portless": [],
    }


def test_where_the_record_cannot_tell_nothing_is_listed() -> None:
    lossy = FlowRecord(flows=(flow(GATEWAY),), complete=False, odd=0)
    _, found = status(flows=lossy)
    assert found["own_traffic"] == {"complete": False, "alone": None, "shared": None, "portless": None}
    assert status(flows=None)[1]["own_traffic"] is None


def test_where_none_is_up_the_members_are_the_same_and_unknown() -> None:
    _, up = status()
    none = read(STATUS, none_up_members(begun=True))
    assert list(none) == list(up)
    assert (none.pop("up"), none.pop("begun")) == (False, True)
    assert {key for key, value in none.items() if value is None} == {
        "state", "drift", "devices", "packets", "own_traffic",
    }  # fmt: skip


def test_a_check_tells_each_canary_and_each_point() -> None:
    canary = Canary(side="lan", interface="lan0", protocol="udp", source="10.77.0.1", destination="192.0.2.1")
    sent = SentCanary(canary=canary, token="ab", source_port=5, sent_ns=9, fault=None)
    point = Point(id="passing", holds=Holds.OPEN, text=HOSTILE)
    found = read(CHECK, check_members([sent], [point], 7))
    assert found["at_ns"] == 7
    (told,) = found["canaries"]
    assert told["canary"]["destination"] == "192.0.2.1"
    assert bytes.fromhex(told["pattern"]) == b"harness canary ab"
    assert found["points"] == [{"id": "passing", "holds": "open", "text": "\x1b[2J\\ud800\u202e"}]
