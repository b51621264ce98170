"""What hides in flows as blind spots of a cell: how much, where to look, and what it leaves unharmed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.blind_spots import gather_blind_spots
from harness.stages.obscured_spots import obscured_spots
from harness.tables.obscured import OBSCURED
from tests.support.places_example import frame
from tests.support.scenario_parts import cell, scenario


def hidden(**given: Any) -> pl.DataFrame:
    """One OBSCURED row."""
    base = {
        "vantage": "us/lan", "kind": "ech", "blinds": ["control", "name"], "endpoints": 2, "flows": 1_500,
        "payload_octets": 9_000, "octets_ratio": 0.25, "capture": "c0", "packet": 7,
    }  # fmt: skip
    return frame(OBSCURED, base | given)


def test_what_hides_in_flows_is_told_with_how_much_and_where_to_look() -> None:
    (spot,) = obscured_spots(hidden())
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
    (spot,) = obscured_spots(hidden(endpoints=1, flows=1, payload_octets=0, octets_ratio=None))
    assert spot.detail == "lan: 1 flow to 1 endpoint, 0 octets of payload."


def test_tunnels_are_leads_of_their_own_and_no_spots_besides() -> None:
    assert list(obscured_spots(hidden(kind="tunnel"))) == []
    assert list(obscured_spots(OBSCURED.empty())) == []


def test_flows_without_a_name_are_listed_as_leads_say_which_of_the_subject_have_none() -> None:
    (spot,) = obscured_spots(hidden(kind="no_name"))
    (row,) = gather_blind_spots([spot], scenario(cell())).to_dicts()
    assert row["blinds"] == []


@pytest.mark.parametrize(
    "kind", ["no_sni", "ech", "encrypted_dns", "httpdns", "malformed_hello", "opaque", "undecoded"]
)
def test_nothing_that_hides_names_or_content_blinds_claims_of_places_or_silence(kind: str) -> None:
    (spot,) = obscured_spots(hidden(kind=kind))
    (row,) = gather_blind_spots([spot], scenario(cell())).to_dicts()
    assert row["blinds"]
    assert not {"location", "silence"} & set(row["blinds"])
