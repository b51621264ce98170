"""Messages of Open Drone ID -> serial number, operator's registration, positions of aircraft and operator.

ASTM F3411-22a and ASD-STAN EN 4709-002, as opendroneid-core-c (libopendroneid/opendroneid.h) writes them: messages of 25 octets,
the first of which holds type and version; a pack is an octet of type 15, the size 25, how many, and up to nine messages.

A pack has no checksum; random octets pass with 2^-18 (type and version, size, count) and 2^-6 for each message's first octet. So it is
read only where a frame says that one is there (``remote_id_frames``, MAVLink), which makes chance negligible.

Blind spots: authentication messages are counted and not read; nothing proves that a sender is the drone that it names.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.positions import Position, position
from harness.wire.text import escaped

LAYER: Final = "remote-id"
MESSAGE_OCTETS: Final = 25
MAX_MESSAGES: Final = 9
"""In one pack."""

_BASIC_ID, _LOCATION, _AUTHENTICATION, _SELF_ID, _SYSTEM, _OPERATOR_ID = range(6)
_PACK: Final = 15
_KINDS: Final = ("basic ID", "location", "authentication", "self-ID", "system", "operator ID")
_NEWEST_VERSION: Final = 2
ID_TYPES: Final = ("none", "serial number", "registration", "UTM UUID", "session ID")
"""By number; the last two are binary."""
_FIRST_BINARY_ID: Final = 3
_ID_AT: Final = 2
_ID_OCTETS: Final = 20
_LATITUDE_AT: Final = {_LOCATION: 5, _SYSTEM: 2}
_WHOSE: Final = {_LOCATION: "aircraft", _SYSTEM: "operator"}


class UasId(NamedTuple):
    """An identity of the aircraft."""

    kind: str
    """One of ``ID_TYPES``."""
    text: str
    """As sent, escaped; in hexadecimal where it is binary."""


class RemoteId(NamedTuple):
    """What a pack, or a single message, tells."""

    kinds: tuple[str, ...]
    """Of its messages, in their order."""
    uas_ids: tuple[UasId, ...]
    operator_id: str | None
    description: str | None
    """Free text of the operator (self-ID)."""
    positions: tuple[Position, ...]


def read_pack(data: bytes, start: int = 0) -> RemoteId | Malformed:
    """Read a message pack, or a single message, that begins at an offset; octets after it do no harm."""
    if len(data) < start + 3:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    kind, version = data[start] >> 4, data[start] & 0xF
    if version > _NEWEST_VERSION:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    if kind != _PACK:
        return read_messages(data, start, 1)
    if data[start + 1] != MESSAGE_OCTETS:
        return Malformed(Reason.NOT_THIS, start + 1, LAYER)
    return read_messages(data, start + 3, data[start + 2])


def read_messages(data: bytes, start: int, count: int) -> RemoteId | Malformed:
    """Read messages that stand behind each other."""
    if not 0 < count <= MAX_MESSAGES:
        return Malformed(Reason.BAD_LENGTH, start, LAYER)
    if start + count * MESSAGE_OCTETS > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    kinds: list[str] = []
    ids: list[UasId] = []
    places: list[Position] = []
    operator = description = None
    for at in range(start, start + count * MESSAGE_OCTETS, MESSAGE_OCTETS):
        message = data[at : at + MESSAGE_OCTETS]
        kind = message[0] >> 4
        if kind >= len(_KINDS) or message[0] & 0xF > _NEWEST_VERSION:
            return Malformed(Reason.BAD_VALUE, at, LAYER)
        kinds.append(_KINDS[kind])
        if kind == _BASIC_ID:
            ids += _uas_id(message)
        elif kind == _OPERATOR_ID:
            operator = operator or _text(message[_ID_AT : _ID_AT + _ID_OCTETS])
        elif kind == _SELF_ID:
            description = description or _text(message[_ID_AT:])
        elif kind in _LATITUDE_AT and (place := _position(kind, message, at)):
            places.append(place)
    return RemoteId(tuple(kinds), tuple(ids), operator, description, tuple(places))


def _uas_id(message: bytes) -> list[UasId]:
    """The identity of a basic ID message, none where its type says so or is reserved."""
    kind = message[1] >> 4
    field = message[_ID_AT : _ID_AT + _ID_OCTETS]
    text = field.hex() if kind >= _FIRST_BINARY_ID else _text(field)
    return [UasId(ID_TYPES[kind], text)] if 0 < kind < len(ID_TYPES) and text and any(field) else []


def _text(field: bytes) -> str | None:
    """Text before the zero octets that fill its field; None = empty."""
    return escaped(field.partition(b"\x00")[0]) or None


def _position(kind: int, message: bytes, offset: int) -> Position | None:
    at = _LATITUDE_AT[kind]
    latitude, longitude = (
        int.from_bytes(message[from_ : from_ + 4], "little", signed=True) for from_ in (at, at + 4)
    )
    return position(_WHOSE[kind], _KINDS[kind], offset, latitude, longitude)
