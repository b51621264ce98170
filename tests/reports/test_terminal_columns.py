"""The table of endpoints: numbers in columns, nothing lost where the terminal is narrow, nothing too long."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.lines import Style, paint
from harness.reports.terminal_columns import Cells, table_lines
from harness.reports.text import cells as width_of


def row(**given: Any) -> Cells:
    fields: dict[str, Any] = {
        "style": Style.PLAIN, "concern": "telemetry", "name": "log.skylark.example", "address": "203.0.113.7 tcp/443",
        "located": "CN agreed", "up": "1.2 kB", "down": "900 B", "packets": "12", "vantage": "",
        "words": ("Example Aero", "registered SG"),
    }  # fmt: skip
    return Cells(**(fields | given))


def drawn(*rows: Cells, width: int = 120) -> list[str]:
    return paint(table_lines(rows, width), colour=False).splitlines()


def test_a_wide_terminal_has_a_column_for_address_and_location() -> None:
    titles, first, below = drawn(row())
    assert titles.split() == ["CONCERN", "NAME", "ADDRESS", "LOCATED", "UP", "DOWN", "PACKETS"]
    assert "203.0.113.7 tcp/443  CN agreed" in first
    assert below.strip() == "Example Aero | registered SG"


def test_a_narrow_terminal_says_them_below() -> None:
    titles, _, *below = drawn(row(), width=60)
    assert titles.split() == ["CONCERN", "NAME", "UP", "DOWN", "PACKETS"]
    assert [line.strip() for line in below] == [
        "203.0.113.7 tcp/443, CN agreed",
        "Example Aero",
        "registered SG",
    ]


@pytest.mark.parametrize("width", [60, 140])
def test_several_vantage_points_are_told_apart_at_every_width(width: int) -> None:
    assert "us-v1/ashburn" in "\n".join(drawn(row(vantage="us-v1/ashburn"), width=width))


def test_numbers_end_below_each_other() -> None:
    _, first, _, second, _ = drawn(row(packets="7"), row(packets="1,234,567"))
    assert len(first) == len(second)


def test_a_name_that_is_cut_is_told_whole_below() -> None:
    name = "a" * 40 + ".telemetry.skylark.example"
    lines = drawn(row(name=name), width=60)
    assert name not in lines[1]
    assert name in "".join(line.strip() for line in lines[2:])


def test_no_rows_no_table() -> None:
    assert drawn() == []


@given(st.text(max_size=80), st.text(max_size=20), st.integers(60, 160))
def test_no_text_makes_a_line_longer_than_the_terminal(name: str, vantage: str, width: int) -> None:
    assert [
        line
        for line in drawn(row(name=name, vantage=vantage[:8]), row(), width=width)
        if width_of(line) > width
    ] == []
