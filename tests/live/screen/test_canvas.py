from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.live.screen.canvas import strip
from harness.reports.lines import Style
from harness.reports.text import shown
from tests.support.hostile_pictures import HOSTILE


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(HOSTILE) | st.text(max_size=30), st.sampled_from(Style)), max_size=4),
    st.integers(1, 120),
    st.booleans(),
)
def test_a_strip_is_as_wide_as_the_screen_and_every_piece_is_escaped(
    line: list[tuple[str, Style]], width: int, cursor: bool
) -> None:
    made = strip(line, width, cursor=cursor)
    assert made.cell_length == width
    assert shown(made.text) == made.text


def test_markup_is_text() -> None:
    assert strip([("[bold]x[/bold] [@click=app.exit]y[/]", Style.PLAIN)], 40).text.startswith(
        "[bold]x[/bold] [@click"
    )


def test_the_cursor_is_reversed_to_the_end_of_the_line() -> None:
    made = strip([("x", Style.BAD)], 10, cursor=True)
    assert all(segment.style is not None and segment.style.reverse for segment in made)
