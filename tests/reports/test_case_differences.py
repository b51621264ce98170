"""What differs between expected and found rows: nothing is lost, nothing invented, and a changed row is one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.case_differences import Value, compare_case

ROWS = st.lists(
    st.dictionaries(st.sampled_from(["claim", "server_ip", "name", "octets"]), st.integers(0, 3), min_size=1),
    max_size=6,
)


def text(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


PLACE: dict[str, Any] = {
    "vantage": "v",
    "server_ip": "192.0.2.7",
    "candidates": ["CN"],
    "status": "agreed",
    "country": "CN",
}


def test_a_changed_value_is_one_row_with_that_value() -> None:
    changed = {**PLACE, "status": "single"}
    (hop,) = compare_case({"places": text([PLACE])}, {"places": text([changed])}).differ
    (row,) = hop.rows
    assert row.named == (("vantage", "v"), ("server_ip", "192.0.2.7"), ("country", "CN"))
    assert row.values == (Value(column="status", expected='"agreed"', found='"single"'),)
    assert not row.missing


def test_rows_that_are_not_alike_are_one_missing_and_one_more() -> None:
    other = {"vantage": "w", "server_ip": "198.51.100.9", "status": "unknown"}
    (hop,) = compare_case({"places": text([PLACE])}, {"places": text([other])}).differ
    assert [(row.missing, row.values) for row in hop.rows] == [(True, ()), (False, ())]


def test_rows_of_one_name_are_paired_before_others() -> None:
    near = {**PLACE, "server_ip": "192.0.2.8"}
    mine = {**PLACE, "status": "single", "candidates": ["CN", "US"]}
    (hop,) = compare_case({"places": text([PLACE])}, {"places": text([near, mine])}).differ
    assert {row.named[1][1]: bool(row.values) for row in hop.rows} == {"192.0.2.7": True, "192.0.2.8": False}


def test_hops_stand_in_the_order_in_which_they_rest_on_each_other() -> None:
    both = {"rollups": text([PLACE]), "places": text([PLACE]), "captures": ""}
    found = compare_case(both, {"rollups": "", "places": "", "captures": ""})
    assert ([hop.hop for hop in found.differ], found.hops) == (["places", "rollups"], 3)


def test_a_hop_that_is_not_there_is_told_unless_it_is_empty() -> None:
    found = compare_case({"content": text([PLACE])}, {"undecoded": text([PLACE]), "leads": ""})
    assert [(hop.hop, hop.absent) for hop in found.differ] == [
        ("content", "found"),
        ("undecoded", "expected"),
    ]


def test_another_order_is_a_difference_without_rows() -> None:
    rows = [PLACE, {"server_ip": "192.0.2.9"}]
    (hop,) = compare_case({"places": text(rows)}, {"places": text(rows[::-1])}).differ
    assert hop.rows == ()


def test_ids_of_a_capture_with_other_octets_are_told_once() -> None:
    def hops(capture: str, packet: int) -> dict[str, str]:
        row = {"path": "a.pcapng", "capture": capture}
        return {"captures": text([row]), "names": text([{"name": "x", "capture": capture, "packet": packet}])}

    assert compare_case(hops("aaa", 1), hops("bbb", 1)).differ == ()
    found = compare_case(hops("aaa", 1), hops("bbb", 2))
    assert found.captures == ("a.pcapng",)
    assert [value.column for hop in found.differ for row in hop.rows for value in row.values] == ["packet"]


@given(ROWS, ROWS)
def test_every_row_is_told_as_often_as_it_differs(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    found = compare_case({"names": text(before)}, {"names": text(now)})
    assert bool(found.differ) == (text(before) != text(now))
    rows = [row for hop in found.differ for row in hop.rows]
    changed = sum(bool(row.values) for row in rows)
    missing = sum(row.missing for row in rows)
    more = len(rows) - changed - missing
    assert len(before) - missing == len(now) - more
    assert changed + missing <= len(before)


def test_many_rows_are_compared_in_their_order() -> None:
    before = [{"claim": number, "name": "x", "octets": 0} for number in range(300)]
    now = [{**row, "octets": 1} for row in before]
    (hop,) = compare_case({"names": text(before)}, {"names": text(now)}).differ
    assert len(hop.rows) == 300
    assert all(len(row.values) == 1 for row in hop.rows)
