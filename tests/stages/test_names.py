"""Whose name a fact is: the peer of who said hello, the address in an answer for who asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.facts import NameFact
from harness.model.words import NameSource
from harness.sources.name_rows import NameRow, NameRows
from harness.stages.names import facts_of_flows, flow_ends, gather_names, gather_stated
from harness.tables.parts import Whole, collect
from tests.support.tables import flow, flows_of

PHONE, SERVER = ("192.168.1.20", 40000), ("198.51.100.7", 443)
SNI = NameFact("cloud.example", None, "sni")
ANSWER = NameFact("cloud.example", "203.0.113.9", "dns", 60, asked=True)


def names(
    *rows: NameRow, flows: list[dict[str, Any]], client_sides: list[int], became: list[int]
) -> pl.DataFrame:
    packed = NameRows()
    for row in rows:
        packed.append(row)
    fields = ("flow_id", "client_ip", "client_port", "server_ip", "server_port")
    ends = flows_of(*flows).select(*fields, client_side=pl.Series(client_sides, dtype=pl.Int8))
    facts = facts_of_flows(collect(packed), np.arange(len(became)), np.array(became))
    return gather_names(facts, ends, capture="c1", vantage="app")


def one(fact: NameFact, *, side: int, client_side: int, **flow_fields: Any) -> dict[str, Any]:
    """The row that one fact makes, seen in packet 9 of a flow from the phone to the server."""
    row = NameRow(0, side, 5, 9, fact)
    return names(row, flows=[flow(**flow_fields)], client_sides=[client_side], became=[0]).row(0, named=True)


@pytest.mark.parametrize("side", [0, 1])
def test_a_hello_ties_its_name_to_the_peer_of_its_sender(side: int) -> None:
    found = one(SNI, side=side, client_side=side)
    assert (found["client_ip"], found["client_port"]) == PHONE
    assert (found["server_ip"], found["server_port"]) == SERVER
    assert (found["capture"], found["vantage"], found["packet"], found["time_ns"]) == ("c1", "app", 9, 5)
    assert (found["ttl_s"], found["asked"], found["resolver_ip"]) == (None, None, None)


@pytest.mark.parametrize("side", [0, 1])
def test_a_hello_is_right_also_where_the_flow_s_client_was_guessed_wrongly(side: int) -> None:
    found = one(SNI, side=side, client_side=1 - side)
    assert (found["client_ip"], found["client_port"]) == SERVER
    assert (found["server_ip"], found["server_port"]) == PHONE


@pytest.mark.parametrize("side", [0, 1])
def test_an_answer_ties_its_name_to_the_address_in_it_for_who_asked(side: int) -> None:
    found = one(ANSWER, side=side, client_side=1 - side, server_ip="192.168.1.1", port=53, transport="udp")
    assert (found["client_ip"], found["client_port"]) == PHONE
    assert (found["server_ip"], found["server_port"]) == ("203.0.113.9", None)
    assert (found["resolver_ip"], found["ttl_s"], found["asked"]) == ("192.168.1.1", 60, True)


@pytest.mark.parametrize("side", [0, 1])
def test_an_answer_is_right_also_where_the_flow_s_client_was_guessed_wrongly(side: int) -> None:
    found = one(
        ANSWER, side=side, client_side=side, client_ip="192.168.1.1", client_port=53, server_ip="192.168.1.20"
    )
    assert (found["client_ip"], found["resolver_ip"]) == ("192.168.1.20", "192.168.1.1")


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("client_side", [0, 1])
def test_a_certificate_ties_its_name_to_its_sender(side: int, client_side: int) -> None:
    fact = NameFact("cloud.example", None, "certificate", certificate="kin")
    found = one(fact, side=side, client_side=client_side)
    server, client = (SERVER, PHONE) if side != client_side else (PHONE, SERVER)
    assert (found["server_ip"], found["server_port"]) == server
    assert (found["client_ip"], found["client_port"]) == client
    assert (found["certificate"], found["resolver_ip"], found["asked"]) == ("kin", None, None)


def test_rows_follow_the_facts_and_point_at_what_their_flow_became() -> None:
    flows = [flow(flow_id=70), flow(flow_id=71, server_ip="198.51.100.8", client_port=40001)]
    rows = [NameRow(1, 1, 1, 1, SNI), NameRow(0, 0, 2, 2, SNI), NameRow(2, 1, 3, 3, SNI)]
    frame = names(*rows, flows=flows, client_sides=[0, 1], became=[70, 71, 71])
    assert frame["flow_id"].to_list() == [71, 70, 71]
    assert frame["server_ip"].to_list() == ["198.51.100.8", "198.51.100.7", "198.51.100.8"]
    assert frame["packet"].to_list() == [1, 2, 3]


def test_sources_ttls_and_glue_are_kept() -> None:
    facts = [
        ANSWER,
        NameFact("alias.example", "2001:db8::9", "dns_cname", 2**31 - 1, asked=True),
        NameFact("glue.example", "203.0.113.8", "dns", 0, asked=False),
        NameFact("plain.example", None, "http_host"),
    ]
    rows = [NameRow(0, 1 if fact.address else 0, n, n, fact) for n, fact in enumerate(facts)]
    frame = names(*rows, flows=[flow()], client_sides=[0], became=[0])
    assert frame["source"].to_list() == ["dns", "dns_cname", "dns", "http_host"]
    assert frame["ttl_s"].to_list() == [60, 2**31 - 1, 0, None]
    assert frame["asked"].to_list() == [True, True, False, None]
    assert frame["server_ip"].to_list() == ["203.0.113.9", "2001:db8::9", "203.0.113.8", "198.51.100.7"]
    assert frame["server_port"].to_list() == [None, None, None, 443]


@pytest.mark.parametrize("source", ["dns_hint", "ptr", "mdns", "llmnr"])
def test_every_answer_ties_its_name_to_the_address_in_it(source: str) -> None:
    found = one(NameFact("a.example", "203.0.113.9", source, 60, asked=None), side=1, client_side=0)
    assert (found["server_ip"], found["server_port"]) == ("203.0.113.9", None)
    assert (found["client_ip"], found["resolver_ip"]) == (PHONE[0], SERVER[0])


def test_what_a_file_states_is_in_no_packet_and_no_flow() -> None:
    frame = gather_stated((("192.0.2.7", "a.example"), ("::1", "b")), capture="c1", vantage="app")
    assert frame.select("capture", "vantage", "server_ip", "name", "source").rows() == [
        ("c1", "app", "192.0.2.7", "a.example", "capture_nrb"), ("c1", "app", "::1", "b", "capture_nrb"),
    ]  # fmt: skip
    assert (
        frame.select(
            pl.col("packet", "time_ns", "client_ip", "client_port", "flow_id", "ttl_s").null_count()
        ).row(0)
        == (2,) * 6
    )
    assert gather_stated((), capture="c1", vantage="app").schema == frame.schema


def test_what_the_tester_states_is_of_no_capture() -> None:
    frame = gather_stated(
        (("192.0.2.7", "a.example"),), capture=None, vantage="app", source=NameSource.HOSTS_FILE
    )
    assert frame.select("capture", "vantage", "server_ip", "name", "source").rows() == [
        (None, "app", "192.0.2.7", "a.example", "hosts_file")
    ]


def test_ends_are_told_of_the_flows_asked_for() -> None:
    flows = flows_of(*(flow(flow_id=10 + place, client_port=port) for place, port in enumerate((1, 2, 3))))
    sides = np.array([0, 1, 1], dtype=np.int8)
    found = flow_ends(Whole(flows), pl.Series([12, 10, 12], dtype=pl.UInt64), sides, first_id=10)
    assert found.select("flow_id", "client_port", "client_side").rows() == [(10, 1, 0), (12, 3, 1)]


@given(st.booleans(), st.sampled_from([SNI, ANSWER]), st.integers(0, 1))
def test_who_is_called_the_client_changes_no_name(six: bool, fact: NameFact, side: int) -> None:
    rows = [NameRow(0, side, 1, 1, fact)]
    ends: dict[str, Any] = {
        "client_ip": PHONE[0],
        "client_port": PHONE[1],
        "server_ip": SERVER[0],
        "server_port": SERVER[1],
    }
    turned: dict[str, Any] = {
        "client_ip": SERVER[0],
        "client_port": SERVER[1],
        "server_ip": PHONE[0],
        "server_port": PHONE[1],
    }
    one = names(*rows, flows=[flow(**ends)], client_sides=[0], became=[0])
    other = names(*rows, flows=[flow(**turned)], client_sides=[1], became=[0])
    assert_frame_equal(one, other)
