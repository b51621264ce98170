"""What a device sends without the app too, and when a baseline says nothing of it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario import CellRole
from harness.model.subject import Boundary
from harness.model.words import Owner
from harness.stages.background import gather_background
from tests.support.scenario_parts import capture_file, cell, device, scenario, step, vantage_point
from tests.support.scenario_people import subject

Row = dict[str, Any]
SERVER = "198.51.100.7"
POINTS = (vantage_point("lan", resolvers=("203.0.113.53",)), vantage_point("sim"))
BASE = {"id": "base", "role": CellRole.BASELINE, "steps": (step("lying", 0, 60),)}
TEST = {"id": "us", "baseline": "base", "steps": (step("login", 100, 160),)}
COLUMNS: dict[str, Any] = {
    "server_port": pl.UInt16,
    "told": pl.List(pl.String),
    "asked": pl.List(pl.String),
    "id": pl.String,
}


def side(cell_id: str = "base", *told: str, asked: tuple[str, ...] = (), **given: Any) -> Row:
    """One side of a flow of the phone."""
    row = {
        "cell": cell_id, "vantage_point": "lan", "kind": "device", "id": "phone", "near": True, "server_ip": SERVER,
        "transport": "tcp", "server_port": 443, "told": sorted(told), "asked": sorted(asked),
    }  # fmt: skip
    return row | given


LIVE = side("base", "check.phoneos.example", server_ip="198.51.100.99")
"""What shows the phone in the baseline."""


def owner(
    flow: Row, *baseline: Row, flawed: dict[str, str] | None = None, base: Row | None = None, **test: Any
) -> Owner:
    """Whose a flow of the test is; the phone is seen in the baseline."""
    of = scenario(
        cell(**(BASE | (base or {}))), cell(**(TEST | test)), subject=subject(Boundary.APP), vantage_points=POINTS,
        devices=(device("phone"), device("tablet", "192.168.1.21")),
    )  # fmt: skip
    sides = pl.DataFrame([LIVE, *baseline, side("us")], schema_overrides=COLUMNS)
    return gather_background(sides, of, flawed or {}).tell(flow).owner


@pytest.mark.parametrize(
    ("test", "baseline", "same"),
    [
        (side("us", "a.example"), side("base", "a.example"), True),
        (side("us", "a.example"), side("base", "a.example", server_ip="203.0.113.1"), True),
        (side("us", "a.example"), side("base", asked=("a.example",), server_ip="203.0.113.1"), True),
        (side("us", "a.example"), side("base", "b.example"), False),
        (side("us", "a.example"), side("base"), True),
        (side("us", "a.example"), side("base", asked=("b.example",)), True),
        (side("us"), side("base", "b.example"), True),
        (side("us"), side("base"), True),
        (side("us"), side("base", server_port=80), False),
        (side("us"), side("base", transport="udp"), False),
        (side("us", asked=("a.example",)), side("base", "a.example", server_ip="203.0.113.1"), True),
        (side("us", "a.example", asked=("b.example",)), side("base", "b.example"), False),
        (side("us", "a.example"), side("base", "sub.a.example"), False),
    ],
)
def test_an_endpoint_is_the_same_by_name_or_by_socket_where_one_of_the_two_tells_no_name(
    test: Row, baseline: Row, same: bool
) -> None:
    assert owner(test, baseline) is (Owner.BACKGROUND if same else Owner.SUBJECT)


@pytest.mark.parametrize(
    ("test", "baseline", "expected"),
    [
        (side("us"), side("base", server_ip="203.0.113.1"), Owner.UNASSIGNED),
        (side("us"), side("base", server_ip="203.0.113.1", server_port=80), Owner.SUBJECT),
        (side("us"), side("base", server_ip="192.168.1.1"), Owner.SUBJECT),
        (side("us"), side("base", server_ip="203.0.113.53"), Owner.SUBJECT),
        (side("us"), side("base", server_ip="203.0.113.1", transport="udp"), Owner.SUBJECT),
        (side("us"), side("base", server_ip="203.0.113.1", id="tablet"), Owner.SUBJECT),
        (side("us"), side("base", asked=("b.example",), server_ip="203.0.113.1"), Owner.SUBJECT),
        (side("us", "a.example"), side("base", server_ip="203.0.113.1"), Owner.SUBJECT),
        (side("us", asked=("a.example",)), side("base", server_ip="203.0.113.1"), Owner.SUBJECT),
    ],
)
def test_a_service_without_a_name_that_moved_to_another_address_accuses_nobody(
    test: Row, baseline: Row, expected: Owner
) -> None:
    assert owner(test, baseline) is expected


@pytest.mark.parametrize(
    "given",
    [{"id": "tablet"}, {"kind": "other", "id": "television"}, {"cell": "other-base"}, {"near": False}],
)
def test_what_another_sender_contacted_in_the_baseline_does_not_excuse_the_phone(given: Row) -> None:
    assert owner(side("us", "a.example"), side("base", "a.example") | given) is Owner.SUBJECT


def test_a_cell_without_a_baseline_accuses_nobody() -> None:
    assert owner(side("us", "a.example"), baseline=None) is Owner.UNASSIGNED


def test_what_is_seen_in_the_baseline_itself_is_background() -> None:
    assert owner(side("base", "a.example")) is Owner.BACKGROUND


def test_a_device_that_the_baseline_does_not_show_is_not_accused() -> None:
    assert owner(side("us", "a.example", id="tablet")) is Owner.UNASSIGNED


def test_a_vantage_point_that_the_baseline_was_not_captured_at_accuses_nobody() -> None:
    flow = side("us", "a.example", vantage_point="sim")
    assert owner(flow) is Owner.UNASSIGNED
    both = (capture_file("a.pcap"), capture_file("b.pcap", vantage_point="sim"))
    assert owner(flow, base={"captures": both}) is Owner.SUBJECT


@pytest.mark.parametrize(
    "base",
    [
        {"steps": (step("lying", 0, 59),)},
        {"steps": (step("lying", 0, 60, devices=()),)},
        {"steps": ()},
        {"egress_region": "DE"},
    ],
)
def test_a_baseline_that_could_have_missed_it_accuses_nobody_and_still_tells_what_it_shows(base: Row) -> None:
    assert owner(side("us", "a.example"), base=base) is Owner.UNASSIGNED
    assert owner(side("us", "a.example"), side("base", "a.example"), base=base) is Owner.BACKGROUND


def test_a_flawed_baseline_accuses_nobody() -> None:
    assert owner(side("us", "a.example"), flawed={"base": "3 packets were lost"}) is Owner.UNASSIGNED
    assert owner(side("us", "a.example"), flawed={"us": "3 packets were lost"}) is Owner.SUBJECT


SIDES = st.lists(
    st.builds(
        lambda told, asked, ip, port: side("base", *told, asked=tuple(asked), server_ip=ip, server_port=port),
        st.lists(st.sampled_from(["a.example", "b.example"]), unique=True),
        st.lists(st.sampled_from(["a.example", "b.example"]), unique=True),
        st.sampled_from([SERVER, "203.0.113.1"]),
        st.sampled_from([443, 80]),
    ),
    max_size=4,
)


@given(SIDES, SIDES, st.sampled_from([("a.example",), ()]), st.randoms())
def test_more_in_the_baseline_never_makes_a_flow_the_subjects_and_order_is_irrelevant(
    some: list[Row], more: list[Row], told: tuple[str, ...], random: Any
) -> None:
    flow = side("us", *told)
    few, both = owner(flow, *some), [*some, *more]
    random.shuffle(both)
    assert owner(flow, *both) in ({few} | {Owner.BACKGROUND})
