"""What a binary position is worth: chance decides, and random surroundings do."""

from __future__ import annotations

import random
import struct

from harness.content.positions import STRETCH_OCTETS, find_places, sought_places
from harness.model.honey import Place

SOUGHT = sought_places([(0, Place(latitude=47.3977, longitude=8.5456, radius_m=100))])


def pair(north: int = 473_977_000, east: int = 85_456_000) -> bytes:
    return struct.pack("<ii", north, east)


def worth(data: bytes) -> list[bool]:
    return [match.witness for match in find_places(data, SOUGHT) if match.form == "int32e7-le"]


def test_a_pair_in_a_short_message_is_a_witness() -> None:
    assert worth(bytes(30) + pair() + bytes(30)) == [True]


def test_one_pair_in_a_megabyte_is_a_lead_and_two_different_ones_are_witnesses() -> None:
    calm = b"\x01\x00\x00\x00" * (1 << 17)
    assert worth(calm + pair() + calm) == [False]
    assert worth(calm + pair() + bytes(99) + pair() + calm) == [False, False]
    assert worth(calm + pair() + bytes(99) + pair(473_977_001) + calm) == [True, True]


def test_a_pair_among_random_octets_is_a_lead() -> None:
    noise = random.Random(1).randbytes(300)
    assert worth(noise + pair() + noise) == [False]
    assert worth(noise + pair() + noise + pair(473_977_001) + noise) == [False, False]


def test_a_pair_across_stretches_is_found_once() -> None:
    for before in range(STRETCH_OCTETS - 9, STRETCH_OCTETS + 2):
        found = list(
            find_places(bytes([1]) * before + struct.pack("<dd", 47.3977, 8.5456) + bytes(400), SOUGHT)
        )
        assert [(match.form, match.pair.offset) for match in found] == [("double-le", before)]
