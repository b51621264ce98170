"""What hides in flows as blind spots of a cell: how much, where to look, and what it leaves unharmed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.blind_spots import gather_blind_spots
from harness.stages.obscured_spots import obscured_spots
from harness.stages.spots import Spot
from harness.tables.obscured import OBSCURED
from harness.tables.traits import TRAITS
from tests.support.judging_rows import CN_IP, contact, contacts_of
from tests.support.places_example import frame
from tests.support.scenario_parts import cell, scenario


def spots(obscured: pl.DataFrame, *owners: str, kind: str = "ech") -> list[Spot]:
    """Spots where the kind lies in flows to one endpoint, which these owners contacted; none: nobody known did."""
    trait = dict.fromkeys(TRAITS.columns) | {
        "vantage": "us/lan",
        "server_ip": CN_IP,
        "transport": "tcp",
        "server_port": 443,
    }
    trait |= {"protocols": [], "proxy_targets": [], "obscured": [kind]}
    rows = contacts_of(*(contact(contact_id=n, owner=owner) for n, owner in enumerate(owners)))
    return list(obscured_spots(obscured, frame(TRAITS, trait), rows))


def hidden(**given: Any) -> pl.DataFrame:
    """One OBSCURED row."""
    base = {
        "vantage": "us/lan", "kind": "ech", "blinds": ["control", "name"], "endpoints": 2, "flows": 1_500,
        "payload_octets": 9_000, "octets_ratio": 0.25, "capture": "c0", "packet": 7,
    }  # fmt: skip
    return frame(OBSCURED, base | given)


def test_what_hides_in_flows_is_told_with_how_much_and_where_to_look() -> None:
    (spot,) = spots(hidden(), "subject")
    assert spot.detail == "lan: 1,500 flows to 2 endpoints, 9,000 octets of payload (25%)."
    (row,) = gather_blind_spots([spot], scenario(cell())).to_dicts()
    kept = {
        "cell": "us",
        "kind": "ech",
        "capture": "c0",
        "packet": 7,
        "flows": 1_500,
        "payload_octets": 9_000,
        "octets_ratio": 0.25,
    }
    assert {key: row[key] for key in kept} == kept
    assert (row["blinds"], row["claim"], row["lead_id"]) == (["control", "name"], None, None)


def test_one_flow_without_payload_has_no_share() -> None:
    (spot,) = spots(hidden(endpoints=1, flows=1, payload_octets=0, octets_ratio=None), "subject")
    assert spot.detail == "lan: 1 flow to 1 endpoint, 0 octets of payload."


def test_tunnels_are_leads_of_their_own_and_no_spots_besides() -> None:
    assert spots(hidden(kind="tunnel"), "subject") == []
    assert spots(OBSCURED.empty()) == []


@pytest.mark.parametrize(
    ("owners", "blocks"),
    [
        (("tool",), False),
        (("tool", "other"), False),
        (("tool", "subject"), True),
        (("unassigned",), True),
        (("background",), True),
        ((), True),
    ],
)
def test_what_only_tools_and_other_devices_hide_blocks_nothing(owners: tuple[str, ...], blocks: bool) -> None:
    (spot,) = spots(hidden(), *owners)
    assert spot.blocks is blocks
    assert spot.detail.endswith("listed devices.") is not blocks


def test_flows_without_a_name_are_listed_as_leads_say_which_of_the_subject_have_none() -> None:
    (spot,) = spots(hidden(kind="no_name"), "subject", kind="no_name")
    (row,) = gather_blind_spots([spot], scenario(cell())).to_dicts()
    assert row["blinds"] == []


@pytest.mark.parametrize(
    "kind", ["no_sni", "ech", "encrypted_dns", "httpdns", "malformed_hello", "opaque", "undecoded"]
)
def test_nothing_that_hides_names_or_content_blinds_claims_of_places_or_silence(kind: str) -> None:
    (spot,) = spots(hidden(kind=kind), "subject", kind=kind)
    (row,) = gather_blind_spots([spot], scenario(cell())).to_dicts()
    assert row["blinds"]
    assert not {"location", "silence"} & set(row["blinds"])
