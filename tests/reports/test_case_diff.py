"""The report of what differs: readable at 80 columns, without colour, and inert."""

from __future__ import annotations

from typing import Any

from harness.reports.case_diff import render
from harness.reports.case_differences import compare_case
from tests.reports.test_case_differences import PLACE, text

LONG = "a long sentence about what was seen " * 8
HOSTILE = "\x1b[31mred\u202egnp.evil"


def report(before: list[dict[str, Any]], now: list[dict[str, Any]], **given: bool) -> str:
    found = compare_case({"places": text(before)}, {"places": text(now)})
    return render("cases/x", found, 80, colour=False, **given)


def test_as_expected_is_one_line() -> None:
    assert report([PLACE], [PLACE]) == "cases/x: as expected at 1 hop\n"


def test_a_difference_is_told_by_hop_row_and_value() -> None:
    assert report([PLACE], [{**PLACE, "status": "single"}]) == (
        "cases/x: 1 of 1 hop not as expected\n\n"
        "  places  1 changed (first)\n"
        "    vantage v, server_ip 192.0.2.7, country CN\n"
        '      status: "agreed" -> "single"\n'
    )


def test_nothing_is_wider_than_asked_and_nothing_acts_on_the_terminal() -> None:
    now = [{**PLACE, "status": LONG, HOSTILE: HOSTILE, "candidates": None}, {"name": HOSTILE + LONG}]
    told = report([{**PLACE, "status": LONG + "!"}, {"claim": "gone"}], now)
    assert max(map(len, told.splitlines())) <= 80
    assert [char for char in told if not char.isprintable() and char != "\n"] == []
    assert "  - claim gone" in told
    assert "  + name " in told
    assert 'candidates: ["CN"] -> null' in told


def test_long_lists_are_cut_unless_all_are_asked_for() -> None:
    rows: list[dict[str, Any]] = [{"claim": f"claim-{number}"} for number in range(20)]
    assert "... 12 rows more; --all lists them" in report(rows, [])
    assert "claim-19" in report(rows, [], all_rows=True)


def test_a_case_without_rows_says_how_to_get_some() -> None:
    assert "`harness case update` writes them" in report([], [], kept=False)


def test_colour_only_paints() -> None:
    found = compare_case({"places": text([PLACE])}, {"places": ""})
    painted = render("x", found, 80, colour=True)
    plain = render("x", found, 80, colour=False)
    assert "\x1b[" in painted
    assert "\x1b[" not in plain
