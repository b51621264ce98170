"""Payload of a MAVLink message -> positions, identity of the aircraft and its operator, Remote ID.

Offsets follow from the published message definitions: fields ordered by size, extension fields last (guide/serialization, "Field
Reordering"). Positions of which both coordinates are 0 or out of range are none.

Blind spots: free text (STATUSTEXT), parameters, mission items and tunnelled payloads are not read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed
from harness.wire.mavlink_messages import MessageForm
from harness.wire.positions import Position, position
from harness.wire.remote_id import RemoteId, read_messages
from harness.wire.text import escaped

POSITIONS: Final = {
    "GPS_RAW_INT": ("aircraft", 8),
    "GLOBAL_POSITION_INT": ("aircraft", 4),
    "GPS_GLOBAL_ORIGIN": ("home", 0),
    "SET_GPS_GLOBAL_ORIGIN": ("home", 0),
    "GLOBAL_POSITION_INT_COV": ("aircraft", 8),
    "GPS2_RAW": ("aircraft", 8),
    "FOLLOW_TARGET": ("target", 16),
    "GPS_INPUT": ("aircraft", 12),
    "HIGH_LATENCY": ("aircraft", 4),
    "HIGH_LATENCY2": ("aircraft", 4),
    "HOME_POSITION": ("home", 0),
    "SET_HOME_POSITION": ("home", 0),
    "CAMERA_IMAGE_CAPTURED": ("aircraft", 12),
    "UTM_GLOBAL_POSITION": ("aircraft", 8),
    "OPEN_DRONE_ID_LOCATION": ("aircraft", 0),
    "OPEN_DRONE_ID_SYSTEM": ("operator", 0),
    "OPEN_DRONE_ID_SYSTEM_UPDATE": ("operator", 0),
}
"""Message -> whose position, and the offset of latitude; longitude stands behind it, each four octets."""
IDENTITIES: Final = {
    "AUTOPILOT_VERSION": (60, 18),
    "OPEN_DRONE_ID_BASIC_ID": (24, 20),
    "UTM_GLOBAL_POSITION": (50, 18),
}
"""Message -> offset and octets of the hardware's identity or the aircraft's serial number."""
_OLD_IDENTITIES: Final = {"AUTOPILOT_VERSION": (8, 8)}
"""Likewise, for hardware that has no longer identity."""
_SOFTWARE: Final = {"AUTOPILOT_VERSION": 16}
"""Message -> offset of the flight software's version: four octets, of which the highest three are counted parts."""
OPERATORS: Final = {"OPEN_DRONE_ID_OPERATOR_ID": (23, 20)}
"""Message -> offset and octets of the operator's registration number."""
_BINARY: Final = frozenset(("AUTOPILOT_VERSION", "UTM_GLOBAL_POSITION"))
_PACK: Final = "OPEN_DRONE_ID_MESSAGE_PACK"
_PACK_COUNT_AT: Final = 23
_PACK_AT: Final = 24


class Contents(NamedTuple):
    """What a payload tells."""

    position: Position | None = None
    identity: str | None = None
    """Serial number as text, or hardware identity in hexadecimal."""
    operator_id: str | None = None
    software: str | None = None
    """Version of the flight software, such as ``1.14.3``."""
    remote_id: RemoteId | None = None
    """What a message pack of Open Drone ID holds."""


def contents_of(form: MessageForm, payload: bytes, offset: int) -> Contents:
    """Read a payload whose checksum fits.

    Args:
        form: Its message.
        payload: As sent; zero octets at its end may have been left out.
        offset: Of the payload in what was decoded.
    """
    whole = payload.ljust(form.most_octets, b"\x00")
    name = form.name
    place = None
    if name in POSITIONS:
        whose, at = POSITIONS[name]
        latitude, longitude = (
            int.from_bytes(whole[from_ : from_ + 4], "little", signed=True) for from_ in (at, at + 4)
        )
        place = position(whose, name, offset + at, latitude, longitude)
    return Contents(
        place,
        _text(IDENTITIES, name, whole) or _text(_OLD_IDENTITIES, name, whole),
        _text(OPERATORS, name, whole),
        _software(name, whole),
        _pack(name, whole, offset),
    )


def _software(name: str, whole: bytes) -> str | None:
    """A version, None where all its parts are 0 or the message has none."""
    if name not in _SOFTWARE:
        return None
    patch, minor, major = whole[_SOFTWARE[name] + 1 : _SOFTWARE[name] + 4]
    return f"{major}.{minor}.{patch}" if major or minor or patch else None


def _text(places: dict[str, tuple[int, int]], name: str, whole: bytes) -> str | None:
    """A text field without the zero octets that fill it, or a binary one in hexadecimal; None = empty or no such field."""
    if name not in places:
        return None
    at, octets = places[name]
    field = whole[at : at + octets]
    if name in _BINARY:
        return field.hex() if any(field) else None
    return escaped(field.partition(b"\x00")[0]) or None


def _pack(name: str, whole: bytes, offset: int) -> RemoteId | None:
    """A message pack; None where its messages are malformed."""
    if name != _PACK:
        return None
    pack = read_messages(whole, _PACK_AT, whole[_PACK_COUNT_AT])
    if isinstance(pack, Malformed):
        return None
    places = tuple(place._replace(offset=offset + place.offset) for place in pack.positions)
    return pack._replace(positions=places)
