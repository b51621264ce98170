"""Binary positions: written by struct, found; and how often random octets look so, measured."""

from __future__ import annotations

import math
import random
import struct

import pytest

from harness.content.boxes import box_around
from harness.content.number_pairs import NUMBERS, PairForms, pair_forms
from harness.content.pairs import Pair
from harness.model.honey import Place

SCALES = {
    "double": ("d", 1.0), "float": ("f", 1.0), "double-radians": ("d", math.pi / 180), "float-radians": ("f", math.pi / 180),
    "int32e7": ("i", 1e7), "int32e6": ("i", 1e6), "int32e7-radians": ("i", 1e7 * math.pi / 180),
}  # fmt: skip
PLACES = (
    (47.3977, 8.5456),
    (-33.8568, 151.2153),
    (38.8977, -77.0365),
    (-22.9519, -43.2105),
    (0.3476, 32.5825),
)


def packed(name: str, order: str, *degrees: float) -> list[bytes]:
    code, scale = SCALES[name]
    return [
        struct.pack(order + code, round(value * scale) if code == "i" else value * scale) for value in degrees
    ]


def found(data: bytes, latitude: float, longitude: float, radius_m: float = 200) -> dict[str, list[Pair]]:
    box = box_around(Place(latitude=latitude, longitude=longitude, radius_m=radius_m))
    return {form.name: pairs for form, pairs in PairForms(pair_forms(0, box)).find(data)}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
@pytest.mark.parametrize("place", PLACES)
def test_every_form_order_and_gap_is_found(number, place) -> None:
    assert set(SCALES) == {one.name for one in NUMBERS}
    for word, order in (("le", "<"), ("be", ">")):
        north, east = packed(number.name, order, *place)
        for gap in range(number.most_gap + 1):
            for first, second in ((north, east), (east, north)):
                data = b"\x55" * 13 + first + b"\x11" * gap + second + b"\x55" * 5
                pairs = found(data, *place).get(f"{number.name}-{word}")
                assert pairs == [Pair(13, 2 * number.octets + gap)]


def test_a_position_beyond_the_radius_is_none() -> None:
    north, east = packed("int32e7", "<", 47.3977, 8.5456)
    assert found(north + east, 47.4000, 8.5456, 200) == {}  # 256 m away
    assert "int32e7-le" in found(north + east, 47.4000, 8.5456, 300)


def test_a_latitude_alone_is_none() -> None:
    north, _ = packed("double", "<", 47.3977, 8.5456)
    assert found(north * 4, 47.3977, 8.5456) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["int32e7-le", "int32e6-be", "float-le", "int32e7-radians-be"])
def test_chance_on_random_octets_is_what_is_said(name: str) -> None:
    """The stated chance grows with the radius, so that of a large one can be counted: within four standard deviations."""
    box = box_around(Place(latitude=47.3977, longitude=8.5456, radius_m=200_000))
    (form,) = [form for form in pair_forms(0, box) if form.name == name]
    octets = 8 * 1_048_576
    data = random.Random(5).randbytes(octets)
    counted = sum(len(pairs) for _, pairs in PairForms([form]).find(data))
    # Of the box a circle is pi/4; a pair of one latitude counts once, and both orders are in the chance.
    expected = form.chance * octets * math.pi / 4
    assert expected > 5 or counted < 20
    assert abs(counted - expected) <= 4 * math.sqrt(expected) + 1


def test_stated_chances_within_a_hundred_metres() -> None:
    box = box_around(Place(latitude=47.3977, longitude=8.5456, radius_m=100))
    chances = {form.name: form.chance for form in pair_forms(0, box)}
    assert 1e-11 < chances["int32e7-le"] < 3e-10
    assert chances["float-le"] < 1e-12
    assert chances["double-le"] < 1e-13
