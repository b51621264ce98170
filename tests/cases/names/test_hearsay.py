"""Hints and hearsay on endpoints: what names one, what is only shown, and what nothing may take away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.tables.endpoints import ENDPOINT_KEY
from tests.stages.test_endpoints import FLOW_ROWS, NAME_ROWS, _numbered, endpoints, named
from tests.support.examples import COSTLY
from tests.support.tables import flow, name

HEARSAY = ("hosts_file", "mdns", "llmnr", "ptr", "capture_nrb")
FILES = ("hosts_file", "capture_nrb")


def stated(text: str, source: str = "capture_nrb", **given: Any) -> dict[str, Any]:
    """What a file states: in no packet and no flow."""
    nothing = dict.fromkeys(("packet", "time_ns", "client_ip", "client_port", "server_port", "flow_id"))
    return name(text, source) | nothing | given


def test_hints_stand_behind_aliases_and_before_glue() -> None:
    rows = (
        name("glue.example", "dns", asked=False),
        name("hint.example", "dns_hint"),
        name("z", "dns_cname"),
    )
    assert named(*rows)[2] == ["z", "hint.example", "glue.example"]


@pytest.mark.parametrize("source", HEARSAY)
def test_hearsay_names_an_endpoint_only_where_nothing_else_does(source: str) -> None:
    heard = stated("a.heard", source) if source in FILES else name("a.heard", source)
    assert named(heard) == ("a.heard", source, [])
    assert named(heard, name("z.glue", "dns", asked=False)) == ("z.glue", "dns", ["z.glue"])
    frame = endpoints(flow(), names=(heard, name("z.glue", "dns", asked=False, flow_id=9)))
    assert frame["hearsay_names"].to_list() == [["a.heard"]]


def test_hearsay_of_several_kinds_has_its_order() -> None:
    rows = (stated("a"), name("b", "ptr"), name("c", "llmnr"), name("d", "mdns"), stated("e", "hosts_file"))
    found = endpoints(flow(), names=rows).select("name", "hearsay_names", "name_grade")
    assert found.row(0) == ("e", ["e", "d", "c", "b", "a"], "E")


def test_what_is_heard_and_told_is_told() -> None:
    rows = (name("a.example", "ptr"), name("a.example", "dns_hint"))
    assert endpoints(flow(), names=rows).select("name_source", "names", "hearsay_names").row(0) == (
        "dns_hint", ["a.example"], [],
    )  # fmt: skip


@COSTLY
@given(st.lists(FLOW_ROWS, min_size=1, max_size=6), st.lists(NAME_ROWS, max_size=8), NAME_ROWS)
def test_a_further_name_removes_none(
    rows: list[dict[str, Any]], names: list[dict[str, Any]], further: dict[str, Any]
) -> None:
    before, after = (
        {row[:4]: {*row[4], *row[5]} for row in endpoints(*_numbered(rows), names=tuple(told)).select(
            *ENDPOINT_KEY, "names", "hearsay_names"
        ).iter_rows()}
        for told in (names, [*names, further])
    )  # fmt: skip
    assert before.keys() == after.keys()
    assert all(before[key] <= after[key] <= before[key] | {further["name"]} for key in before)
