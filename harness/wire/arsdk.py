"""Parrot's ARSDK 3: network frames in UDP, its handshake in TCP -> commands, serial numbers, positions, names of controllers.

ARSDK protocols (Parrot, 2015): a frame is type, buffer, sequence number, its length with these seven octets (32 bits, least octet
first), data; a datagram holds whole frames. Data of other buffers than those of ping and video begins with project, class
and number of a command (arsdk-xml). The handshake is one JSON object of each side, the controller's first.

Random octets pass as a frame that fills its datagram with 2^-41 (type 4 of 256, buffer some 12 of 256, length 2^-32), so one
datagram is certain. The handshake passes with less than 2^-80: the name of its port's key.

Blind spots: drones later than ANAFI speak over other transports as well; a handshake whose JSON has objects inside.
"""

from __future__ import annotations

import re
import struct
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.positions import Position, position
from harness.wire.text import escaped

LAYER: Final = "arsdk"
MAX_FRAMES: Final = 64
"""Read of one datagram."""
MAX_HANDSHAKE_OCTETS: Final = 2048
MAX_TEXT: Final = 128
"""Octets kept of a name."""
SERVICE: Final = re.compile(r"_arsdk-([0-9a-f]{4})\._udp(?:\.local)?")
"""DNS-SD service types (RFC 6763 §7): the product's number in hexadecimal."""
PRODUCTS: Final = {
    0x0900: "Rolling Spider",
    0x0901: "Bebop",
    0x0902: "Jumping Sumo",
    0x0903: "SkyController",
    0x0905: "Jumping Night",
    0x0906: "Jumping Race",
    0x0907: "Airborne Night",
    0x0909: "Airborne Cargo",
    0x090A: "Hydrofoil",
    0x090B: "Mambo",
    0x090C: "Bebop 2",
    0x090D: "Power Up",
    0x090E: "Disco",
    0x090F: "SkyController 2",
    0x0910: "Swing",
    0x0914: "ANAFI",
    0x0915: "SkyController 2P",
    0x0916: "Bebop-Pro Thermal",
}

_HEAD: Final = 7
_ACK, _DATA, _LOW_LATENCY, _DATA_WITH_ACK = 1, 2, 3, 4
_ACK_OCTETS: Final = 8
_PINGS: Final = (0, 1)
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""
_TO_DEVICE: Final = frozenset((10, 11, 12, 13, 14, 15))
_TO_CONTROLLER: Final = frozenset((124, 125, 126, 127))
_COMMANDS: Final = frozenset((10, 11, 12, 126, 127))
_ACK_OFFSET: Final = 128
"""An acknowledgement goes back under the buffer's number and this."""
_COMMAND_OCTETS: Final = 4
_SERIALS: Final = {(0, 3, 4): "high", (0, 3, 5): "low"}
"""Project, class, number: the two parts of a serial number, as text (common.SettingsState)."""
_POSITIONS: Final = {
    (1, 4, 4): ("aircraft", "PositionChanged"),
    (1, 4, 9): ("aircraft", "GpsLocationChanged"),
    (1, 23, 0): ("home", "SetHome"),
    (1, 23, 2): ("operator", "SendControllerGPS"),
    (1, 24, 0): ("home", "HomeChanged"),
}
"""ardrone3.PilotingState, GPSSettings, GPSSettingsState: latitude and longitude as double; 500.0 = unknown."""

_PAIR: Final = re.compile(
    rb'\s{0,16}"([a-z0-9_]{1,48})"\s{0,16}:\s{0,16}(?:"((?:[^"\\\x00-\x1f]|\\.){0,256})"|(-?[0-9][0-9.]{0,15}|true|false|null))\s{0,16}([,}])'
)
_FIRST_KEY: Final = re.compile(rb'\{\s{0,16}"([a-z0-9_]{1,48})"')
_BEGINS: Final = re.compile(rb'\{\s{0,16}(?:"[a-z0-9_]{0,48})?')
_KEYS: Final = frozenset((
    b"status", b"c2d_port", b"d2c_port", b"controller_type", b"controller_name", b"device_id", b"qos_mode", b"features",
    b"arstream_fragment_size", b"arstream_fragment_maximum_number", b"arstream_max_ack_interval", b"c2d_update_port",
    b"c2d_user_port", b"skycontroller_version", b"arstream2_client_stream_port", b"arstream2_client_control_port",
))  # fmt: skip


class ArsdkFrame(NamedTuple):
    """One frame."""

    octets: int
    kind: str
    """``ack``, ``data``, ``low latency`` or ``data with ack``."""
    buffer: int
    sequence: int
    from_controller: bool | None
    """Which side sent it; None for ping and unknown buffers."""
    command: tuple[int, int, int] | None
    """Project, class and number; None where the buffer holds no commands."""
    serial: str | None
    """A half of the serial number with which half it is, such as ``high PI0403``."""
    position: Position | None


class Handshake(NamedTuple):
    """One side's part of the handshake; names as in the JSON text, its escapes included."""

    octets: int
    from_controller: bool
    controller_name: str | None
    controller_type: str | None
    port: int | None
    """UDP port where this side listens: ``d2c_port`` of the controller, ``c2d_port`` of the device."""


def product_of(service_type: str) -> str | None:
    """Say which product a DNS-SD service type announces; None = not of this kind or not known.

    >>> product_of("_arsdk-090c._udp.local")
    'Bebop 2'
    """
    match = SERVICE.fullmatch(service_type)
    return None if match is None else PRODUCTS.get(int(match[1], 16))


def decode_datagram(data: bytes) -> tuple[ArsdkFrame, ...] | Malformed:
    """Read one whole UDP payload: at least one frame, each of a known buffer, and nothing else."""
    if len(data) <= _HEAD or not _ACK <= data[0] <= _DATA_WITH_ACK:
        return _NOT_THIS
    found: list[ArsdkFrame] = []
    at = 0
    while at < len(data) and len(found) < MAX_FRAMES:
        frame = _read_frame(data, at)
        if isinstance(frame, Malformed):
            return frame
        found.append(frame)
        at += frame.octets
    return tuple(found)


def _read_frame(data: bytes, start: int) -> ArsdkFrame | Malformed:
    if len(data) < start + _HEAD or not _ACK <= data[start] <= _DATA_WITH_ACK:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    kind, buffer, sequence = data[start : start + 3]
    octets = int.from_bytes(data[start + 3 : start + _HEAD], "little")
    sent_under = buffer - _ACK_OFFSET if kind == _ACK else buffer
    known = sent_under in _TO_DEVICE or sent_under in _TO_CONTROLLER or (buffer in _PINGS and kind == _DATA)
    if not known or not _HEAD < octets <= len(data) - start or (kind == _ACK and octets != _ACK_OCTETS):
        return Malformed(Reason.NOT_THIS, start + 1, LAYER)
    payload = data[start + _HEAD : start + octets]
    holds_command = kind != _ACK and buffer in _COMMANDS and len(payload) >= _COMMAND_OCTETS
    command = (payload[0], payload[1], payload[2] | payload[3] << 8) if holds_command else None
    return ArsdkFrame(
        octets,
        ("ack", "data", "low latency", "data with ack")[kind - 1],
        buffer,
        sequence,
        None if buffer in _PINGS else (sent_under in _TO_DEVICE) != (kind == _ACK),
        command,
        _serial(command, payload[_COMMAND_OCTETS:]),
        _position(command, payload[_COMMAND_OCTETS:], start + _HEAD),
    )


def _serial(command: tuple[int, int, int] | None, arguments: bytes) -> str | None:
    """A part of the serial number, which ends with a zero octet."""
    text = arguments.partition(b"\x00")[0]
    if command is None or command not in _SERIALS or not text:
        return None
    return f"{_SERIALS[command]} {escaped(text[:MAX_TEXT])}"


def _position(command: tuple[int, int, int] | None, arguments: bytes, offset: int) -> Position | None:
    if command is None or command not in _POSITIONS or len(arguments) < 16:
        return None
    latitude, longitude = struct.unpack_from("<dd", arguments)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # also where it is no number
        return None
    whose, name = _POSITIONS[command]
    return position(whose, name, offset, round(latitude * 10**7), round(longitude * 10**7))


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the handshake needs.

    Returns:
        0 if this is none, certain with the first key; more than ``len(data)`` if more is needed; else it can be
        decoded now.
    """
    if data[:1] not in (b"", b"{"):
        return 0
    first = _FIRST_KEY.match(data)
    if first is None:
        return len(data) + 1 if not data or _BEGINS.fullmatch(data) else 0
    if first[1] not in _KEYS:
        return 0
    end = data.find(b"}", 0, MAX_HANDSHAKE_OCTETS) + 1
    if end:
        return 0 if isinstance(decode_handshake(data), Malformed) else end
    return len(data) + 1 if len(data) < MAX_HANDSHAKE_OCTETS else 0


def decode_handshake(data: bytes) -> Handshake | Malformed:
    """Read the handshake at the start of either direction of a stream; octets after it do no harm."""
    if data[:1] != b"{":
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    values: dict[bytes, bytes] = {}
    at = 1
    while match := _PAIR.match(data, at, MAX_HANDSHAKE_OCTETS):
        values.setdefault(match[1], match[2] if match[3] is None else match[3])
        at = match.end()
        if match[4] == b"}":
            return _handshake(at, values)
    return Malformed(Reason.NOT_THIS, at, LAYER)


def _handshake(octets: int, values: dict[bytes, bytes]) -> Handshake | Malformed:
    """Judge the values: each side names its own port, and the device its status."""
    from_controller = b"d2c_port" in values
    if not from_controller and not (b"c2d_port" in values and b"status" in values):
        return Malformed(Reason.NOT_THIS, octets, LAYER)
    port = values[b"d2c_port" if from_controller else b"c2d_port"]
    number = int(port) if port.isdigit() and len(port) <= 5 else 0
    return Handshake(
        octets,
        from_controller,
        _name(values, b"controller_name"),
        _name(values, b"controller_type"),
        number if 0 < number < 1 << 16 else None,
    )


def _name(values: dict[bytes, bytes], key: bytes) -> str | None:
    return escaped(values.get(key, b"")[:MAX_TEXT]) or None
