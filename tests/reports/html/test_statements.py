"""Lines become statements with what stands below them; nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.lines import EMPTY, Line, Style, heading, plain, wrapped

LINES: list[Line] = [
    heading("Blind spots: 1"),
    *wrapped("loss unknown: 1 in us", ANY_WIDTH, first="  ", style=Style.DOUBT),
    *wrapped("us: no counter", ANY_WIDTH, first="    - "),
    plain("      packet 7 of a.pcapng"),
    *wrapped("for PASS: count", ANY_WIDTH, first="    "),
    *wrapped("Of the rest:", ANY_WIDTH, first="  "),
    *wrapped("one", ANY_WIDTH, first="  - "),
    EMPTY,
]


def test_indent_and_dash_say_what_is_below() -> None:
    told = statements(LINES)
    assert [(one.text, one.tone) for one in told] == [
        ("loss unknown: 1 in us", "doubt"),
        ("Of the rest:", ""),
    ]
    first, second = told
    assert [one.text for one in first.below] == ["us: no counter", "for PASS: count"]
    assert first.below[0].below == (Statement(text="packet 7 of a.pcapng", tone=""),)
    assert [one.text for one in second.below] == ["one"]


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.text("abc", min_size=1)), max_size=30))
def test_every_line_is_told_once_and_in_order(drawn: list[tuple[int, bool, str]]) -> None:
    def flat(told: tuple[Statement, ...]) -> list[str]:
        return [text for one in told for text in (one.text, *flat(one.below))]

    lines = [plain(" " * indent + ("- " if dash else "") + text) for indent, dash, text in drawn]
    assert flat(statements(lines)) == [text for _, _, text in drawn]
