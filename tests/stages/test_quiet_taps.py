"""Taps that would not have seen the subject: silent, on the wrong interface, or deaf on one side."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.blind_spots import BlindSpotKind
from harness.model.scenario import CellRole, Scenario, Tap
from harness.stages.contacts import gather_contacts
from harness.stages.endpoints import gather_endpoints
from harness.stages.quiet_taps import deaf_cells, quiet_taps
from tests.support.scenario_parts import (
    attribution,
    attributions_of,
    capture_file,
    cell,
    scenario,
    vantage_point,
)
from tests.support.tables import flow, flows_of, names_of
from tests.support.traits import traits_of

Row = dict[str, Any]
PHONE = "192.168.1.20"


def campaign(role: CellRole = CellRole.TEST) -> Scenario:
    files = (capture_file("a.pcap"), capture_file("b.pcap", vantage_point="wan"))
    points = (vantage_point("lan"), vantage_point("wan", tap=Tap.GATEWAY_WAN))
    return scenario(cell(role=role, captures=files), vantage_points=points)


def talk(number: int, point: str, **given: Any) -> Row:
    return flow(flow_id=number, vantage=f"us/{point}", **({"up": 10} | given))


def quiet(flows: list[Row], sides: list[Row], of: Scenario | None = None) -> list[str]:
    """Vantage points that are told, by the first word of their detail."""
    frame, none, known = flows_of(*flows), names_of(), of or campaign()
    owned = attributions_of(*sides)
    found = gather_endpoints(frame, none)
    contacts = gather_contacts(frame, owned, found, traits_of(found), none, known, {"c0": 0}).table
    spots = list(quiet_taps(frame, owned, contacts, known))
    assert all(spot.kind is BlindSpotKind.NO_TRAFFIC and spot.blocks and spot.cell == "us" for spot in spots)
    return [spot.detail.split()[0] for spot in spots]


def at_lan(**given: Any) -> Row:
    return attribution(0, **given)


def at_wan(**given: Any) -> Row:
    nobody = {"owner": "unassigned", "grade": None, "device": None, "sender": "203.0.113.250"}
    return attribution(1, vantage_point="wan", **(nobody | given))


LAN, WAN = talk(0, "lan"), talk(1, "wan", client_ip="203.0.113.250")


def test_taps_at_which_the_device_sent_and_payload_left_are_not_told() -> None:
    assert quiet([LAN, WAN], [at_lan(), at_wan()]) == []


def test_a_tap_without_any_packet_is_told_though_another_tap_shows_the_device() -> None:
    assert quiet([LAN], [at_lan()]) == ["wan"]
    assert quiet([WAN], [at_wan()]) == ["lan"]


def test_traffic_of_others_alone_shows_nothing_of_the_subject() -> None:
    assert quiet([LAN, WAN], [at_lan(owner="other", device=None), at_wan()]) == ["lan"]


@pytest.mark.parametrize("owner", ["background", "delegated", "unassigned"])
def test_whatever_a_device_under_test_sent_shows_that_the_tap_works(owner: str) -> None:
    assert quiet([LAN, WAN], [at_lan(owner=owner), at_wan()]) == []


def test_the_subject_by_its_tap_alone_shows_that_the_tap_works() -> None:
    assert quiet([LAN, WAN], [at_lan(device=None, grade="tap"), at_wan()]) == []


def test_a_mirror_of_one_direction_shows_the_device_and_is_told_all_the_same() -> None:
    received = {"up": 0, "packets_up": 0, "payload_octets_down": 900, "packets_down": 9}
    assert quiet([talk(0, "lan", **received), WAN], [at_lan(), at_wan()]) == ["lan"]
    deaf = talk(1, "wan", client_ip="203.0.113.250", **received)
    assert quiet([LAN, deaf], [at_lan(), at_wan()]) == ["wan"]


def test_a_device_that_only_answers_at_the_tap_was_seen_sending() -> None:
    answered = talk(0, "lan", client_ip="192.168.1.77", server_ip=PHONE, packets_up=1, packets_down=1)
    assert quiet([answered, WAN], [at_lan(near=False), at_wan()]) == []


def test_a_device_seen_in_another_cell_shows_nothing_of_this_one() -> None:
    elsewhere = flow(flow_id=0, vantage="base/lan", up=10)
    of = scenario(cell(), cell(id="base", role=CellRole.BASELINE))
    assert quiet([elsewhere], [at_lan(cell="base")], of) == ["lan"]


@pytest.mark.parametrize("role", [CellRole.BASELINE, CellRole.CONTROL])
def test_only_test_cells_and_vantage_points_with_files_are_asked(role: CellRole) -> None:
    assert quiet([], [], campaign(role)) == []
    assert quiet([], [], scenario(cell(captures=()))) == []


def deaf(flows: list[Row], sides: list[Row]) -> list[str]:
    """Vantage points that make the cell no baseline, by the first word of the reason."""
    found = deaf_cells(flows_of(*flows), attributions_of(*sides), campaign(CellRole.BASELINE))
    return [why.split()[0] for why in found.values()]


def test_a_baseline_with_a_tap_that_heard_no_device_tells_nothing() -> None:
    assert deaf([LAN, WAN], [at_lan(), at_wan()]) == []
    assert deaf([WAN], [at_wan()]) == ["lan"]
    assert deaf([LAN, WAN], [at_lan(device=None, owner="other"), at_wan()]) == ["lan"]
