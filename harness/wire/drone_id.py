"""Vendor elements of DJI and of French law in Wi-Fi beacons -> serial number and positions.

DJI DroneID: 26:37:12, 58 62 13, a subcommand, then a record, least octet first, angles in 1/174533 degree, as Kismet reads it
(dot11_parsers/dot11_ie_221_dji_droneid.h); version 2 has the pilot's position before the home point, as in Schiller et al.,
"Drone Security and the Mysterious Case of DJI's DroneID" (NDSS 2023). French e-identification: 6A:5C:35, 01, then type,
length and value, angles in 10^-5 degree, highest octet first, as opendroneid-core-c (wifi.c) writes it.

Six and seven fixed octets begin them: chance passes with 2^-48.

Blind spots: 26:37:12 is an address range that anyone may use, so octets that mean something else would be read as DJI's; other
versions than 1 and 2 of the record are told without positions; the owner's number (UUID) is not kept.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.positions import Position, position
from harness.wire.text import escaped

LAYER: Final = "drone-id"

DJI: Final = bytes.fromhex("263712586213")
FRENCH: Final = bytes.fromhex("6a5c3501010101")
"""OUI, type, and the protocol's version as first value."""

_FLIGHT: Final = b"\x10"
_PURPOSE: Final = b"\x11"
_SERIAL_VALID: Final = 0x01
_HOME_SET: Final = 0x04
_GPS_VALID: Final = 0x40
_SERIAL_OCTETS: Final = 16
_NAME_OCTETS: Final = 11
"""The drone's name behind its length."""
_RAW_PER_DEGREE: Final = 174_533
_AIRCRAFT_AT: Final = 21
_HOME_AT: Final = {1: 45, 2: 57}
_PILOT_AT: Final = 49
_FRENCH_ID, _FRENCH_SERIAL, _LATITUDE, _LONGITUDE = 2, 3, 4, 5
_TAKEOFF_LATITUDE, _TAKEOFF_LONGITUDE = 8, 9


class DroneId(NamedTuple):
    """What one element tells."""

    scheme: str
    """``DJI DroneID`` or ``French e-identification``."""
    serial: str | None
    purpose: str | None
    """Free text of the operator (DJI, subcommand 0x11)."""
    positions: tuple[Position, ...]


def read_element(data: bytes, start: int = 0) -> DroneId | Malformed:
    """Read a vendor element from behind its length; it ends where the octets end."""
    if data.startswith(DJI, start):
        return _dji(data, start + len(DJI))
    if data.startswith(FRENCH, start):
        return _french(data, start)
    return Malformed(Reason.NOT_THIS, start, LAYER)


def _dji(data: bytes, start: int) -> DroneId | Malformed:
    """A record behind its subcommand."""
    kind, fields_at = data[start : start + 1], start + 1
    if kind == _FLIGHT:
        return _flight(data, fields_at)
    if kind != _PURPOSE:
        return Malformed(Reason.BAD_VALUE, start, LAYER)
    length_at = fields_at + _SERIAL_OCTETS + _NAME_OCTETS
    octets = int.from_bytes(data[length_at : length_at + 1], "little")
    if not octets or length_at + 1 + octets > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    serial = _text(data[fields_at : fields_at + _SERIAL_OCTETS])
    return DroneId("DJI DroneID", serial, _text(data[length_at + 1 : length_at + 1 + octets]), ())


def _flight(data: bytes, start: int) -> DroneId | Malformed:
    fields = data[start:]
    if len(fields) < _AIRCRAFT_AT + 8:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    version = fields[0]
    state = int.from_bytes(fields[3:5], "little")
    serial = _text(fields[5:_AIRCRAFT_AT]) if state & _SERIAL_VALID else None
    places: list[Position | None] = []
    if version in _HOME_AT:
        if state & _GPS_VALID:
            places.append(_dji_position("aircraft", data, start + _AIRCRAFT_AT))
        if version > 1:
            places.append(_pilot_position(data, start + _PILOT_AT))
        if state & _HOME_SET:
            places.append(_dji_position("home", data, start + _HOME_AT[version]))
    return DroneId("DJI DroneID", serial, None, tuple(place for place in places if place))


def _dji_position(whose: str, data: bytes, at: int) -> Position | None:
    """A position, longitude first; None where the record is too short for it."""
    longitude, latitude = _e7(data[at : at + 4]), _e7(data[at + 4 : at + 8])
    return position(whose, "DJI DroneID", at, latitude, longitude) if at + 8 <= len(data) else None


def _pilot_position(data: bytes, at: int) -> Position | None:
    """The pilot's, latitude first."""
    latitude, longitude = _e7(data[at : at + 4]), _e7(data[at + 4 : at + 8])
    return position("operator", "DJI DroneID", at, latitude, longitude) if at + 8 <= len(data) else None


def _french(data: bytes, start: int) -> DroneId | Malformed:
    """Values by type; the first of a type counts."""
    values: dict[int, bytes] = {}
    at = start + 4
    while at + 2 <= len(data):
        after = at + 2 + data[at + 1]
        if after > len(data):
            return Malformed(Reason.BAD_LENGTH, at, LAYER)
        values.setdefault(data[at], data[at + 2 : after])
        at = after
    places = (
        _french_position("aircraft", start, values, _LATITUDE, _LONGITUDE),
        _french_position("home", start, values, _TAKEOFF_LATITUDE, _TAKEOFF_LONGITUDE),
    )
    serial = _text(values.get(_FRENCH_SERIAL, b"")) or _text(values.get(_FRENCH_ID, b""))
    return DroneId("French e-identification", serial, None, tuple(place for place in places if place))


def _french_position(
    whose: str, start: int, values: dict[int, bytes], latitude: int, longitude: int
) -> Position | None:
    if len(values.get(latitude, b"")) != 4 or len(values.get(longitude, b"")) != 4:
        return None
    told = [int.from_bytes(values[kind], "big", signed=True) * 100 for kind in (latitude, longitude)]
    return position(whose, "French e-identification", start, *told)


def _e7(field: bytes) -> int:
    """10^-7 degrees of a field of DJI's, rounded."""
    raw = int.from_bytes(field, "little", signed=True)
    return (raw * 20_000_000 + _RAW_PER_DEGREE) // (2 * _RAW_PER_DEGREE)


def _text(field: bytes) -> str | None:
    """Text before the zero octets that fill its field; None = empty."""
    return escaped(field.partition(b"\x00")[0]) or None
