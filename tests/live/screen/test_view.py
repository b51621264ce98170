"""What pictures and moves do to a view, without a terminal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen.rows import Order
from harness.live.screen.view import (
    NEW_NS,
    Page,
    View,
    advanced,
    filtered,
    moved,
    opened,
    paused,
    sorted_anew,
    to_top,
    top_of,
)
from harness.model.live import LivePicture
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import BEGAN_NS, S, drone_endpoints, endpoint, picture

ROOM = 5


def many(count: int, *, at_s: float = 0) -> LivePicture:
    return picture([endpoint(f"192.0.2.{number}", packets=number) for number in range(count)], at_s=at_s)


@given(st.lists(pictures(), min_size=1, max_size=6))
def test_any_sequence_of_pictures_leads_to_the_last_one(several: list[LivePicture]) -> None:
    view = View()
    for one in several:
        view = advanced(view, one)
    assert view.picture is several[-1]
    assert view.rows == several[-1].endpoints


@given(st.lists(st.one_of(pictures(), st.just("pause")), min_size=1, max_size=8))
def test_a_view_that_goes_on_shows_the_last_one_whatever_was_held(events: list[LivePicture | str]) -> None:
    view, last = View(), None
    for event in events:
        if isinstance(event, str):
            view = paused(view)
        else:
            view, last = advanced(view, event), event
    view = paused(view) if view.paused else view
    assert view.picture is last


def test_while_paused_nothing_that_is_listed_moves() -> None:
    view = paused(advanced(View(), many(3)))
    held = advanced(view, many(9, at_s=1))
    assert held.rows == view.rows
    assert held.latest is not None
    assert len(paused(held).rows) == 9


@given(
    st.lists(st.permutations(range(12)), min_size=2, max_size=4),
    st.lists(st.integers(-14, 14), max_size=6),
)
def test_the_cursor_keeps_to_its_endpoint_whatever_the_order(
    orders: list[list[int]], moves: list[int]
) -> None:
    def of(order: list[int], at_s: int) -> LivePicture:
        return picture([endpoint(f"192.0.2.{number}") for number in order], at_s=at_s)

    view = advanced(View(), of(orders[0], 0))
    for by in moves:
        view = moved(view, by, ROOM)
        assert top_of(view, ROOM) <= view.index < top_of(view, ROOM) + ROOM
    chosen = view.endpoint
    assert chosen is not None
    for at_s, order in enumerate(orders[1:], start=1):
        view = advanced(view, of(order, at_s))
        assert view.endpoint is not None
        assert view.endpoint.key == (chosen.key if moves else view.rows[0].key)
        assert top_of(view, ROOM) <= view.index < top_of(view, ROOM) + ROOM


def test_the_cursor_keeps_its_line_when_rows_come_above_it() -> None:
    view = moved(advanced(View(), many(30)), 12, ROOM)
    line = view.index - top_of(view, ROOM)
    rows = [endpoint("198.51.100.1", rank=0), *many(30).endpoints]
    view = advanced(view, picture(rows, at_s=1))
    assert view.index == 13
    assert view.index - top_of(view, ROOM) == line


def test_home_goes_back_to_whichever_stands_first() -> None:
    view = to_top(moved(advanced(View(), many(9)), 4, ROOM))
    view = advanced(view, picture(reversed_rows := [*reversed(many(9).endpoints)], at_s=1))
    assert view.endpoint == reversed_rows[0]


def test_an_endpoint_that_went_leaves_the_cursor_at_the_top() -> None:
    view = moved(advanced(View(), many(9)), 4, ROOM)
    assert advanced(view, many(2, at_s=1)).index == 0
    assert advanced(view, picture(at_s=2)).endpoint is None


def test_an_endpoint_is_new_for_some_seconds_after_its_first_picture() -> None:
    view = advanced(View(), many(1))
    assert view.is_new(view.rows[0])
    view = advanced(view, many(2, at_s=NEW_NS / S))
    assert [view.is_new(row) for row in view.rows] == [False, True]


def test_the_filter_and_the_order_stay_when_a_picture_comes() -> None:
    view = sorted_anew(filtered(advanced(View(), picture(drone_endpoints(BEGAN_NS))), " dronelab "))
    assert view.order is Order.NEWEST
    later = advanced(view, picture(drone_endpoints(BEGAN_NS), at_s=1))
    assert (later.order, later.wanted, len(later.rows)) == (Order.NEWEST, "dronelab", 5)


def test_a_page_is_closed_by_the_key_that_opened_it() -> None:
    view = advanced(View(), many(3))
    for page in (Page.ENDPOINT, Page.FACTS, Page.HELP):
        assert opened(view, page).page is page
        assert opened(opened(view, page), page).page is Page.TABLE


def test_no_endpoint_is_opened_where_none_is_listed() -> None:
    assert opened(View(), Page.ENDPOINT).page is Page.TABLE


def test_an_opened_endpoint_stays_open_when_another_comes_first() -> None:
    view = opened(advanced(View(), many(3)), Page.ENDPOINT)
    chosen = view.chosen
    view = advanced(view, picture([endpoint("198.51.100.1"), *many(3).endpoints], at_s=1))
    assert (view.page, view.chosen) == (Page.ENDPOINT, chosen)


def test_a_page_is_scrolled_and_the_cursor_of_the_table_is_not() -> None:
    view = opened(replace(moved(advanced(View(), many(9)), 3, ROOM)), Page.HELP)
    assert (moved(view, 7, ROOM).scroll, moved(view, 7, ROOM).index) == (7, 3)
    assert to_top(moved(view, 7, ROOM)).scroll == 0
    assert moved(view, -7, ROOM).scroll == 0


def test_a_picture_that_comes_late_changes_no_rate() -> None:
    view = advanced(advanced(View(), many(1)), many(2, at_s=1))
    assert advanced(view, many(2, at_s=1)).before == view.before
