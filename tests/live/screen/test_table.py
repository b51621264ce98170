from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.screen import table as table_module
from harness.live.screen.drawn import width_of
from harness.live.screen.table import age, fitting, table
from harness.live.screen.view import View, advanced, filtered, moved
from harness.model.live import LiveEndpoint, LivePicture
from harness.reports.lines import Style
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import BEGAN_NS, LAN, WAN, drone_endpoints, endpoint, picture

ALL = ["concern", "name or address", "address", "vantage", "place", "whose", "up", "down", "packets", "age"]


def titles(width: int, vantages: int) -> list[str]:
    return [column.title for column, _ in fitting(width, vantages=vantages)]


def texts(view: View, width: int = 120, room: int = 10) -> list[str]:
    return ["".join(text for text, _ in line) for line in table(view, width, room)[0]]


def test_wide_terminals_show_every_column_and_narrow_ones_what_matters_most() -> None:
    assert titles(200, 2) == ALL
    assert titles(80, 1) == ["concern", "name or address", "place", "whose", "up", "down", "age"]
    assert titles(80, 2) == ["concern", "name or address", "vantage", "place", "whose", "up"]
    assert titles(30, 2) == ["name or address"] or "concern" in titles(40, 2)


@given(st.integers(1, 300), st.integers(0, 3))
def test_columns_fill_the_width_and_no_more(width: int, vantages: int) -> None:
    columns = fitting(width, vantages=vantages)
    taken = 2 + sum(wide for _, wide in columns) + len(columns) - 1
    assert taken == width or (taken > width and len(columns) == 1)


@given(pictures(), st.integers(24, 200), st.integers(1, 10))
def test_no_row_is_wider_than_the_terminal_whatever_stands_in_it(
    one: LivePicture, width: int, room: int
) -> None:
    lines, cursor = table(advanced(View(), one), width, room)
    assert all(width_of(line) <= width for line in lines)
    assert len(lines) <= room + 1
    assert (cursor is None) == (not one.endpoints)


def test_the_worst_is_said_in_words_and_not_by_colour_alone() -> None:
    lines, _ = table(advanced(View(), picture(drone_endpoints(BEGAN_NS))), 100, 10)
    assert lines[1][0][1] is Style.BAD
    assert "witness CN" in lines[1][0][0]
    assert lines[1][0][0].startswith(">*")


def test_of_a_name_the_end_is_kept() -> None:
    view = advanced(View(), picture([endpoint(name="a" * 255 + ".tail.example")]))
    assert ".tail.example" in texts(view, 80)[1]


def test_an_endpoint_at_two_vantage_points_is_told_apart() -> None:
    rows = [endpoint(), endpoint(vantage="gateway-wan")]
    shown = texts(advanced(View(), picture(rows, taps=[LAN, WAN])), 80)
    assert "gateway-lan" in shown[1]
    assert "gateway-wan" in shown[2]


def test_what_is_not_listed_is_said_to_be_so() -> None:
    assert texts(View())[1] == "  waiting for the first packets to be read"
    view = advanced(View(), picture())
    assert texts(view)[1] == "  no endpoint seen yet"
    view = filtered(advanced(view, picture([endpoint()], at_s=1)), "nothing like it")
    assert texts(view)[1] == "  none of 1 endpoints holds the filter's words"


@pytest.mark.parametrize(
    ("span_s", "text"), [(0, "0s"), (59, "59s"), (60, "1m"), (7_199, "1h"), (90_000, "1d"), (10**9, "999d")]
)
def test_ages_take_four_columns(span_s: int, text: str) -> None:
    assert age(span_s * 10**9) == text


def test_ours_is_said_where_there_is_no_concern() -> None:
    view = advanced(
        View(), picture([endpoint(ours=True), endpoint("192.0.2.3", ours=True, concern="possible CN")])
    )
    assert texts(view)[1][2:6] == "ours"
    assert texts(view)[2][2:13] == "possible CN"


def test_of_ten_thousand_endpoints_only_the_rows_shown_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[LiveEndpoint] = []

    def counted(row: LiveEndpoint) -> str:
        made.append(row)
        return "x"

    monkeypatch.setattr(table_module, "socket_of", counted)
    rows = [endpoint(f"2001:db8::{number:x}", name="a.example") for number in range(10_000)]
    view = moved(advanced(View(), picture(rows)), 5_000, 20)
    lines, cursor = table(view, 160, 20)
    assert len(made) == 20
    assert (len(lines), cursor) == (21, 20)
    assert view.endpoint in made
