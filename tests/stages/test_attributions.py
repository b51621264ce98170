"""Whose each flow is: excused by nothing but a listed tool or device, accused only where nobody else could be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.scenario import CellRole, Scenario, Tap
from harness.model.subject import Boundary
from harness.stages.attributions import attribute
from harness.stages.remotes import towards_remote
from harness.tables.classes import CLASSES
from tests.support.examples import COSTLY
from tests.support.places_example import frame
from tests.support.scenario_parts import cell, device, scenario, step, vantage_point
from tests.support.scenario_people import other, subject, tool
from tests.support.tables import flow, flows_of, name, names_of

Row = dict[str, Any]
PHONE_MAC, ROUTER_MAC = "02:00:00:00:08:20", "02:00:00:00:08:01"
SERVER, WAN = "198.51.100.7", "203.0.113.250"


def campaign(boundary: Boundary = Boundary.DEVICE, **given: Any) -> Scenario:
    """A baseline and a test of a minute each, at a network and behind its router."""
    fields: dict[str, Any] = {
        "subject": subject(boundary),
        "vantage_points": (vantage_point("lan"), vantage_point("wan", tap=Tap.GATEWAY_WAN)),
        "tools": (tool("clock"), tool("resolver", ports=(853,))),
        "others": (other("television", "192.168.1.77"),),
    }
    cells = (
        cell(step("lying", 0, 60), id="base", role=CellRole.BASELINE),
        cell(step("login", 100, 160), baseline="base"),
    )
    return scenario(*cells, **(fields | given))


def sent(flow_id: int = 0, where: str = "us/lan", **given: Any) -> Row:
    return flow(flow_id=flow_id, vantage=where, up=100, **given)


def classed(category: str, where: str = "us/lan") -> Row:
    key = {
        "vantage": where,
        "server_ip": SERVER,
        "transport": "tcp",
        "server_port": 443,
        "category": category,
    }
    return dict.fromkeys(CLASSES.columns) | {"also": []} | key


def rows(
    flows: list[Row],
    of: Scenario,
    *,
    names: tuple[Row, ...] = (),
    classes: tuple[Row, ...] = (),
    flawed: dict[str, str] | None = None,
) -> pl.DataFrame:
    return attribute(flows_of(*flows), names_of(*names), frame(CLASSES, *classes), of, flawed or {})


def whose(one: Row, of: Scenario | None = None, **given: Any) -> tuple[Any, ...]:
    """Owner, grade and device of a flow's near side."""
    found = rows([one], of or campaign(), **given).filter("near")
    return found.select("owner", "grade", "device").row(0)


def test_all_that_a_device_under_test_sends_is_the_subjects_push_included() -> None:
    assert whose(sent()) == ("subject", "device", "phone")
    assert whose(sent(), classes=(classed("push"),)) == ("subject", "device", "phone")
    assert whose(sent(), campaign(Boundary.PLATFORM)) == ("subject", "device", "phone")


@pytest.mark.parametrize(
    ("given", "owner"),
    [
        ({"server_port": 123, "transport": "udp"}, "tool"),
        ({"server_port": 853}, "tool"),
        ({"server_port": 443}, "unassigned"),
    ],
)
def test_a_gateway_with_two_tools_is_excused_for_what_either_sends_and_nothing_else(
    given: Row, owner: str
) -> None:
    assert whose(sent(client_ip="192.168.1.1", **given))[0] == owner


def test_the_reason_names_the_tool_that_sends_it() -> None:
    found = rows([sent(client_ip="192.168.1.1", server_port=853)], campaign())
    assert found["reason"].to_list() == ["192.168.1.1 is the address of our own tool resolver."]


def test_another_listed_device_is_excused_by_its_address() -> None:
    assert whose(sent(client_ip="192.168.1.77")) == ("other", "device", None)


def test_who_is_not_listed_is_nobody_and_has_no_grade() -> None:
    assert whose(sent(client_ip="192.168.1.50")) == ("unassigned", None, None)


@pytest.mark.parametrize("client", ["192.168.1.50", WAN])
def test_where_only_the_subject_is_attached_the_tap_alone_tells_by_the_weakest_grade(client: str) -> None:
    points = (vantage_point("lan", subject_only=True),)
    assert whose(sent(client_ip=client), campaign(vantage_points=points)) == ("subject", "tap", None)


def test_behind_the_router_a_tool_without_servers_excuses_nothing() -> None:
    clock: Row = {"server_port": 123, "transport": "udp", "client_ip": WAN, "where": "us/wan"}
    assert whose(sent(**clock), campaign(tools=(tool(addresses=(WAN,)),)))[0] == "unassigned"
    assert whose(sent(**clock), campaign(tools=(tool(addresses=(WAN,), servers=(SERVER,)),)))[0] == "tool"


def test_an_address_that_two_macs_used_in_the_cell_is_nobodys() -> None:
    flows = [sent(0, client_mac=PHONE_MAC), sent(1, client_mac="02:00:00:00:08:99")]
    assert rows(flows, campaign())["owner"].to_list() == ["unassigned", "unassigned"]


def test_two_macs_in_two_cells_are_no_doubt() -> None:
    flows = [sent(0, client_mac=PHONE_MAC), sent(1, "base/lan", client_mac="02:00:00:00:08:99")]
    assert rows(flows, campaign())["owner"].to_list() == ["subject", "subject"]


def test_a_flow_that_the_far_side_opened_is_the_devices_that_answered_it() -> None:
    row = rows([sent(client_ip=SERVER, server_ip="192.168.1.20", remote="client")], campaign()).row(
        0, named=True
    )
    assert (row["sender"], row["near"], row["owner"]) == ("192.168.1.20", True, "subject")


def test_of_a_local_flow_between_two_devices_each_has_its_row_and_only_one_is_near() -> None:
    devices = (device("phone"), device("aircraft", "192.168.1.30"))
    found = rows([sent(server_ip="192.168.1.30")], campaign(devices=devices))
    assert found.select("device", "near").rows() == [("phone", True), ("aircraft", False)]


BASE_LIVE = sent(90, "base/lan", server_ip="198.51.100.99", server_port=80)
"""Shows the phone in the baseline."""


def app(one: Row, *baseline: Row, **given: Any) -> tuple[Any, ...]:
    found = rows([one, BASE_LIVE, *baseline], campaign(Boundary.APP), **given)
    return found.filter(pl.col("flow_id") == one["flow_id"]).select("owner", "grade", "device").row(0)


def test_an_app_is_accused_by_difference_of_what_the_baseline_lacks() -> None:
    assert app(sent()) == ("subject", "difference", "phone")


def test_what_the_baseline_has_too_is_background_and_graded_by_device() -> None:
    assert app(sent(), sent(1, "base/lan")) == ("background", "device", "phone")


def test_without_a_sound_baseline_an_app_is_not_accused() -> None:
    assert app(sent(), flawed={"base": "cut"}) == ("unassigned", "device", "phone")


def test_a_push_service_sends_for_the_app_or_not_whatever_the_baseline_says() -> None:
    push = (classed("push"),)
    assert app(sent(), classes=push) == ("delegated", "device", "phone")
    assert app(sent(), sent(1, "base/lan"), classes=push) == ("delegated", "device", "phone")
    assert app(sent(), classes=(classed("advertising"),))[0] == "subject"


def test_a_name_that_the_television_told_at_an_address_makes_nothing_of_the_phones_background() -> None:
    names = (
        name("push.system.example", flow_id=0, vantage="us/lan"),
        name("log.example", flow_id=1, vantage="base/lan"),
    )
    of_television = sent(1, "base/lan", client_ip="192.168.1.77")
    assert app(sent(), of_television, names=names)[0] == "subject"


ENDS = st.sampled_from(
    ["192.168.1.20", "192.168.1.77", "192.168.1.50", WAN, "203.0.113.9", SERVER, "2001:db8::5"]
)
REMOTES = st.sampled_from(["server", "client", "likely_server", "unknown"])
FLOWS = st.lists(
    st.tuples(ENDS, ENDS, REMOTES, st.sampled_from(["us/lan", "us/wan", "base/lan"])), max_size=6
)


@COSTLY
@given(FLOWS, st.sampled_from([Boundary.APP, Boundary.DEVICE]), st.randoms())
def test_every_flow_has_an_owner_for_each_way_to_look_at_it_and_order_is_irrelevant(
    ends: list[tuple[str, str, str, str]], boundary: Boundary, random: Any
) -> None:
    flows = [
        sent(number, where, client_ip=one, server_ip=two, remote=remote)
        for number, (one, two, remote, where) in enumerate(ends)
        if one != two
    ]
    wanted = rows(flows, campaign(boundary))
    looked_at = set(towards_remote(flows_of(*flows)).select("flow_id", "client_ip").iter_rows())
    assert looked_at <= set(wanted.filter("near").select("flow_id", "sender").iter_rows())
    random.shuffle(flows)
    assert_frame_equal(rows(flows, campaign(boundary)), wanted)


def test_a_temporary_address_is_the_devices_by_its_mac() -> None:
    of = campaign(devices=(replace(device(), macs=(PHONE_MAC,)),))
    assert whose(sent(client_ip="2001:db8::beef", client_mac=PHONE_MAC), of) == ("subject", "device", "phone")
    assert whose(sent(client_mac=ROUTER_MAC), of) == ("unassigned", None, None)
