"""Geohashes with published values: u4pruydqqvj is 57.64911, 10.40744; ezs42 is about 42.605, -5.603."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from harness.content.boxes import box_around
from harness.content.geohash import ALPHABET, find_words, hash_forms, hash_of, middle_of
from harness.content.pairs import Pair
from harness.model.honey import Place

JUTLAND = Place(latitude=57.64911, longitude=10.40744, radius_m=100)


def words_in(data: bytes, place: Place = JUTLAND) -> list[Pair]:
    return find_words(data, hash_forms(box_around(place)))


def test_published() -> None:
    assert hash_of(57.64911, 10.40744, 11) == b"u4pruydqqvj"
    assert hash_of(42.605, -5.603, 5) == b"ezs42"


def test_words_of_eight_characters_and_more_count() -> None:
    assert words_in(b'{"g":"u4pruydq"}') == [Pair(6, 8)]
    assert words_in(b"u4pruydqqvj u4pruyd xu4pruydq u4pruydqA u4pruydb") == [Pair(0, 11)]


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(60, 5_000))
def test_the_hash_of_the_planted_position_is_found(
    latitude: float, longitude: float, radius_m: float
) -> None:
    place = Place(latitude=latitude, longitude=longitude, radius_m=radius_m)
    for length in (8, 9, 12):
        word = hash_of(latitude, longitude, length)
        assert words_in(b"x " + word + b" y", place) == [Pair(2, length)]
        north, east = middle_of(word)
        assert abs(north - latitude) < 0.0002
        assert abs(east - longitude) < 0.0004


def test_chance_among_random_words() -> None:
    """For 100 km a megabyte of nothing but words of the alphabet may hold some: no more than stated."""
    place = Place(latitude=57.64911, longitude=10.40744, radius_m=100_000)
    chance = random.Random(2)
    data = b" ".join(bytes(chance.choices(ALPHABET, k=8)) for _ in range(200_000))
    forms = hash_forms(box_around(place))
    assert len(find_words(data, forms)) <= 2 * forms.chance * len(data) + 5
