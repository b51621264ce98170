"""Vendor elements of DJI and of French law, written out."""

from __future__ import annotations

import struct

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.drone_id import DroneId, read_element
from tests.support.drone_frames import FRENCH_ID, droneid

DJI = bytes.fromhex("263712586213")


def told(data: bytes, start: int = 0) -> DroneId:
    decoded = read_element(data, start)
    assert isinstance(decoded, DroneId)
    return decoded


def degrees(decoded: DroneId) -> list[tuple[str, float, float]]:
    return [
        (place.whose, round(place.latitude_e7 / 1e7, 4), round(place.longitude_e7 / 1e7, 4))
        for place in decoded.positions
    ]


def test_dji_flight_records() -> None:
    aircraft, home = ("aircraft", 48.1173, 11.5167), ("home", 50.1173, 13.5167)
    first = told(droneid(1))
    assert (first.scheme, first.serial) == ("DJI DroneID", "0M6TEXAMPLE00001")
    assert degrees(first) == [aircraft, home]
    assert degrees(told(droneid(2))) == [aircraft, ("operator", 49.1173, 12.5167), home]
    assert degrees(told(droneid(9))) == []


def test_dji_flags_say_what_is_valid() -> None:
    nothing = told(droneid(1, state=0))
    assert (nothing.serial, nothing.positions) == (None, ())
    assert degrees(told(droneid(1, state=0x40))) == [("aircraft", 48.1173, 11.5167)]


def test_dji_purpose() -> None:
    record = b"\x11" + b"0M6TEXAMPLE00001" + b"\x04test".ljust(11, b"\x00") + b"\x07survey\n"
    assert told(DJI + record) == DroneId("DJI DroneID", "0M6TEXAMPLE00001", "survey\\010", ())
    assert isinstance(read_element(DJI + record[:-1]), Malformed)


def test_a_short_record_has_no_home() -> None:
    assert degrees(told(droneid(1)[:59])) == [("aircraft", 48.1173, 11.5167)]


def test_french_element() -> None:
    decoded = told(FRENCH_ID)
    assert (decoded.scheme, decoded.serial) == ("French e-identification", "EXA001")
    assert degrees(decoded) == [("aircraft", 48.1173, -11.5167), ("home", 48.11, -11.51)]
    numbered = told(FRENCH_ID + b"\x03\x04SER1\x04\x04" + struct.pack(">i", 1))
    assert numbered.serial == "SER1"
    assert numbered.positions == decoded.positions


def test_offsets_count_from_the_start_of_the_octets() -> None:
    data = b"abc" + droneid(1)
    place = told(data, 3).positions[0]
    assert place.offset == told(droneid(1)).positions[0].offset + 3
    assert data[place.offset : place.offset + 4] == struct.pack("<i", round(11.5167 * 174533))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.NOT_THIS),
        (b"\x26\x37\x12\x58\x62\x14\x10", Reason.NOT_THIS),
        (DJI, Reason.BAD_VALUE),
        (DJI + b"\x12", Reason.BAD_VALUE),
        (DJI + b"\x10" + bytes(28), Reason.TRUNCATED),
        (FRENCH_ID[:-1], Reason.BAD_LENGTH),
        (b"\x6a\x5c\x35\x01\x01\x01\x02", Reason.NOT_THIS),
    ],
)
def test_malformed(data: bytes, reason: Reason) -> None:
    decoded = read_element(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is reason
