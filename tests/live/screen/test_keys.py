from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen.keys import Wish, pressed
from harness.live.screen.rows import Order
from harness.live.screen.view import Page, View, advanced, filtered
from tests.support.live_pictures import endpoint, picture

VIEW = advanced(View(), picture([endpoint(f"192.0.2.{number}") for number in range(20)]))
KEYS = ["up", "down", "pageup", "pagedown", "home", "end", "enter", "escape", "s", "n", "p", "space", "slash", "c", "i",
        "q", "y", "x", "question_mark", "f5", "tab", "ctrl+q"]  # fmt: skip


@pytest.mark.parametrize(("key", "wish"), [("s", Wish.STEP), ("n", Wish.NOTE), ("slash", Wish.FILTER)])
def test_what_is_to_be_typed(key: str, wish: Wish) -> None:
    assert pressed(VIEW, key, 5).wish is wish


def test_stopping_is_asked_and_only_y_stops() -> None:
    asked = pressed(VIEW, "q", 5)
    assert (asked.wish, asked.view.asking) == (Wish.NONE, True)
    assert pressed(asked.view, "y", 5).wish is Wish.STOP
    for key in KEYS:
        if key != "y":
            left = pressed(asked.view, key, 5)
            assert (left.wish, left.view) == (Wish.NONE, VIEW), key


@given(st.lists(st.sampled_from(KEYS), max_size=12))
def test_ctrl_c_stops_wherever_one_is_and_nothing_else_does_unasked(keys: list[str]) -> None:
    view = VIEW
    for key in keys:
        asking = view.asking
        came = pressed(view, key, 5)
        assert (came.wish is Wish.STOP) == (asking and key == "y")
        view = came.view
    assert pressed(view, "ctrl+c", 5).wish is Wish.STOP


@given(st.lists(st.sampled_from(KEYS), max_size=20))
def test_keys_never_lose_the_picture_or_the_cursor(keys: list[str]) -> None:
    view = VIEW
    for key in keys:
        view = pressed(view, key, 5).view
    assert view.picture is VIEW.picture
    assert 0 <= view.index < len(view.rows)


def test_other_keys_change_the_view() -> None:
    assert pressed(VIEW, "c", 5).view.order is Order.NEWEST
    assert pressed(VIEW, "p", 5).view.paused
    assert not pressed(pressed(VIEW, "space", 5).view, "p", 5).view.paused
    assert pressed(VIEW, "end", 5).view.index == 19
    assert pressed(VIEW, "pagedown", 5).view.index == 4
    assert pressed(VIEW, "i", 5).view.page is Page.FACTS


def test_esc_closes_a_page_first_and_then_lifts_the_filter() -> None:
    view = pressed(filtered(VIEW, "192.0.2.1"), "question_mark", 5).view
    view = pressed(view, "escape", 5).view
    assert (view.page, view.wanted) == (Page.TABLE, "192.0.2.1")
    assert pressed(view, "escape", 5).view.wanted == ""


def test_a_key_that_means_nothing_changes_nothing() -> None:
    assert pressed(VIEW, "f5", 5).view == VIEW
