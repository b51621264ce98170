"""Painting is the last step and lets nothing through."""

from __future__ import annotations

import pytest

from harness.reports.lines import EMPTY, Style, first_of, heading, paint, plain, wrapped
from tests.support.analysis_rows import HOSTILE_NAMES


@pytest.mark.parametrize("raw", HOSTILE_NAMES)
def test_a_piece_cannot_break_out_of_its_line(raw: str) -> None:
    painted = paint([plain(raw), EMPTY, heading("end")], colour=False)
    assert painted.count("\n") == 3
    assert "\x1b" not in painted


def test_colour_is_put_around_the_escaped_text() -> None:
    assert paint([(("a\x1b[0m", Style.BAD),)], colour=True) == "\x1b[1;31ma\\x1b[0m\x1b[0m\n"


def test_no_colour_no_sequence() -> None:
    assert paint([[("bad", Style.BAD), (" dim ", Style.DIM)]], colour=False) == "bad dim\n"


def test_wrapped_lines_are_indented() -> None:
    lines = wrapped("one two three four", 14, first="- ", style=Style.DOUBT)
    assert lines == [(("- one two", Style.DOUBT),), (("  three four", Style.DOUBT),)]


@pytest.mark.parametrize(
    ("items", "all_rows", "told"),
    [
        ("", False, ""),
        ("ab", False, "a\nb\n"),
        ("abcde", False, "a\nb\n  ... and 3 more; --all lists every one\n"),
        ("abcde", True, "a\nb\nc\nd\ne\n"),
    ],
)
def test_what_is_left_out_of_a_list_is_counted(items: str, told: str, *, all_rows: bool) -> None:
    lines = first_of(items, 2, lambda item: [plain(item)], all_rows=all_rows, indent="  ")
    assert paint(lines, colour=False) == told
