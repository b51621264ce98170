"""Positions as text."""

from __future__ import annotations

import random

import pytest

from harness.content.boxes import box_around
from harness.content.pairs import Pair
from harness.content.text_pairs import find_text_pairs, text_forms
from harness.model.honey import Place

HOME = Place(latitude=47.39774, longitude=-8.54561, radius_m=100)


def forms_in(data: bytes, place: Place = HOME) -> dict[str, list[Pair]]:
    return dict(find_text_pairs(data, text_forms(box_around(place))))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("decimal", b'{"lat":47.39774,"lng":-8.54561}'),
        ("decimal", b'{\n    "longitude": -8.5456100001,\n    "altitude": 12.5,\n    "latitude": 47.3977\n}'),
        ("decimal", b"bbox=47.397,-8.546"),
        ("decimal", b"<lat>47.39774</lat><lon>-8.54561</lon>"),
        ("integer-e7", b"473977400|-85456100"),
        ("integer-e6", b'[47397740, -8545610]'),
        ("dms", "47\u00b023\u203251.9\u2033N 8\u00b032\u203244.2\u2033W".encode()),
        ("dms", b"47 deg 23' 51.86\" N, 8 deg 32' 44.20\" W"),
        ("dms", b"N 47:23:51.9 W 008:32:44.2"),
        ("nmea", b"$GPGGA,123519,4723.8644,N,00832.7366,W,1,08,0.9,545.4,M,46.9,M,,*47\r\n"),
        ("nmea", b"$GNRMC,123519.00,A,4723.86440,N,00832.73660,W,0.0,0.0,230394,,,A*6A\r\n"),
    ],
)  # fmt: skip
def test_found(form: str, text: bytes) -> None:
    assert set(forms_in(text)) == {form}
    assert set(forms_in(b"\xff\x00" + text + b"\x00")) == {form}


@pytest.mark.parametrize(
    "text",
    [
        b"47.39774", b"47.39774 8.54561", b"147.39774,-8.54561", b"47.39774,-18.54561", b"47.3977400,-8.5", b"47.4,-8.5",
        b"47.39774" + b" " * 97 + b"-8.54561", b"1473977400,-85456100", b"$GPGGA,,4723.8644,S,00832.7366,W,",
        b"47.40774,-8.54561", b"GET /15/47397/8545.png", b"z=20&x=473977&y=854561",
    ],
)  # fmt: skip
def test_not_found(text: bytes) -> None:
    assert forms_in(text) == {}


def test_southern_and_eastern_positions() -> None:
    sydney = Place(latitude=-33.8568, longitude=151.2153, radius_m=100)
    assert set(forms_in(b"-33.8568,151.2153", sydney)) == {"decimal"}
    assert set(forms_in(b"3351.408,S,15112.918,E", sydney)) == {"nmea"}
    assert forms_in(b"33.8568,151.2153", sydney) == {}


def test_place_and_length() -> None:
    assert forms_in(b"at=-8.54561;47.39774;x") == {"decimal": [Pair(3, 17)]}


def test_random_octets_and_random_digits_hold_none() -> None:
    chance = random.Random(1)
    assert forms_in(chance.randbytes(1 << 20)) == {}
    digits = bytes(chance.choice(b"0123456789") for _ in range(1 << 20))
    assert forms_in(digits) == {}


def test_zeros_at_the_end_may_be_dropped() -> None:
    field = Place(latitude=48.1002, longitude=11.5, radius_m=200)
    assert set(forms_in(b'{"lat": 48.1002, "lon": 11.5, "alt": 32}', field)) == {"decimal"}
    assert forms_in(b'{"lat": 48.1, "lon": 11.5, "alt": 32}', field) == {}
