"""Whole screens as text, kept as files, and laws of every screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen.drawn import drawn, width_of
from harness.live.screen.view import Page, View, advanced, moved, opened
from harness.model.live import LivePicture
from harness.reports.lines import paint
from harness.reports.text import shown
from tests.support.golden import check
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import S, drone_pictures, endpoint, picture

EXPECTED = Path(__file__).parent / "expected"


def at_the_end() -> View:
    view = View()
    for one in drone_pictures():
        view = advanced(view, one)
    return view


def text(view: View, width: int, height: int) -> str:
    now_ns = view.picture.at_ns + S if view.picture else 0
    screen = drawn(view, width, height, now_ns=now_ns, free_octets=12_000_000_000)
    return paint(screen.lines, colour=False)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
@pytest.mark.parametrize("page", Page)
def test_screens_stay_as_they_are(page: Page, width: int, height: int) -> None:
    view = opened(at_the_end(), page)
    check(EXPECTED / f"{page}-{width}x{height}.txt", text(view, width, height))


@given(
    pictures(),
    st.sampled_from(Page),
    st.tuples(st.integers(1, 200), st.integers(1, 60)),
    st.booleans(),
)
def test_a_screen_fills_the_terminal_and_no_more(
    one: LivePicture, page: Page, size: tuple[int, int], asking: bool
) -> None:
    width, height = size
    view = replace(opened(advanced(View(), one), page), asking=asking)
    screen = drawn(view, width, height, now_ns=one.at_ns)
    assert len(screen.lines) == height or height < 2
    assert screen.room >= 1
    assert screen.cursor is None or 0 <= screen.cursor < height
    if width >= 40:
        assert all(width_of(line) <= width for line in screen.lines)


@given(st.lists(pictures(), min_size=1, max_size=4))
def test_any_sequence_of_pictures_draws_what_the_last_one_alone_draws(several: list[LivePicture]) -> None:
    view = View(began_ns=0)
    for one in several:
        view = advanced(view, one)
    alone = advanced(View(began_ns=0), several[-1])
    # What the earlier pictures may leave: which endpoints are new, and rates.
    view = replace(view, seen=alone.seen, before=None)
    assert text(view, 100, 30) == text(alone, 100, 30)


@given(pictures(), st.sampled_from(Page))
def test_nothing_from_a_name_acts_on_a_terminal(one: LivePicture, page: Page) -> None:
    whole = text(opened(advanced(View(), one), page), 100, 40)
    assert whole.count("\n") == 40
    assert shown(whole.replace("\n", "")) == whole.replace("\n", "")


def test_a_terminal_of_24_lines_leaves_room_for_rows_whatever_stands_above() -> None:
    many = picture([endpoint(f"192.0.2.{n}") for n in range(99)], taps=[*picture().taps] * 9, notes=["x"] * 9)
    assert drawn(advanced(View(), many), 80, 24, now_ns=many.at_ns).room >= 8


def test_a_page_cannot_be_scrolled_out_of_sight() -> None:
    view = moved(opened(at_the_end(), Page.HELP), 1_000, 10)
    screen = drawn(view, 80, 12, now_ns=0)
    last = "".join(piece for line in screen.lines[-3:] for piece, _ in line)
    assert "what was not seen so far may come yet" in last
    assert screen.scroll < 1_000


def test_while_paused_it_says_how_many_wait() -> None:
    view = replace(advanced(View(), picture()), paused=True)
    waiting = advanced(view, picture([endpoint()], at_s=1))
    assert "1 new endpoint since the pause" in text(waiting, 80, 24)
