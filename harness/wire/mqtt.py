"""The first octets of an MQTT connection -> its CONNECT, or the server's CONNACK.

Definitions: MQTT 5.0 §3.1, §3.2 and 3.1.1 (OASIS), MQTT 3.1 (IBM, 2010) for the older name ``MQIsdp``. The topics
of the packets behind them are in ``harness.wire.mqtt_topics``.

A CONNECT has a literal name behind its length: of random octets 2^-62 pass for one. A CONNACK has few octets, and they must fit
each other: of random octets 2^-29 pass for one. Properties of version 5 are passed over.

Blind spots: a connection that was open before the capture began. Whether there is a user name is told, neither it nor
the password is read. MQTT in WebSocket frames, MQTT-SN.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.mqtt_fields import (
    ASSIGNED_CLIENT_ID,
    LAYER,
    MAX_OCTETS,
    SERVER_REFERENCE,
    Header,
    connack_properties,
    properties_at,
    read_header,
    text_end,
)
from harness.wire.text import cut

MAX_TEXT_OCTETS: Final = 256
"""Octets of a client id or a topic that are shown."""
VERSION_5: Final = 5
BRIDGE: Final = 0x80
"""Set in the level by brokers that connect to brokers (mosquitto and its kin), in no specification."""

_CONNECT: Final = 0x10
_CONNACK: Final = 0x20
_LEVELS: Final = {b"\x00\x04MQTT": (4, 5), b"\x00\x06MQIsdp": (3,)}  # 5.0 §3.1.2.1, §3.1.2.2; 3.1 §3.1
_RESERVED, _WILL, _USER_NAME = 0x01, 0x04, 0x80  # §3.1.2.3
_WILL_QOS_3: Final = 0x18
_CODES_3: Final = range(6)  # 3.1.1 §3.2.2.3
_CODES_5: Final = frozenset(
    bytes.fromhex("00 80 81 82 83 84 85 86 87 88 89 8a 8c 90 95 97 99 9a 9b 9c 9d 9f")
)  # 5.0 §3.2.2.2
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)


class Connect(NamedTuple):
    """What a client said first."""

    level: int
    """3 = MQTT 3.1, 4 = 3.1.1, 5 = 5.0."""
    bridge: bool
    """The client is a broker too."""
    client_id: str
    """Escaped, cut to ``MAX_TEXT_OCTETS``; empty = the server is to choose one."""
    has_user_name: bool
    keep_alive_s: int
    """0 = none."""
    will_topic: str | None
    """Where the server is to publish when the client is lost; as ``client_id``. None = nowhere."""


class Connack(NamedTuple):
    """What a server answered."""

    code: int
    """0 = accepted; others are of 3.1.1 §3.2.2.3 where ``version_5`` is false, else of 5.0 §3.2.2.2."""
    session_present: bool
    version_5: bool
    assigned_client_id: str | None
    """The id that the server chose for the client; None = none said."""
    server_reference: str | None
    """Another server that the client is to use, most often ``host:port`` (§4.11); None = none said."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the client's stream are needed for ``decode_connect``.

    Returns:
        0 if this is no CONNECT; ``len(data) + 1`` if more is needed; else it can be decoded
        now, be it to ``Malformed``. Passwords and the will's message are not waited for.
    """
    return _wanted(data, _read_connect(data[:MAX_OCTETS]))


def server_wanted(data: bytes) -> int:
    """As ``wanted``, of the server's stream and ``decode_connack``."""
    return _wanted(data, _read_connack(data[:MAX_OCTETS]))


def decode_connect(data: bytes) -> Connect | Malformed:
    """Read the CONNECT at the start of a client's stream.

    Args:
        data: TCP payload from the start. May be cut short behind the will's topic, or the client id where there is none.
    """
    found = _read_connect(data[:MAX_OCTETS])
    return found if isinstance(found, Malformed) else found[0]


def decode_connack(data: bytes) -> Connack | Malformed:
    """Read the CONNACK at the start of a server's stream."""
    found = _read_connack(data[:MAX_OCTETS])
    return found if isinstance(found, Malformed) else found[0]


def _wanted(data: bytes, found: tuple[object, int] | Malformed) -> int:
    if not isinstance(found, Malformed):
        return found[1]
    if found.reason is Reason.NOT_THIS:
        return 0
    waits = found.reason is Reason.TRUNCATED and len(data) < MAX_OCTETS
    return len(data) + 1 if waits else min(len(data), MAX_OCTETS)


def _read_start(data: bytes, packet: int) -> Header | Malformed:
    """Read the fixed header of the packet that a stream must begin with."""
    if not data:
        return Malformed(Reason.TRUNCATED, 0, LAYER)
    if data[0] != packet:
        return _NOT_THIS
    header = read_header(data, 0)
    return _NOT_THIS if isinstance(header, Malformed) and header.reason is Reason.BAD_LENGTH else header


def _read_connect(data: bytes) -> tuple[Connect, int] | Malformed:
    """Read a CONNECT; with it, the octets that had to be seen."""
    header = _read_start(data, _CONNECT)
    if isinstance(header, Malformed):
        return header
    at = _level_at(data, header)
    if isinstance(at, Malformed):
        return at
    if len(data) < at + 4:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    level, flags, keep_alive_s = data[at], data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
    if flags & _RESERVED or flags & _WILL_QOS_3 == _WILL_QOS_3:
        return Malformed(Reason.BAD_VALUE, at + 1, LAYER)
    version = level & ~BRIDGE
    found = _read_ids(
        data, at + 4, header.end, with_properties=version == VERSION_5, will=bool(flags & _WILL)
    )
    if isinstance(found, Malformed):
        return found
    client_id, will_topic, end = found
    named = bool(flags & _USER_NAME)
    return Connect(version, level != version, client_id, named, keep_alive_s, will_topic), end


def _level_at(data: bytes, header: Header) -> int | Malformed:
    """Check the protocol's name and the level behind it, as far as they are there, and say where the level is."""
    for name, levels in _LEVELS.items():
        at = header.body + len(name)
        if not name.startswith(data[header.body : at]):
            continue
        if at + 6 > header.end:  # flags, keep alive and the length of the client id
            return _NOT_THIS
        if len(data) <= at:
            return Malformed(Reason.TRUNCATED, len(data), LAYER)
        return at if data[at] & ~BRIDGE in levels else _NOT_THIS
    return _NOT_THIS


def _read_ids(
    data: bytes, at: int, end: int, *, with_properties: bool, will: bool
) -> tuple[str, str | None, int] | Malformed:
    """Read the payload up to the will's topic (§3.1.3): client id, topic, and where they end."""
    texts: list[str] = []
    for _ in range(1 + will):
        if with_properties:
            properties = properties_at(data, at, end)
            if isinstance(properties, Malformed):
                return properties
            at = properties[1]
        after = text_end(data, at, end)
        if isinstance(after, Malformed):
            return after
        texts.append(cut(data[at + 2 : after], MAX_TEXT_OCTETS))
        at = after
    return texts[0], texts[1] if will else None, at


def _read_connack(data: bytes) -> tuple[Connack, int] | Malformed:
    """Read a CONNACK; with it, the octets that had to be seen."""
    header = _read_start(data, _CONNACK)
    if isinstance(header, Malformed):
        return header
    at = header.body
    if header.end > MAX_OCTETS or not _fits(data[at : at + 2], header.end - at):
        return _NOT_THIS
    found = _connack_properties(data, at + 2, header.end)
    if isinstance(found, Malformed):
        return found if found.reason is Reason.TRUNCATED else _NOT_THIS
    return Connack(
        data[at + 1],
        bool(data[at]),
        header.end > at + 2,
        _text(found.get(ASSIGNED_CLIENT_ID)),
        _text(found.get(SERVER_REFERENCE)),
    ), header.end


def _fits(start: bytes, octets: int) -> bool:
    """Say whether flags and code, as far as they are there, can be those of a CONNACK of that length (§3.2.2)."""
    if octets < 2 or start[:1] not in (b"", b"\x00", b"\x01"):
        return False
    codes = _CODES_3 if octets == 2 else _CODES_5
    return len(start) < 2 or (start[1] in codes and not (start[0] and start[1]))  # refused: no session


def _connack_properties(data: bytes, at: int, end: int) -> dict[int, bytes] | Malformed:
    """Read the properties behind flags and code, none in 3.1.1; they fill the packet."""
    start = (at, end) if at == end else properties_at(data, at, end)
    if isinstance(start, Malformed):
        return start
    if start[1] != end:
        return Malformed(Reason.BAD_LENGTH, at, LAYER)
    if len(data) < end:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return connack_properties(data, *start)


def _text(value: bytes | None) -> str | None:
    return None if value is None else cut(value, MAX_TEXT_OCTETS)
