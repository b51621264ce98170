"""Lists in sentences."""

from __future__ import annotations

from harness.model.listing import few


def test_a_short_list_is_told_whole() -> None:
    assert few(["a", "b", "c", "d"]) == "a, b, c, d"
    assert few([]) == ""


def test_a_long_list_says_how_much_is_left_out() -> None:
    assert few([str(number) for number in range(20_000)]) == "0, 1, 2, 3 and 19,996 more"
