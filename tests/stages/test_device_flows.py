"""What a device certainly sent itself: never what was sent to it, and never by another's first packet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.device_flows import gather_device_flows, sent_within
from tests.support.examples import COSTLY
from tests.support.scenario_parts import at, attribution, attributions_of
from tests.support.tables import flow, flows_of

Row = dict[str, Any]
OFFSETS = {"c0": 0, "slow": 100_000_000_000}
SYN, ACK = 2, 16


def talk(start: float = 10, end: float = 20, **given: Any) -> Row:
    return flow(start_ns=at(start), end_ns=at(end), **given)


def rows(one: Row, *sides: Row) -> list[Row]:
    found = gather_device_flows(flows_of(one), attributions_of(*(sides or [attribution()])), OFFSETS)
    return list(found.iter_rows(named=True))


def within(one: Row, *sides: Row, span: tuple[float, float] = (0, 60), idle_s: int = 300) -> bool:
    """Whether the flow shows that the device sent in the span."""
    found = gather_device_flows(flows_of(one), attributions_of(*(sides or [attribution()])), OFFSETS)
    return bool(found.select(sent_within(at(span[0]), at(span[1]), idle_s).any()).item())


def test_a_device_that_only_received_sent_nothing() -> None:
    assert rows(talk(packets_up=0, packets_down=9)) == []
    assert rows(talk(packets_up=9, packets_down=0), attribution(sender="198.51.100.7")) == []


def test_what_others_sent_is_no_devices() -> None:
    assert rows(talk(), attribution(device=None, owner="other")) == []


def test_octets_are_those_that_the_device_sent_on_whichever_side_it_was() -> None:
    one = talk(up=300, down=7)
    assert [row["sent_octets"] for row in rows(one)] == [300]
    assert [row["sent_octets"] for row in rows(one, attribution(sender="198.51.100.7"))] == [7]


@pytest.mark.parametrize(
    ("client_by", "flags", "opened"),
    [("syn", SYN | ACK, True), ("syn", ACK, False), ("first", ACK, True), ("first", None, True),
     ("private", SYN, False), ("device", ACK, False)],
)  # fmt: skip
def test_a_flow_begins_with_the_device_only_if_its_own_first_packet_was_seen(
    client_by: str, flags: int | None, opened: bool
) -> None:
    (row,) = rows(talk(client_by=client_by, tcp_flags_up=flags))
    assert row["opened"] is opened


def test_a_syn_ack_to_a_device_that_died_shows_nobody_alive() -> None:
    late = talk(10, 100, tcp_flags_up=ACK, packets_down=5)
    assert not within(late, span=(0, 60))
    assert within(late | {"tcp_flags_up": SYN | ACK}, span=(0, 60))


def test_the_far_side_of_a_flow_did_not_open_it() -> None:
    (row,) = rows(talk(), attribution(sender="198.51.100.7"))
    assert (row["client"], row["opened"]) == (False, False)


DATA: Row = {"data_up_ns": at(15), "data_up_capture": "c0", "data_up_packet": 3}


@pytest.mark.parametrize(
    ("remote", "sender", "near", "own"),
    [
        ("server", "192.168.1.20", True, True),
        ("server", "198.51.100.7", False, False),
        ("client", "198.51.100.7", True, True),
        ("client", "192.168.1.20", False, False),
        ("likely_server", "192.168.1.20", True, True),
        ("likely_server", "198.51.100.7", True, False),
        ("unknown", "198.51.100.7", True, False),
    ],
)
def test_the_first_payload_to_the_remote_side_is_the_near_sides_and_in_doubt_the_clients(
    remote: str, sender: str, near: bool, own: bool
) -> None:
    (row,) = rows(talk(remote=remote, **DATA), attribution(sender=sender, near=near))
    assert row["data_ns"] == (at(15) if own else None)


def test_one_of_two_devices_in_a_doubtful_flow_is_not_alive_by_what_the_other_sent() -> None:
    flow_of_both = talk(-10, 100, remote="likely_server", **DATA)
    aircraft = attribution(device="aircraft", sender="198.51.100.7")
    assert within(flow_of_both, attribution())
    assert not within(flow_of_both, aircraft)


@pytest.mark.parametrize(
    ("start", "end", "given", "seen"),
    [
        (10, 20, {"client_by": "private"}, True),
        (10, 90, {"client_by": "private"}, False),
        (-10, 20, {}, False),
        (10, 90, {}, True),
        (-10, 90, DATA, True),
        (-10, 90, DATA | {"data_up_ns": at(60)}, False),
        (-10, 20, {"packets_down": 0}, True),
        (-10, 90, {"packets_down": 0}, False),
        (60, 70, {}, False),
        (-20, -10, {}, False),
    ],
)
def test_a_flow_that_only_reaches_into_the_step_shows_the_device_only_by_a_moment_of_its_own(
    start: float, end: float, given: Row, seen: bool
) -> None:
    assert within(talk(start, end, **given)) is seen


@pytest.mark.parametrize(("idle_s", "seen"), [(59, True), (60, False)])
def test_alone_through_a_step_longer_than_any_gap_the_device_sent_in_it(idle_s: int, seen: bool) -> None:
    assert within(talk(-10, 90, packets_down=0), idle_s=idle_s) is seen


def test_times_are_true_times() -> None:
    (row,) = rows(
        talk(-90, -80, capture="slow", **(DATA | {"data_up_ns": at(-85), "data_up_capture": "slow"}))
    )
    assert (row["start_ns"], row["end_ns"], row["data_ns"]) == (at(10), at(20), at(15))


SPANS = st.lists(st.tuples(st.integers(-20, 80), st.integers(0, 60), st.booleans()), max_size=6)


@COSTLY
@given(SPANS, st.randoms())
def test_order_of_flows_and_sides_is_irrelevant(spans: list[tuple[int, int, bool]], random: Any) -> None:
    flows = [talk(start, start + length, flow_id=n, first_packet=n + 1, packets_up=int(sent)) for n, (start, length, sent) in enumerate(spans)]  # fmt: skip
    sides = [attribution(row["flow_id"]) for row in flows]
    wanted = gather_device_flows(flows_of(*flows), attributions_of(*sides), OFFSETS)
    assert wanted.height == sum(sent for _, _, sent in spans)
    random.shuffle(flows)
    random.shuffle(sides)
    assert_frame_equal(gather_device_flows(flows_of(*flows), attributions_of(*sides), OFFSETS), wanted)
