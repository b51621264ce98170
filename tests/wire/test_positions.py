"""Positions: places on Earth only, and never shown by accident."""

from __future__ import annotations

import pytest

from harness.wire.positions import Position, position


def test_a_place_is_kept_whole() -> None:
    assert position("aircraft", "GGA", 3, 481173000, -115166667) == Position(
        "aircraft", "GGA", 3, 481173000, -115166667
    )


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0, 0), (900_000_001, 1), (-900_000_001, 1), (1, 1_800_000_001), (2**31 - 1, 0)],
)
def test_unknown_and_impossible_places_are_none(latitude: int, longitude: int) -> None:
    assert position("aircraft", "GGA", 0, latitude, longitude) is None


def test_poles_and_the_equator_are_places() -> None:
    assert position("aircraft", "GGA", 0, 900_000_000, 0) is not None
    assert position("aircraft", "GGA", 0, 0, -1_800_000_000) is not None


def test_the_value_is_not_in_any_text() -> None:
    place = position("operator", "system", 9, 481173000, 115166667)
    for text in (repr(place), str(place), f"{place}", repr([place]), "%s" % (place,)):  # noqa: UP031
        assert not {"48117", "11516"} & {text[at : at + 5] for at in range(len(text))}
    assert repr(place) == "Position(operator, system at 9)"
