"""Who made captures up, from the table."""

from __future__ import annotations

from harness.tables.captures import CAPTURES, made_by
from tests.support.places_example import capture, frame


def test_makers_are_told_once_each_in_order() -> None:
    rows = (capture(made_by=maker) for maker in ("b", None, "a", "b"))
    assert made_by(frame(CAPTURES, *rows)) == ("a", "b")
    assert made_by(CAPTURES.empty()) == ()
