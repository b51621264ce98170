"""Small tables keep to the width; names are never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.grid import grid_lines
from harness.reports.lines import Style, paint
from harness.reports.text import shown

TITLES = ("CELL", "WORD", "NUMBER")


def drawn(rows: list[tuple[str, ...]], width: int, words: int = 1) -> list[str]:
    return paint(grid_lines(TITLES, rows, width, words=words), colour=False).splitlines()


def test_columns_stand_below_their_titles() -> None:
    assert drawn([("us-v1", "PASS", "99%"), ("de", "NONE", "-")], 40, 2) == [
        "  CELL   WORD  NUMBER",
        "  us-v1  PASS     99%",
        "  de     NONE       -",
    ]


def test_a_long_name_has_a_line_of_its_own() -> None:
    assert drawn([("a-name-that-is-too-long", "1", "2"), ("b", "1", "2")], 30) == [
        "  CELL             WORD NUMBER",
        "  a-name-that-is-too-long",
        "                      1      2",
        "  b                   1      2",
    ]


def test_names_give_way_where_there_is_no_room() -> None:
    assert drawn([("us-v1", "PASS", "99%")], 15) == ["  WORD NUMBER", "  us-v1", "  PASS    99%"]


def test_no_rows_no_table() -> None:
    assert drawn([], 40) == []


def test_each_row_has_its_style() -> None:
    lines = list(grid_lines(TITLES, [("a", "b", "c")], 40, styles=[Style.BAD]))
    assert [line[0][1] for line in lines] == [Style.DIM, Style.BAD]


@given(st.lists(st.tuples(st.text(max_size=60), st.just("x"), st.just("y")), min_size=1), st.integers(20, 80))
def test_nothing_is_wider_and_no_name_is_lost(rows: list[tuple[str, ...]], width: int) -> None:
    lines = drawn(rows, width)
    assert all(len(line) <= width for line in lines if line.isascii())
    whole = "".join(line.removeprefix("  ") for line in lines).replace(" ", "")
    assert all(shown(row[0]).replace(" ", "") in whole for row in rows)
