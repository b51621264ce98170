"""Was each device there in each step: on flows that begin, end, cover, and lie about the clock."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import CellRole, Scenario
from harness.stages.liveness import gather_liveness
from tests.support.scenario_parts import SECOND_NS, at, attribution, attributions_of, cell, scenario, step
from tests.support.tables import flow, flows_of

IDLE_S = 300
OFFSETS = {"c0": 0, "c1": 0, "slow": 100 * SECOND_NS}
ONE_STEP = scenario(cell(step("login", 0, 60)))
LONG_STEP = scenario(cell(step("flight", 0, IDLE_S + 1)))
FROM_SERVER: dict[str, Any] = {"packets_up": 0, "packets_down": 9}
FROM_PHONE: dict[str, Any] = {"packets_up": 9, "packets_down": 0}
LISTENING: dict[str, Any] = {"client_by": "private", "transport": "udp"}

Row = dict[str, Any]


def liveness(flows: list[Row], attributions: list[Row], of: Scenario = ONE_STEP) -> pl.DataFrame:
    return gather_liveness(flows_of(*flows), attributions_of(*attributions), of, OFFSETS, IDLE_S)


def seen(start: float, end: float, of: Scenario = ONE_STEP, side: Row | None = None, **given: Any) -> bool:
    """Whether one flow of the phone shows it in the only step."""
    row = flow(start_ns=at(start), end_ns=at(end), **given)
    found: bool = liveness([row], [attribution(**(side or {}))], of)["seen"].item()
    return found


def test_a_device_that_sent_in_the_step_is_seen_with_the_packet_to_look_at() -> None:
    flows = [
        flow(flow_id=0, start_ns=at(20), end_ns=at(21), first_packet=9),
        flow(flow_id=1, start_ns=at(10), end_ns=at(11), first_packet=70, capture="c1"),
    ]
    frame = liveness(flows, [attribution(0), attribution(1)])
    assert frame.row(0) == ("us", "login", "phone", True, 2, "c1", 70)


def test_a_mistyped_device_is_not_seen_however_much_others_send() -> None:
    rows = liveness([flow()], [attribution(device=None, owner="unassigned", grade=None)])
    assert rows.row(0) == ("us", "login", "phone", False, 0, None, None)


def test_a_dead_radio_that_is_only_sent_to_is_not_seen() -> None:
    assert not seen(10, 20, **FROM_SERVER)
    assert seen(10, 20, **FROM_PHONE)


def test_a_silent_aircraft_is_not_seen_beside_a_phone_that_is() -> None:
    both = scenario(cell(step("flight", 0, 60, devices=("phone", "aircraft"))))
    called = flow(server_ip="192.168.1.30", start_ns=at(5), end_ns=at(9), **FROM_PHONE)
    far = attribution(device="aircraft", sender="192.168.1.30", near=False)
    assert liveness([called], [attribution(), far], both)["seen"].to_list() == [True, False]
    answered = called | {"packets_down": 1}
    assert liveness([answered], [attribution(), far], both)["seen"].to_list() == [True, True]


@pytest.mark.parametrize("owner", ["subject", "background", "delegated", "unassigned", "tool"])
def test_whose_the_flow_is_does_not_matter(owner: str) -> None:
    assert seen(10, 20, side={"owner": owner})


def test_a_device_on_the_servers_side_is_seen_by_what_it_sent() -> None:
    side = {"sender": "198.51.100.7"}
    assert seen(10, 20, side=side, remote="client", **FROM_SERVER)
    assert not seen(10, 20, side=side, remote="client", **FROM_PHONE)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 59.9, True), (-1, 0, True), (59, 70, True), (-2, -1, False), (60, 61, False), (-1, 60, False)],
)
def test_a_flow_in_which_only_the_device_sent_shows_it_where_it_begins_and_ends(
    start: float, end: float, found: bool
) -> None:
    assert seen(start, end, **FROM_PHONE) is found


def test_a_flow_with_traffic_both_ways_that_ends_in_the_step_may_end_with_the_server() -> None:
    assert not seen(-100, 30)


def test_a_flow_that_goes_on_shows_who_began_it() -> None:
    assert seen(30, 100)
    assert seen(30, 100, client_by="first")
    assert not seen(30, 100, **LISTENING)


def test_payload_that_the_device_sent_in_the_step_shows_it() -> None:
    data: Row = {"data_up_packet": 5, "data_up_capture": "c0"}
    assert seen(-100, 100, up=7, **data, data_up_ns=at(30))
    assert not seen(-100, 100, up=7, **data, data_up_ns=at(-30))
    # Payload to the remote side is not the far side's.
    far = {"near": False, "sender": "198.51.100.7"}
    assert not seen(-100, 100, side=far, up=7, **data, data_up_ns=at(30))


def test_a_flow_that_covers_a_step_shows_the_device_only_in_a_step_longer_than_its_gaps() -> None:
    assert seen(-10, 1000, LONG_STEP, **FROM_PHONE)
    assert not seen(-10, 1000, ONE_STEP, **FROM_PHONE)
    assert not seen(-10, 1000, scenario(cell(step("flight", 0, IDLE_S))), **FROM_PHONE)
    assert not seen(-10, 1000, LONG_STEP)


def test_the_clock_offset_moves_a_flow_into_another_step() -> None:
    two = scenario(cell(step("login", 0, 60), step("flight", 100, 160)))
    right, slow = (flow(start_ns=at(10), end_ns=at(11), capture=capture) for capture in ("c0", "slow"))
    assert liveness([right], [attribution()], two)["seen"].to_list() == [True, False]
    assert liveness([slow], [attribution()], two)["seen"].to_list() == [False, True]


def test_every_cell_has_liveness_and_one_cells_flows_are_not_anothers() -> None:
    cells = [cell(step("idle", 0, 60), id=role.value, role=role) for role in CellRole]
    rows = liveness([flow()], [attribution(cell="control")], scenario(*cells))
    assert rows.select("cell", "seen").rows() == [("test", False), ("baseline", False), ("control", True)]


def test_rows_come_in_order_of_the_scenario_and_a_step_without_devices_has_none() -> None:
    of = scenario(cell(step("b", 0, 60, devices=("phone", "aircraft")), step("a", 60, 70, devices=())))
    assert liveness([], [], of).select("step", "device").rows() == [("b", "phone"), ("b", "aircraft")]


FLOW_ROWS = st.builds(
    lambda start, length, up, down, by: {
        "start_ns": at(start), "end_ns": at(start + length), "packets_up": up, "packets_down": down, "client_by": by,
    },
    st.integers(-400, 400), st.integers(0, 800), st.integers(0, 2), st.integers(0, 2),
    st.sampled_from(["syn", "device", "private", "first"]),
)  # fmt: skip
STEPS = scenario(cell(step("login", 0, 60), step("flight", 60, 400)))


def numbered(rows: list[Row]) -> list[Row]:
    return [flow(flow_id=number, first_packet=number + 1, **row) for number, row in enumerate(rows)]


@given(st.lists(FLOW_ROWS, max_size=6), st.randoms())
def test_order_of_flows_is_irrelevant(rows: list[Row], random: Any) -> None:
    flows, sides = numbered(rows), [attribution(number) for number in range(len(rows))]
    wanted = liveness(flows, sides, STEPS)
    random.shuffle(flows)
    random.shuffle(sides)
    assert_frame_equal(liveness(flows, sides, STEPS), wanted)


@given(st.lists(FLOW_ROWS, max_size=5), FLOW_ROWS)
def test_another_flow_never_makes_a_device_unseen(rows: list[Row], more: Row) -> None:
    flows, sides = numbered([*rows, more]), [attribution(number) for number in range(len(rows) + 1)]
    before, after = liveness(flows[:-1], sides[:-1], STEPS), liveness(flows, sides, STEPS)
    assert (before["seen"] <= after["seen"]).all()
    assert (before["flows"] <= after["flows"]).all()


@given(st.lists(FLOW_ROWS, max_size=6))
def test_a_device_that_sent_nothing_is_never_seen(rows: list[Row]) -> None:
    flows = numbered([row | {"packets_up": 0} for row in rows])
    sides = [attribution(number) for number in range(len(rows))]
    assert not liveness(flows, sides, STEPS)["seen"].any()
