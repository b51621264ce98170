"""Contacts made ready to be set beside each other: certain names, kinds of steps, and nothing counted twice."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.stages.contacts import Contacts
from harness.stages.contrasted_contacts import Shown, contacts_to_contrast
from harness.tables.captures import CAPTURES
from harness.tables.traits import TRAITS
from tests.support.judging_rows import CN_IP, contact, contacts_of
from tests.support.places_example import capture, frame
from tests.support.scenario_parts import cell, scenario, step
from tests.support.tables import flow, flows_of

Row = dict[str, Any]
CAMPAIGN = scenario(cell(step("first", 0, 60), step("login", 60, 120)), cell(id="other"))


def made(rows: list[Row], flows: list[tuple[int, int, Row]], traits: list[Row] | None = None) -> pl.DataFrame:
    """Contacts of the cell ``us``; flows by their number and contact, ``record`` being the key of a proxy's record."""
    told = [flow(flow_id=number, vantage="us/lan", server_ip=CN_IP, **given) for number, _, given in flows]
    pairs = {"flow_id": [one[0] for one in flows], "contact_id": [one[1] for one in flows]}
    of = pl.DataFrame(pairs, schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64})
    captures = frame(CAPTURES, capture(capture="record", intercepted=True), capture(capture="c0"))
    shown = Shown(Contacts(contacts_of(*rows), of), flows_of(*told), frame(TRAITS, *(traits or [])), captures)
    return contacts_to_contrast(shown, ["us"], CAMPAIGN)


def test_only_certain_names_are_kept_and_steps_become_kinds() -> None:
    rows = [
        contact(steps=["login"]),
        contact(contact_id=1, possible_names=["a.example", "b.example"], steps=[]),
    ]
    found = made(rows, [(0, 0, {}), (1, 1, {})]).sort("contact_id")
    assert found["name"].to_list() == [rows[0]["name"], None]
    assert found["steps"].to_list() == [["login"], []]
    assert found["possible_names"].to_list() == [None, ["a.example", "b.example"]]


def test_tools_other_devices_and_other_cells_are_left_out_and_nobody_else() -> None:
    owners = ["subject", "tool", "other", "background", "delegated", "unassigned"]
    rows = [contact(contact_id=number, owner=owner) for number, owner in enumerate(owners)]
    found = made([*rows, contact(contact_id=9, cell="other")], [(n, n, {}) for n in range(6)])
    assert sorted(found["owner"]) == ["background", "delegated", "subject", "unassigned"]


def test_what_a_record_and_packets_both_tell_stands_there_for_each_and_not_as_a_sum() -> None:
    flows: list[tuple[int, int, Row]] = [
        (0, 0, {"up": 100, "down": 10}),
        (1, 0, {"up": 100, "down": 10}),
        (2, 0, {"up": 70, "down": 5, "capture": "record"}),
    ]
    found = made([contact(flows=3, payload_octets_up=270, payload_octets_down=25)], flows).sort("by_record")
    columns = ("by_record", "flows", "payload_octets_up", "payload_octets_down")
    assert found.select(columns).rows() == [(False, 2, 200, 20), (True, 1, 70, 5)]


def test_a_flow_that_the_far_side_opened_counts_the_other_way_round() -> None:
    told: Row = {"up": 7, "down": 300, "remote": "client", "client_ip": CN_IP, "server_ip": "192.168.1.20"}
    row = flow(flow_id=0, vantage="us/lan", **told)
    of = pl.DataFrame(
        {"flow_id": [0], "contact_id": [0]}, schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64}
    )
    shown = Shown(
        Contacts(contacts_of(contact(server_port=None)), of), flows_of(row), frame(TRAITS), frame(CAPTURES)
    )
    (found,) = contacts_to_contrast(shown, ["us"], CAMPAIGN).iter_rows(named=True)
    assert (found["payload_octets_up"], found["payload_octets_down"]) == (300, 7)


def test_protocols_are_those_of_the_endpoint_at_its_vantage_point() -> None:
    key = {"server_ip": CN_IP, "transport": "tcp", "server_port": 443, "proxy_targets": [], "obscured": []}
    row: Row = dict.fromkeys(TRAITS.columns) | key
    traits = [
        row | {"vantage": "us/lan", "protocols": ["tls"]},
        row | {"vantage": "us/wan", "protocols": ["http"]},
    ]
    assert made([contact()], [(0, 0, {})], traits)["protocols"].to_list() == [["tls"]]
