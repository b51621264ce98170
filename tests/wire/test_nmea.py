"""NMEA 0183 sentences as they are commonly published, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed
from harness.wire.nmea import (
    MAX_SENTENCE_OCTETS,
    MAX_SENTENCES,
    NmeaSentence,
    decode_sentence,
    decode_sentences,
    find_sentences,
    wanted,
)
from harness.wire.positions import Position
from tests.support.drone_frames import GGA, GLL, nmea

RMC = nmea(b"GPRMC,123519,A,4807.038,S,01131.000,W,022.4,084.4,230394,003.1,W")


def sentence(data: bytes) -> NmeaSentence:
    decoded = decode_sentence(data)
    assert isinstance(decoded, NmeaSentence)
    return decoded


def test_published_sentences() -> None:
    """48 degrees 7.038 minutes is 48.1173 degrees; 49 and 16.45 is 49.2741666..., 123 and 11.12 is 123.1853333..."""
    assert sentence(GGA) == NmeaSentence(67, "GPGGA", Position("receiver", "GPGGA", 0, 481173000, 115166667))
    assert sentence(GLL).position == Position("receiver", "GPGLL", 0, 492741667, -1231853333)
    assert sentence(RMC).position == Position("receiver", "GPRMC", 0, -481173000, -115166667)


@pytest.mark.parametrize("data", [GGA, GLL, RMC, GGA.replace(b"\r", b""), GLL.replace(b"1D", b"1d")])
def test_a_stream_wants_more_until_the_sentence_is_whole(data: bytes) -> None:
    for size in range(len(data)):
        assert wanted(data[:size]) > size
        assert isinstance(decode_sentence(data[:size]), Malformed)
    assert wanted(data) == wanted(data + b"$more") == len(data)
    assert decode_sentence(data + b"$more") == decode_sentence(data)


@pytest.mark.parametrize(
    "text",
    [
        b"GPGGA,123519,,,,,0,00,,,M,,M,,",
        b"GPGGA,123519,48x7.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
        b"GPGGA,123519,4807.038,Q,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
        b"GPGGA,123519,9907.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
        b"GPGSV,1,1,00",
        b"GPGGA,1",
        b"PGLL,4916.45,N,12311.12,W,225444,A,",
    ],
)
def test_sentences_without_position(text: bytes) -> None:
    assert sentence(nmea(text)).position is None


@pytest.mark.parametrize("digits", range(10))
def test_any_number_of_decimals(digits: int) -> None:
    minutes = b"30" + (b"." + b"0" * digits if digits else b"")
    told = sentence(nmea(b"GNGGA,1,48" + minutes + b",N,011" + minutes + b",E,1,8,1,1,M,1,M,,")).position
    assert told is not None
    assert (told.latitude_e7, told.longitude_e7) == (485000000, 115000000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GGA.replace(b"*47", b"*48"),
        GGA.replace(b"*47", b""),
        GGA.replace(b"123519", b"123518"),
        GGA.replace(b"$", b"#"),
        b"$GP,1*00\r\n",
        nmea(b"GPGGA," + b"1" * MAX_SENTENCE_OCTETS),
        b"$HOME/bin\n",
        b"$gpgga,1*00\r\n",
    ],
)
def test_other_lines_are_none(data: bytes) -> None:
    assert isinstance(decode_sentence(data), Malformed)
    assert wanted(data) == (0 if data else 1)


def test_what_cannot_become_a_sentence_is_none_at_once() -> None:
    for data in (b"$H/", b"$1", b"\x16", b"$GPGGA\x00", b"$GPGGA,1*4G", b"$A" + b"1" * 200):
        assert wanted(data) == 0


def test_a_datagram_of_sentences() -> None:
    decoded = decode_sentences(GGA + GLL + RMC)
    assert not isinstance(decoded, Malformed)
    assert [told.address for told in decoded] == ["GPGGA", "GPGLL", "GPRMC"]
    assert [told.position.offset for told in decoded if told.position] == [0, len(GGA), len(GGA + GLL)]
    for data in (b"", GGA + b"x", b"x" + GGA):
        assert isinstance(decode_sentences(data), Malformed)


def test_sentences_among_other_octets() -> None:
    found = find_sentences(b"\xd3\x00$GPGGA,broken" + GGA + b"\x00" + GGA.replace(b"*47", b"*46") + GLL)
    assert [told.address for told in found] == ["GPGGA", "GPGLL"]
    assert len(find_sentences(GLL * 100)) == MAX_SENTENCES
    assert find_sentences(b"$GPGGA,1,2,3" * 5000) == ()


@given(st.binary(max_size=80))
def test_any_fields_with_a_right_checksum_do_not_raise(fields: bytes) -> None:
    decode_sentence(nmea(b"GPGGA," + fields))
