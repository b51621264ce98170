"""Who of ours was in contact with what: nothing left out, nothing under another's name, and the packet that shows it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.contacts import gather_contacts
from harness.stages.endpoints import gather_endpoints
from tests.support.examples import COSTLY
from tests.support.scenario_parts import at, attribution, attributions_of, cell, scenario, step
from tests.support.tables import flow, flows_of, name, names_of
from tests.support.traits import traits_of

Row = dict[str, Any]
CAMPAIGN = scenario(cell(step("login", 0, 60), step("idle", 60, 120)))
OFFSETS = {"c0": 0, "c1": 0, "slow": 100_000_000_000}


def talk(flow_id: int = 0, seconds: float = 10, **given: Any) -> Row:
    """One flow of the phone with payload to a server, a second long."""
    row = flow(
        flow_id=flow_id, vantage="us/lan", start_ns=at(seconds), end_ns=at(seconds + 1), up=100, down=50,
        first_packet=10 * flow_id + 1, data_up_packet=10 * flow_id + 4, data_up_capture="c0",
        data_up_ns=at(seconds + 0.5),
    )  # fmt: skip
    return row | given


def told(host: str, flow_id: int = 0, **given: Any) -> Row:
    return name(host, flow_id=flow_id, **({"vantage": "us/lan"} | given))


def asked(host: str, **given: Any) -> Row:
    return name(host, "dns", **({"vantage": "us/lan", "flow_id": 99} | given))


def contacts(
    flows: list[Row], names: list[Row] | None = None, sides: list[Row] | None = None
) -> pl.DataFrame:
    frame, known = flows_of(*flows), names_of(*(names or []))
    owned = attributions_of(*(sides or [attribution(row["flow_id"]) for row in flows]))
    found = gather_endpoints(frame, known)
    return gather_contacts(frame, owned, found, traits_of(found), known, CAMPAIGN, OFFSETS).table


def only(*flows: Row, names: list[Row] | None = None, sides: list[Row] | None = None) -> Row:
    return contacts(list(flows), names, sides).row(0, named=True)


def kept(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame.select(columns).iter_rows())


def test_the_packet_to_look_at_is_the_first_with_payload_to_the_endpoint_not_the_first() -> None:
    silent = talk(0, 5, up=0, data_up_packet=None, data_up_capture=None, data_up_ns=None)
    row = only(silent, talk(1, 20))
    assert (row["capture"], row["packet"], row["flows"], row["payload_octets_up"]) == ("c0", 14, 2, 200)


def test_without_payload_the_packet_to_look_at_is_the_first() -> None:
    silent = {"data_up_packet": None, "data_up_capture": None, "data_up_ns": None}
    row = only(talk(0, 20, **silent), talk(1, 5, **silent))
    assert (row["packet"], row["data_ns"]) == (11, None)


def test_a_flow_in_doubt_lends_neither_level_nor_packet_to_what_is_certain() -> None:
    doubtful = talk(0, 5, remote="unknown", client_ip="203.0.113.9", contact="data")
    certain = talk(1, 20, client_ip="203.0.113.9", contact="connected")
    sides = [attribution(number, sender="203.0.113.9") for number in (0, 1)]
    sides += [attribution(0, sender="198.51.100.7", owner="unassigned", grade=None, device=None)]
    found = contacts([doubtful, certain], sides=sides).filter(pl.col("server_ip") == "198.51.100.7")
    assert kept(found, "contact", "remote_known", "packet") == [("connected", True, 14)]


def test_owners_grades_and_devices_are_never_summed_into_one_contact() -> None:
    sides = [
        attribution(0),
        attribution(1, owner="background"),
        attribution(2, grade="tap", device=None),
        attribution(3, device="tablet"),
    ]
    found = contacts([talk(number) for number in range(4)], sides=sides)
    assert found.height == 4
    assert found["flows"].to_list() == [1, 1, 1, 1]


def test_a_flow_counts_in_the_step_of_its_first_payload_and_lists_every_step_that_it_touches() -> None:
    row = only(talk(0, 10, end_ns=at(90), data_up_ns=at(70)))
    assert (row["step"], row["steps"]) == ("idle", ["login", "idle"])


def test_what_lies_outside_every_step_is_kept() -> None:
    row = only(talk(0, 500))
    assert (row["step"], row["steps"], row["payload_octets_up"]) == (None, [], 100)


def test_the_clock_of_the_capture_moves_a_flow_into_its_step() -> None:
    assert only(talk(0, -90, capture="slow", data_up_capture="slow"))["step"] == "login"


@pytest.mark.parametrize(
    ("server", "port", "transport", "listed"),
    [
        ("192.168.1.1", 53, "udp", False),
        ("192.168.1.1", 51820, "udp", True),
        ("192.168.1.1", 1080, "tcp", True),
        ("192.168.1.1", None, "gre", True),
        ("198.18.0.5", 443, "tcp", True),
        ("240.0.0.5", 443, "tcp", True),
        ("100.64.0.5", 443, "tcp", True),
        ("198.51.100.7", 53, "udp", True),
    ],
)
def test_local_traffic_is_left_out_but_for_what_leads_on(
    server: str, port: int | None, transport: str, listed: bool
) -> None:
    assert contacts([talk(0, server_ip=server, server_port=port, transport=transport)]).height == listed


def test_a_far_side_that_opened_the_flow_is_the_endpoint_without_a_port() -> None:
    flows = [talk(0, client_ip="203.0.113.9", server_ip="192.168.1.20", remote="client", up=7, down=900)]
    row = only(*flows)
    assert (row["server_ip"], row["server_port"], row["payload_octets_up"]) == ("203.0.113.9", None, 50)
    assert row["senders"] == ["192.168.1.20"]


def test_a_flow_without_its_endpoint_is_refused_not_left_out() -> None:
    frame, nothing = flows_of(talk()), names_of()
    found = gather_endpoints(flows_of(), nothing)
    with pytest.raises(ValueError, match="forbidden nulls"):
        gather_contacts(
            frame, attributions_of(attribution()), found, traits_of(found), nothing, CAMPAIGN, OFFSETS
        )


def test_two_names_of_one_address_are_two_contacts_so_that_neither_hides_behind_the_other() -> None:
    flows = [talk(number) for number in range(3)]
    found = contacts(flows, [told("check.example", 0), told("check.example", 1), told("log.example", 2)])
    assert kept(found, "name", "possible_names", "flows", "packet") == [
        ("check.example", None, 2, 4), ("log.example", None, 1, 24),
    ]  # fmt: skip


def test_a_flow_that_tells_no_name_has_not_that_of_another_flow_for_certain() -> None:
    found = contacts([talk(0), talk(1)], [told("check.example", 0)])
    assert kept(found, "name", "possible_names", "flows") == [
        ("check.example", None, 1), ("check.example", ["check.example"], 1),
    ]  # fmt: skip


def test_the_only_name_that_the_sender_asked_for_the_address_is_its_name() -> None:
    assert only(talk(), names=[asked("check.example")])["possible_names"] is None


def test_what_somebody_else_asked_for_the_address_is_no_certain_name() -> None:
    row = only(talk(), names=[asked("check.example", client_ip="192.168.1.30")])
    assert (row["name"], row["possible_names"]) == ("check.example", ["check.example"])


def test_of_two_names_asked_for_one_address_a_flow_that_tells_none_may_be_either() -> None:
    row = only(talk(), names=[asked("check.example"), asked("log.example")])
    assert row["possible_names"] == ["check.example", "log.example"]
    assert row["name"] in row["possible_names"]


def test_what_is_told_stands_above_what_was_asked() -> None:
    row = only(talk(), names=[asked("check.example"), told("log.example")])
    assert (row["name"], row["possible_names"]) == ("log.example", None)


def test_a_flow_without_any_name_has_none() -> None:
    row = only(talk())
    assert (row["name"], row["possible_names"]) == (None, None)


TALKS = st.lists(
    st.tuples(st.integers(-20, 150), st.sampled_from(["a.example", "b.example", None]), st.booleans()), max_size=8
)  # fmt: skip


@COSTLY
@given(TALKS, st.randoms())
def test_order_is_irrelevant_and_no_octet_is_lost(
    talks: list[tuple[int, str | None, bool]], random: Any
) -> None:
    flows = [
        talk(number, seconds, payload_octets_up=number + 1, contact="data" if data else "handshake")
        for number, (seconds, _, data) in enumerate(talks)
    ]
    names = [told(host, number) for number, (_, host, _) in enumerate(talks) if host]
    sides = [attribution(number) for number in range(len(talks))]
    wanted = contacts(flows, names, sides or [attribution(0)])
    assert wanted["payload_octets_up"].sum() == sum(row["payload_octets_up"] for row in flows)
    assert wanted["flows"].sum() == len(flows)
    for rows in (flows, names, sides):
        random.shuffle(rows)
    assert_frame_equal(contacts(flows, names, sides or [attribution(0)]), wanted)


def test_a_local_endpoint_that_leads_on_is_a_contact_and_says_why() -> None:
    flows = flows_of(talk(0, server_ip="192.168.1.5"), talk(1, server_ip="192.168.1.6"))
    owned = attributions_of(attribution(0), attribution(1))
    found = gather_endpoints(flows, names_of())
    asked_for = pl.when(pl.col("server_ip") == "192.168.1.5").then(["a.example:443"]).otherwise([])
    traits = traits_of(found).with_columns(proxy_targets=asked_for)
    rows = gather_contacts(flows, owned, found, traits, names_of(), CAMPAIGN, OFFSETS).table
    assert kept(rows, "server_ip", "scope", "onward") == [("192.168.1.5", "local", "proxy")]


def test_an_ordinary_server_leads_nowhere_that_is_known() -> None:
    assert only(talk())["onward"] is None
