"""The timeline: steps and contacts at their times, and a table of the same facts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.reports.html.page import verification_page
from harness.reports.html.timeline import LANES, STRIPS, timeline
from tests.support import analysis_example
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.many_endpoints import FLOWS_EACH, many_in_analysis, many_in_verification
from tests.support.verification_example import example, hostile


def test_every_contact_is_drawn_and_told_in_its_step() -> None:
    base = example()
    found = timeline(base)
    assert found is not None
    assert [strip.title.partition(" ")[0] for strip in found.strips] == [
        "us-v1/ashburn", "br-v1/saopaulo", "sg-v1/singapore", "sg-v1.1/singapore", "de-v1/frankfurt",
    ]  # fmt: skip
    brazil = found.strips[1]
    assert [(row.step, row.who, row.flows, row.sent, row.standing) for row in brazil.rows] == [
        ("login", "sdk\x1b[31m.third\u202eparty.example tcp/443", "2", "12.0 kB", "witness"),
        ("login", "log.skylark.example tcp/443", "2", "12.0 kB", "witness"),
    ]
    assert sum(int(row.flows) for strip in found.strips for row in strip.rows) == base.contacts["flows"].sum()


def test_standing_is_told_by_shape_and_in_words() -> None:
    found = timeline(example())
    assert found is not None
    marks = [mark for strip in found.strips for mark in strip.marks]
    assert {mark.standing for mark in marks} == {"witness", "open", "excluded", "none"}
    assert all(bool(mark.shape) == (mark.standing in ("witness", "open")) for mark in marks)
    assert all(mark.label.endswith(", witness") for mark in marks if mark.standing == "witness")


def test_a_clock_that_was_off_is_put_right() -> None:
    """Bands are true times, so marks must be."""
    base = example()
    told = timeline(base)
    cells = tuple(
        replace(cell, captures=tuple(replace(file, clock_offset_ns=60_000_000_000) for file in cell.captures))
        for cell in base.scenario.cells
    )
    put = timeline(replace(base, scenario=replace(base.scenario, cells=cells)))
    assert told is not None
    assert put is not None
    moved = [
        (a.rows[0].began, b.rows[0].began)
        for a, b in zip(told.strips, put.strips, strict=True)
        if a.rows[0].began != b.rows[0].began
    ]
    assert moved
    assert ("2026-11-02 10:01:00 UTC", "2026-11-02 10:02:00 UTC") in moved
    assert {after for _, after in moved} == {"2026-11-02 10:02:00 UTC"}


def test_endpoints_beyond_the_lines_are_folded_and_counted_and_marks_are_few() -> None:
    found = timeline(many_in_verification(1_000))
    assert found is not None
    (strip,) = found.strips
    assert len(strip.lanes) == LANES + 1
    assert strip.lanes[-1].label == "988 other endpoints"
    assert len(strip.marks) < 500
    assert sum(int(row.flows.replace(",", "")) for row in strip.rows) == 1_000 * FLOWS_EACH
    assert {lane.standing for lane in strip.lanes[:LANES]} == {"witness"}


def test_an_analysis_tells_flows_without_steps() -> None:
    found = timeline(many_in_analysis(40))
    assert found is not None
    (strip,) = found.strips
    assert not strip.bands
    assert sum(int(row.flows) for row in strip.rows) == 40 * FLOWS_EACH
    assert all(270 <= mark.x <= 985 for mark in strip.marks)


def test_vantage_points_without_a_picture_are_named() -> None:
    base = many_in_analysis(30)
    names = [f"point-{number}" for number in range(30)]
    endpoints = base.endpoints.sort("server_ip").with_columns(pl.Series("vantage", names))
    flows = (
        base.flows.join(endpoints.select("server_ip", point="vantage"), on="server_ip")
        .with_columns(vantage="point")
        .drop("point")
    )
    facts = replace(base.facts, flows=type(base.facts.flows)(flows))  # type: ignore[call-arg]
    found = timeline(replace(base, endpoints=endpoints, facts=facts))
    assert found is not None
    assert len(found.strips) == STRIPS
    told = {strip.title for strip in found.strips}
    assert all(name in told or name in found.left_out for name in names)


def test_nothing_contacted_is_no_timeline() -> None:
    assert timeline(replace(example(), contacts=example().contacts.clear())) is None
    assert timeline(analysis_example.without_rows()) is None


def test_hostile_names_are_inert() -> None:
    for name in HOSTILE_NAMES:
        page = verification_page([hostile(name)]).decode()
        assert "<script>'" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page
