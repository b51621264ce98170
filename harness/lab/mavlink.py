"""MAVLink 2 messages that the lab's aircraft sends: heartbeat and position.

Format: the MAVLink guide, "Packet Serialization"; messages HEARTBEAT (0) and GLOBAL_POSITION_INT (33) of common.xml,
whose CRC_EXTRA octets are 50 and 104.
"""

from __future__ import annotations

import struct
from typing import Final

_START: Final = 0xFD
_SYSTEM: Final = 1
_COMPONENT: Final = 1


def checksum(octets: bytes) -> int:
    """CRC-16/MCRF4XX.

    >>> hex(checksum(b"123456789"))
    '0x6f91'
    """
    value = 0xFFFF
    for octet in octets:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value


def _message(sequence: int, number: int, extra: int, payload: bytes) -> bytes:
    # Zeros at the end of a payload are left out, but for its first octet.
    payload = payload[:1] + payload[1:].rstrip(b"\0")
    head = bytes((len(payload), 0, 0, sequence & 0xFF, _SYSTEM, _COMPONENT)) + number.to_bytes(3, "little")
    return bytes((_START,)) + head + payload + struct.pack("<H", checksum(head + payload + bytes((extra,))))


def heartbeat(sequence: int) -> bytes:
    """A quadrotor that flies."""
    return _message(sequence, 0, 50, struct.pack("<IBBBBB", 0, 2, 12, 0x81, 4, 3))


def position(sequence: int, latitude: float, longitude: float, height_m: float) -> bytes:
    """Where it is."""
    payload = struct.pack(
        "<IiiiihhhH",
        1000 * sequence,
        round(latitude * 1e7),
        round(longitude * 1e7),
        round(height_m * 1e3),
        round(height_m * 1e3),
        0,
        0,
        0,
        0,
    )
    return _message(sequence, 33, 104, payload)
