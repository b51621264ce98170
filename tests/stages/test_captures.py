"""Counts of captures to their table."""

from __future__ import annotations

import pytest

from harness.stages.captures import gather_captures
from harness.tables.captures import CAPTURES
from tests.support.places_example import capture


def test_rows_stand_in_the_order_given() -> None:
    unread = [{"reason": "link type not read: USER0", "packets": 3, "first_packet": 2}]
    frame = gather_captures([capture(capture="b", unread=unread), capture(capture="a", octets=2**40)])
    assert frame.schema == CAPTURES.schema
    assert frame["capture"].to_list() == ["b", "a"]
    assert frame["unread"].to_list() == [unread, []]
    assert frame["octets"].to_list() == [0, 2**40]


def test_no_captures_give_the_empty_table() -> None:
    assert gather_captures([]).schema == CAPTURES.schema


def test_a_row_without_a_column_that_may_not_be_null_is_refused() -> None:
    row = capture()
    del row["path"]
    with pytest.raises(ValueError, match="path"):
        gather_captures([row])
