"""Planted values come to the contact of their flow, in the step of their packet; what belongs to no flow is not lost."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.model.claims import ClaimKind
from harness.model.scenario import Scenario
from harness.stages.contact_content import content_of_contacts, stray_content
from harness.tables.content import CONTENT
from tests.support.judging_rows import claim
from tests.support.places_example import frame
from tests.support.scenario_parts import at, cell, scenario, step

Row = dict[str, Any]
CAMPAIGN = scenario(
    cell(step("login", 1, 2), step("flight", 3, 4)),
    claims=(claim("no-position", ClaimKind.CONTENT, data=("home",)), claim("no-name", ClaimKind.CONTENT, data=("account",))),
)  # fmt: skip


def value(**given: Any) -> Row:
    """The planted position, sent up in flow 5 in the login."""
    row: Row = {
        "capture": "c0", "vantage": "us/lan", "flow_id": 5, "way": "up", "time_ns": at(1), "packet": 7, "seen_by": "clear",
        "standing": "witness", "kind": "home_point", "found_id": "home", "encoding": "plain", "part": "body",
        "offset_octets": 0, "outer_offset_octets": 0, "digest": "0" * 64,
    }  # fmt: skip
    return row | given


def found(*values: Row, pairs: tuple[tuple[int, int], ...] = ((5, 0),), of: Scenario = CAMPAIGN) -> Any:
    flows = pl.DataFrame(pairs, schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64}, orient="row")
    return content_of_contacts(frame(CONTENT, *values), flows, of, {"c0": 0})


def test_a_value_belongs_to_the_contact_of_its_flow_in_the_step_of_its_packet() -> None:
    rows = found(value(), value(time_ns=at(3), packet=9))
    assert [(row["packet"], row["step"]) for row in rows[0]] == [(7, "login"), (9, "flight")]


def test_what_the_server_sent_has_not_left() -> None:
    assert found(value(way="down")) == {}


def test_a_flow_of_two_names_gives_it_to_both_contacts() -> None:
    assert set(found(value(), pairs=((5, 0), (5, 3)))) == {0, 3}


def test_outside_every_step_is_told_as_such() -> None:
    assert [row["step"] for row in found(value(time_ns=at(5)))[0]] == [None]


def test_without_planted_values_there_is_nothing() -> None:
    flows = pl.DataFrame(schema={"flow_id": pl.UInt64, "contact_id": pl.UInt64})
    assert content_of_contacts(None, flows, CAMPAIGN, {}) == {}
    assert list(stray_content(None, CAMPAIGN)) == []


def test_a_value_in_no_flow_blocks_the_claims_that_are_about_it() -> None:
    spots = list(stray_content(frame(CONTENT, value(flow_id=None, way=None), value()), CAMPAIGN))
    assert [(spot.claim, spot.packet, spot.kind.value) for spot in spots] == [
        ("no-position", 7, "unassigned_sender")
    ]
