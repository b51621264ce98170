"""A datagram between a DJI app and a DJI aircraft on its own Wi-Fi -> session, packet type, DUML frames within.

As documented by samuelsadok/dji_protocol (udp_protocol.md, Mavic Pro with DJI GO 4): length of the datagram with bit 15 set, session,
sequence number, packet type, XOR of the seven octets before; least octet first. The length's second octet is then
0x80 for datagrams below 256 octets, thus "XX80".

A datagram of random octets passes with 2^-29: length 2^-16, XOR 2^-8, packet type 7 of 256. That is certain enough for one
datagram; DUML frames within have checksums of their own.

Blind spots: video (type 2) is not read; later products may number packet types beyond 6, which are not taken.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.duml import DumlFrame, find_frames

LAYER: Final = "dji-udp"
HEAD_OCTETS: Final = 8
PACKET_TYPES: Final = (
    "handshake",
    "telemetry",
    "video",
    "file transfer",
    "acknowledgement",
    "commands",
    "acknowledgement",
)
"""By number."""
_AIRCRAFT_ONLY: Final = (1, 2, 3)
_APP_ONLY: Final = (4, 5, 6)
_VIDEO: Final = 2
_NO_SEQUENCE: Final = (0, 4, 6)
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""


class DjiDatagram(NamedTuple):
    """One datagram."""

    session: int
    sequence: int
    packet_type: str
    from_aircraft: bool | None
    """Which side sent it; None for handshakes, which both do."""
    frames: tuple[DumlFrame, ...]


def decode_datagram(data: bytes) -> DjiDatagram | Malformed:
    """Read one whole UDP payload."""
    octets = len(data)
    if octets < HEAD_OCTETS or data[1] != (0x80 | octets >> 8 & 0x7F) or data[0] != octets & 0xFF:
        return _NOT_THIS
    check = 0
    for octet in data[:HEAD_OCTETS]:
        check ^= octet
    kind = data[6]
    sequence = int.from_bytes(data[4:6], "little")
    if check or kind >= len(PACKET_TYPES) or (sequence and kind in _NO_SEQUENCE):
        return Malformed(Reason.NOT_THIS, HEAD_OCTETS - 1, LAYER)
    return DjiDatagram(
        int.from_bytes(data[2:4], "little"),
        sequence,
        PACKET_TYPES[kind],
        kind in _AIRCRAFT_ONLY if kind in _AIRCRAFT_ONLY + _APP_ONLY else None,
        () if kind == _VIDEO else find_frames(data, HEAD_OCTETS),
    )
