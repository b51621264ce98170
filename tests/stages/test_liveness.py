"""Was each device there in each step: on flows that begin, end, cover, and lie about the clock; and on sightings."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.kernel.sightings import SPAN_NS
from harness.model.scenario import CellRole, Scenario
from harness.model.subject import Device
from harness.stages.device_flows import gather_device_flows
from harness.stages.liveness import gather_liveness
from tests.support.examples import COSTLY
from tests.support.scenario_parts import (
    SECOND_NS,
    at,
    attribution,
    attributions_of,
    cell,
    device,
    scenario,
    step,
)
from tests.support.tables import flow, flows_of, sighting, sightings_of

IDLE_S, PHONE, SERVER = 300, "192.168.1.20", "198.51.100.7"
MAC, STRANGER = "02:00:00:00:00:20", "02:00:00:00:00:99"
OFFSETS = {"c0": 0, "c1": 0, "slow": 100 * SECOND_NS}
ONE_STEP = scenario(cell(step("login", 0, 60)))
LONG_STEP = scenario(cell(step("flight", 0, IDLE_S + 1)))
FROM_SERVER: dict[str, Any] = {"packets_up": 0, "packets_down": 9}
FROM_PHONE: dict[str, Any] = {"packets_up": 9, "packets_down": 0}
LISTENING: dict[str, Any] = {"client_by": "private", "transport": "udp"}

Row = dict[str, Any]


def liveness(
    flows: list[Row], attributions: list[Row], of: Scenario = ONE_STEP, sightings: list[Row] | None = None
) -> pl.DataFrame:
    own = gather_device_flows(flows_of(*flows), attributions_of(*attributions), OFFSETS)
    return gather_liveness(sightings_of(*sightings or ()), own, of, OFFSETS, IDLE_S)


def sent(seconds: float, sender: str = PHONE, **given: Any) -> Row:
    """A sighting: that somebody sent."""
    return sighting(sender, **{"vantage": "us/lan", "time_ns": at(seconds)} | given)


def sighted(*sightings: Row, of: Scenario = ONE_STEP) -> list[bool]:
    """Whether sightings alone show each device in each step."""
    return liveness([], [], of, list(sightings))["seen"].to_list()


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


THREE_STEPS = scenario(cell(step("login", 0, 60), step("flight", 60, 120), step("landing", 120, 180)))
LONG_FLOW = flow(start_ns=at(-30), end_ns=at(400), packets_up=900, packets_down=900, first_packet=3)


def test_one_long_flow_both_ways_is_seen_in_each_step_by_sightings_alone() -> None:
    told = [sent(10 * number, packet=number + 40) for number in range(-3, 18)]
    from_server = [sent(10 * number, SERVER, packet=number + 80) for number in range(-3, 18)]
    sides = [attribution()]
    assert not liveness([LONG_FLOW], sides, THREE_STEPS, from_server)["seen"].any()
    found = liveness([LONG_FLOW], sides, THREE_STEPS, told + from_server)
    assert found.select("step", "seen", "flows", "capture", "packet").rows() == [
        ("login", True, 0, "c0", 40), ("flight", True, 0, "c0", 46), ("landing", True, 0, "c0", 52),
    ]  # fmt: skip


def test_a_device_that_falls_silent_on_a_long_flow_is_seen_only_before() -> None:
    told = [sent(10 * number) for number in range(-3, 6)]
    from_server = [sent(10 * number, SERVER) for number in range(-3, 18)]
    found = liveness([LONG_FLOW], [attribution()], THREE_STEPS, told + from_server)
    assert found["seen"].to_list() == [True, False, False]


def test_what_is_sent_to_a_device_does_not_show_it() -> None:
    assert sighted(sent(10, SERVER)) == [False]


def test_a_sighting_of_another_address_or_mac_does_not_count() -> None:
    listed = Device(id="phone", role="phone", addresses=(PHONE,), macs=(MAC,))
    by_mac = scenario(cell(step("login", 0, 60)), devices=(listed,))
    assert sighted(sent(10, "192.168.1.21")) == [False]
    assert sighted(sent(10, mac=STRANGER), of=by_mac) == [False]
    assert sighted(sent(10, "2001:db8::5", mac=MAC), of=by_mac) == [True]
    # Known by its address alone: two machines use it, so nobody can say which one it was.
    assert sighted(sent(10, mac=MAC), sent(-90, mac=STRANGER)) == [False]


def test_one_device_does_not_show_another() -> None:
    both = scenario(
        cell(step("flight", 0, 60, devices=("phone", "aircraft"))),
        devices=(device(), device("aircraft", "192.168.1.30")),
    )
    assert sighted(sent(10), of=both) == [True, False]
    assert sighted(sent(10), sent(11, "192.168.1.30"), of=both) == [True, True]


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0, True), (59.999_999_999, True), (60, False), (-0.000_000_001, False)],
)
def test_a_step_holds_sightings_from_its_beginning_to_before_its_end(seconds: float, found: bool) -> None:
    assert sighted(sent(seconds)) == [found]


def test_the_clock_offset_moves_a_sighting_into_another_step() -> None:
    assert sighted(sent(10), of=THREE_STEPS) == [True, False, False]
    assert sighted(sent(10, capture="slow"), of=THREE_STEPS) == [False, True, False]
    assert sighted(sent(-70, capture="slow"), of=THREE_STEPS) == [True, False, False]


def test_a_step_shorter_than_a_span_errs_low_unless_a_flow_shows_the_device() -> None:
    short = scenario(cell(step("tap", 3, 6)))
    # It sent at 1 s and at 4 s, so the sighting of that span lies before the step.
    assert sighted(sent(1), of=short) == [False]
    begun = flow(start_ns=at(4), end_ns=at(4.5))
    assert liveness([begun], [attribution()], short, [sent(1)])["seen"].to_list() == [True]
    assert sighted(sent(4), of=short) == [True]


def test_the_packet_to_look_at_is_the_earliest_sighting_in_the_step_before_any_flow() -> None:
    begun = flow(start_ns=at(5), end_ns=at(6), first_packet=7)
    seen_later = [sent(30, packet=90), sent(20, packet=80, capture="c1"), sent(-5, packet=70)]
    found = liveness([begun], [attribution()], ONE_STEP, seen_later)
    assert found.row(0) == ("us", "login", "phone", True, 1, "c1", 80)


def test_a_sighting_in_one_cell_is_none_in_another() -> None:
    cells = (cell(step("login", 0, 60)), cell(step("login", 0, 60), id="cn"))
    assert sighted(sent(10, vantage="cn/lan"), of=scenario(*cells)) == [False, True]


@given(st.lists(st.floats(-20, 100), max_size=8), st.floats(0, 40), st.floats(0.5, 60))
def test_a_device_is_seen_only_where_it_sent_and_missed_only_within_a_span_of_the_beginning(
    seconds: list[float], begin: float, length: float
) -> None:
    of = scenario(cell(step("flight", begin, begin + length)))
    sent_ns = sorted(map(at, seconds))
    first_of_spans = {time_ns // SPAN_NS: time_ns for time_ns in reversed(sent_ns)}
    [found] = sighted(*(sent(0, time_ns=time_ns) for time_ns in first_of_spans.values()), of=of)
    from_ns, to_ns = at(begin), at(begin + length)
    in_step = [time_ns for time_ns in sent_ns if from_ns <= time_ns < to_ns]
    assert bool(in_step) >= found
    assert found >= any(time_ns >= from_ns + SPAN_NS for time_ns in in_step)


@COSTLY
@given(st.lists(st.integers(-20, 200), max_size=8), st.integers(-20, 200))
def test_another_sighting_never_makes_a_device_unseen(seconds: list[int], more: int) -> None:
    before = sighted(*map(sent, seconds), of=THREE_STEPS)
    after = sighted(*map(sent, [*seconds, more]), of=THREE_STEPS)
    assert all(then or not earlier for earlier, then in zip(before, after, strict=True))


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


@COSTLY
@given(st.lists(FLOW_ROWS, max_size=6), st.randoms())
def test_order_of_flows_is_irrelevant(rows: list[Row], random: Any) -> None:
    flows, sides = numbered(rows), [attribution(number) for number in range(len(rows))]
    wanted = liveness(flows, sides, STEPS)
    random.shuffle(flows)
    random.shuffle(sides)
    assert_frame_equal(liveness(flows, sides, STEPS), wanted)


@COSTLY
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
