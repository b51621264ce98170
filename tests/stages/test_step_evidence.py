"""Did each step happen: names that were contacted, octets that were sent, and somebody's word."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import Evidence, Scenario
from harness.stages.device_flows import gather_device_flows
from harness.stages.step_evidence import gather_step_evidence
from tests.support.examples import COSTLY
from tests.support.scenario_parts import (
    SECOND_NS,
    at,
    attribution,
    attributions_of,
    cell,
    contacted,
    scenario,
    sent,
    stated,
    step,
)
from tests.support.tables import flow, flows_of, name, names_of

HOST = "login.skylark.example"
OFFSETS = {"c0": 0, "c1": 0, "slow": 100 * SECOND_NS}
Row = dict[str, Any]
RESOLVER: Row = {"server_ip": "192.168.1.1", "port": 53, "transport": "udp"}


def evidence(wanted: Evidence, flows: list[Row], names: list[Row], *sides: Row) -> Row:
    """The only row of one step from 0 to 60 s."""
    of = scenario(cell(step("login", 0, 60, wanted)))
    attributions = attributions_of(*(sides or [attribution(row["flow_id"]) for row in flows]))
    return gathered_of(flows_of(*flows), names_of(*names), attributions, of).row(0, named=True)


def gathered_of(
    flows: pl.DataFrame, names: pl.DataFrame, attributions: pl.DataFrame, of: Scenario
) -> pl.DataFrame:
    sent = gather_device_flows(flows, attributions, OFFSETS)
    return gather_step_evidence(sent, flows, names, of, OFFSETS)


def met(wanted: Evidence, flows: list[Row], names: list[Row], *sides: Row) -> bool:
    found: bool = evidence(wanted, flows, names, *sides)["met"]
    return found


def login(start: float = 10, end: float = 20, **given: Any) -> Row:
    return flow(start_ns=at(start), end_ns=at(end), **({"contact": "data"} | given))


def asked(seconds: float = 9, **given: Any) -> tuple[Row, Row]:
    """A DNS flow and the answer in it."""
    question = login(seconds - 1, seconds, flow_id=7, **RESOLVER)
    return question, name(HOST, "dns", time_ns=at(seconds), flow_id=7, **given)


def test_a_name_told_to_the_server_in_the_step_is_evidence_with_its_packet() -> None:
    row = evidence(contacted(HOST), [login()], [name(HOST, time_ns=at(11), packet=42)])
    assert row == {
        "cell": "us", "step": "login", "kind": "contacted", "wanted": HOST, "met": True,
        "found": f"{HOST} at 198.51.100.7 by phone (sni)", "capture": "c0", "packet": 42,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "found"),
    [(HOST, True), (f"eu.{HOST}", True), (f"not{HOST}", False), ("skylark.example", False)],
)
def test_the_host_and_names_below_it_count_label_by_label(told: str, found: bool) -> None:
    assert met(contacted(HOST), [login()], [name(told, time_ns=at(11))]) is found


@pytest.mark.parametrize(("seconds", "found"), [(0, True), (59.9, True), (60, False), (-1, False)])
def test_the_name_must_be_told_in_the_step(seconds: float, found: bool) -> None:
    assert met(contacted(HOST), [login(-5, 70)], [name(HOST, time_ns=at(seconds))]) is found


def test_the_clock_offset_moves_the_name_into_the_step() -> None:
    assert met(
        contacted(HOST), [login(-95, -85, capture="slow")], [name(HOST, time_ns=at(-90), capture="slow")]
    )


def test_a_server_that_never_answered_was_not_contacted() -> None:
    assert not met(contacted(HOST), [login(contact="attempted")], [name(HOST, time_ns=at(11))])


def test_another_devices_contact_is_no_evidence() -> None:
    other = attribution(device=None, owner="other")
    assert not met(contacted(HOST), [login()], [name(HOST, time_ns=at(11))], other)
    assert not met(contacted(HOST), [login()], [name(HOST, time_ns=at(11))], attribution(cell="cn"))


def test_a_dns_question_alone_is_no_contact() -> None:
    question, answer = asked()
    assert not met(contacted(HOST), [question], [answer])


def test_an_address_asked_for_by_name_and_then_contacted_is_evidence() -> None:
    question, answer = asked()
    row = evidence(contacted(HOST), [question, login(first_packet=50)], [answer])
    assert (row["met"], row["packet"]) == (True, 50)
    assert row["found"] == f"{HOST} at 198.51.100.7 by phone (dns)"


@pytest.mark.parametrize(
    ("answer", "contact"),
    [
        ({"server_ip": "198.51.100.8"}, {}),
        ({"asked": False}, {}),
        ({}, {"contact": "attempted"}),
        ({}, {"start_ns": at(-5)}),
        ({"source": "dns_cname"}, {}),
    ],
)
def test_dns_ties_only_what_was_asked_to_a_later_answered_flow_to_that_address(
    answer: Row, contact: Row
) -> None:
    question, found = asked()
    assert not met(contacted(HOST), [question, login() | contact], [found | answer])


def test_dns_of_another_device_ties_nothing() -> None:
    question, answer = asked()
    sides = attribution(0), attribution(7, device="tablet", sender="192.168.1.20")
    assert not met(contacted(HOST), [question, login()], [answer], *sides)


def test_a_shared_address_at_which_another_name_was_told_is_not_the_host() -> None:
    question, answer = asked()
    other = name("cdn.other.example", time_ns=at(11))
    assert not met(contacted(HOST), [question, login()], [answer, other])


def test_octets_sent_in_flows_of_the_step_are_evidence() -> None:
    flows = [login(up=300, flow_id=0, first_packet=5), login(up=100, flow_id=1)]
    row = evidence(sent(400), flows, [])
    assert (row["wanted"], row["met"], row["found"]) == ("phone: 400 octets", True, "400 octets at lan")
    assert (row["capture"], row["packet"]) == ("c0", 5)
    short = evidence(sent(401), flows, [])
    assert (short["met"], short["found"], short["capture"], short["packet"]) == (
        False,
        "400 octets at lan",
        None,
        None,
    )


@pytest.mark.parametrize(("start", "end"), [(-1, 20), (10, 60), (-20, -10), (60, 70)])
def test_octets_of_flows_that_reach_beyond_the_step_count_nothing(start: float, end: float) -> None:
    assert evidence(sent(1), [login(start, end, up=900)], [])["found"] is None


def test_what_was_received_or_another_device_sent_is_not_sent() -> None:
    assert not met(sent(1), [login(down=900)], [])
    assert not met(sent(1, "aircraft"), [login(up=900)], [])
    assert met(sent(1), [login(down=900)], [], attribution(sender="198.51.100.7"))


def test_what_two_vantage_points_saw_is_not_added_up() -> None:
    flows = [login(up=300, flow_id=0), login(up=200, flow_id=1)]
    sides = attribution(0), attribution(1, vantage_point="wan")
    assert evidence(sent(400), flows, [], *sides)["found"] == "300 octets at lan"


def test_a_statement_counts_as_met_and_shows_no_packet() -> None:
    row = evidence(stated("video 3, 00:41"), [], [])
    assert row["kind"] == "stated"
    assert (row["wanted"], row["met"], row["found"], row["packet"]) == ("video 3, 00:41", True, None, None)


def test_rows_come_in_order_of_the_scenario() -> None:
    of = scenario(cell(step("b", 0, 1, stated("z"), sent(1)), step("a", 2, 3, contacted(HOST))))
    frame = gathered_of(flows_of(), names_of(), attributions_of(), of)
    assert frame.select("step", "kind", "met").rows() == [
        ("b", "stated", True), ("b", "sent", False), ("a", "contacted", False),
    ]  # fmt: skip


TIMES = st.lists(st.tuples(st.integers(-20, 80), st.integers(0, 40), st.integers(0, 500)), max_size=6)


@COSTLY
@given(TIMES, st.randoms())
def test_order_is_irrelevant(times: list[tuple[int, int, int]], random: Any) -> None:
    flows = [
        login(start, start + length, up=octets, flow_id=number, first_packet=number + 1)
        for number, (start, length, octets) in enumerate(times)
    ]
    names = [
        name(HOST, time_ns=row["start_ns"], flow_id=row["flow_id"], packet=row["first_packet"])
        for row in flows
    ]
    sides = [attribution(row["flow_id"]) for row in flows]
    of = scenario(cell(step("login", 0, 60, contacted(HOST), sent(400))))

    def gathered() -> pl.DataFrame:
        return gathered_of(flows_of(*flows), names_of(*names), attributions_of(*sides), of)

    wanted = gathered()
    for rows in (flows, names, sides):
        random.shuffle(rows)
    assert_frame_equal(gathered(), wanted)
