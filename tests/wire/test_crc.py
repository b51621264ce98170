"""Checksums against the check values of the CRC catalogue (in the doctests) and against division bit by bit."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from harness.wire import crc
from harness.wire.crc import crc8, crc16, crc16_last_octet, crc24q
from tests.support import drone_frames


def test_check_values_of_the_catalogue() -> None:
    assert doctest.testmod(crc).failed == 0


@given(st.binary(max_size=64), st.integers(0, 255), st.integers(0, 65535))
def test_tables_divide_as_bits_do(octets: bytes, seed8: int, seed16: int) -> None:
    assert crc8(octets, seed8) == drone_frames.crc_low_first(octets, 0x8C, seed8)
    assert crc16(octets, seed16) == drone_frames.crc_low_first(octets, 0x8408, seed16)
    assert crc24q(octets) == drone_frames.crc24q(octets)


@given(st.binary(max_size=16), st.integers(0, 255))
def test_a_last_octet_is_found_again(octets: bytes, last: int) -> None:
    before = crc16(octets, 0xFFFF)
    assert crc16_last_octet(before, crc16(octets + bytes([last]), 0xFFFF)) == last


def test_one_of_256_checksums_has_a_last_octet() -> None:
    assert sum(crc16_last_octet(0x1234, after) is not None for after in range(65536)) == 256
