"""Protobuf positions, encoded here by the rules of the protobuf encoding page."""

from __future__ import annotations

import random

import pytest

from harness.content.boxes import box_around
from harness.content.pairs import Pair
from harness.content.varint_pairs import find_varint_pairs, read_varints, varint_forms
from harness.model.honey import Place

PLACES = ((47.3977, 8.5456), (-33.8568, 151.2153), (38.8977, -77.0365), (-22.9519, -43.2105))


def varint(value: int) -> bytes:
    """Little-endian groups of seven bits; a negative number as 64 bits."""
    value %= 1 << 64
    octets = bytearray()
    while value > 127:
        octets.append(value & 127 | 128)
        value >>= 7
    return bytes((*octets, value))


def zigzag(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def names(data: bytes, latitude: float, longitude: float) -> dict[str, list[Pair]]:
    box = box_around(Place(latitude=latitude, longitude=longitude, radius_m=100))
    return {form.name: pairs for form, pairs in find_varint_pairs(read_varints(data), varint_forms(box))}


def test_published_varints() -> None:
    """Protobuf encoding page: field 1 with 150 is 08 96 01; -2 as int64 is fe ff ff ff ff ff ff ff ff 01."""
    assert read_varints(bytes.fromhex("089601")).values.tolist() == [150]
    assert read_varints(bytes.fromhex("08feffffffffffffffff01")).values.tolist() == [-2]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scale", [6, 7])
def test_pairs_are_found_at_any_depth_in_both_orders(place: tuple[float, float], scale: int) -> None:
    north, east = (round(degrees * 10**scale) for degrees in place)
    for first, second in ((north, east), (east, north)):
        for word, code in (("int", lambda number: number), ("sint", zigzag)):
            inner = b"\x18" + varint(code(first)) + b"\x20" + varint(code(second))
            data = b"\x0a\x03abc\x12" + varint(len(inner)) + inner + b"\x28\x01"
            pairs = names(data, *place)[f"protobuf-{word}e{scale}"]
            assert pairs == [Pair(data.index(inner) + 1, len(inner) - 1)]


def test_fields_apart_are_no_pair() -> None:
    data = b"\x08" + varint(473977000) + b"\x18\x01" + b"\x10" + varint(85456000)
    assert names(data, 47.3977, 8.5456) == {}


def test_chance_on_random_octets() -> None:
    """Stated below 1e-14 for 100 m; for 2,000 km a random megabyte may hold some, and holds no more than stated."""
    near = box_around(Place(latitude=47.3977, longitude=8.5456, radius_m=100))
    assert all(form.chance < 1e-14 for form in varint_forms(near))
    wide = box_around(Place(latitude=47.3977, longitude=8.5456, radius_m=2_000_000))
    data = random.Random(3).randbytes(4 << 20)
    forms = varint_forms(wide)
    counted = {form.name: len(pairs) for form, pairs in find_varint_pairs(read_varints(data), forms)}
    for form in forms:
        assert counted.get(form.name, 0) <= 2 * form.chance * len(data) + 5
