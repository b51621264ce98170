"""Small packets: telemetry of 48 aircraft to six ground services, every frame of 90 octets.

Each datagram holds one MAVLink 2 message, ATTITUDE_QUATERNION (31), whose zeros at the end are cut
as the format asks, so that 36 octets of payload are left. Sequence numbers run per sender, the checksum is
CRC-16/MCRF4XX with the message's CRC_EXTRA (MAVLink guide, "Packet Serialization"). Every eighth
message comes from the ground. A DNS exchange for each aircraft comes first.

Blind spots: one message type, no loss, no signing, IPv4 only, UDP checksums are zero.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.bench import frames, steady
from tests.bench.frames import Ends
from tests.bench.messages import server_name
from tests.bench.steady import Frames, Ints

SENDERS, SERVICES = 48, 6
FRAME_OCTETS = 90
STEP_US = 400
"""About 50 messages a second of each aircraft."""
GROUND_EVERY = 8
SERVICE_PORT, CLIENT_PORT = 14_550, 14_560
MAGIC, ATTITUDE_QUATERNION, CRC_EXTRA = 0xFD, 31, 246
GROUND_SYSTEM, GROUND_COMPONENT, AUTOPILOT = 255, 190, 1
CRC_START = 0xFFFF

SHAPE = np.dtype(
    [
        *steady.ETHERNET_IPV4,
        *(("udp_length", ">u2"), ("udp_checksum", ">u2")),
        *(("magic", "u1"), ("length", "u1"), ("incompatible", "u1"), ("compatible", "u1")),
        *(("sequence", "u1"), ("system", "u1"), ("component", "u1"), ("message", "u1", 3)),
        *(("time_boot_ms", "<u4"), ("quaternion", "<f4", 4), ("speeds", "<f4", 3), ("offset", "<f4")),
        ("crc", "<u2"),
    ]
)
MESSAGE_OCTETS = 48
CHECKED = slice(SHAPE.itemsize - MESSAGE_OCTETS + 1, SHAPE.itemsize - 2)
"""Octets of a row that the checksum covers: all of the message but its magic and the checksum itself."""


def _ends(sender: int) -> Ends:
    service = steady.server_address(sender % SERVICES)
    return Ends(frames.IPV4_CLIENTS + sender, CLIENT_PORT + sender, service, SERVICE_PORT)


ENDS = tuple(_ends(sender) for sender in range(SENDERS))


def _crc_table() -> NDArray[np.uint16]:
    """Reflected polynomial 0x8408, one octet at a time."""
    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ 0x8408, table >> 1).astype(np.uint16)
    return table


CRC_TABLE = _crc_table()


def checksums(octets: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """CRC of each row, CRC_EXTRA last."""
    crc = np.full(len(octets), CRC_START, np.uint16)
    extra = np.full(len(octets), CRC_EXTRA, np.uint8)
    for column in (*octets.T, extra):
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ column) & 0xFF]
    return crc


def opening() -> list[bytes]:
    """One DNS exchange for each aircraft."""
    found: list[bytes] = []
    for sender, ends in enumerate(ENDS):
        found += steady.lookup(ends, sender, server_name(sender % SERVICES))
    return found


def _body(stream: Ints, turn: Ints, times_us: Ints) -> Frames:
    rows = steady.header_rows(SHAPE, FRAME_OCTETS, frames.UDP, times_us)
    upward = turn % GROUND_EVERY != GROUND_EVERY - 1
    steady.set_ends(rows, ENDS, stream, upward)
    rows["udp_length"] = 8 + MESSAGE_OCTETS
    rows["magic"], rows["length"] = MAGIC, MESSAGE_OCTETS - 12
    from_ground = turn // GROUND_EVERY
    rows["sequence"] = np.where(upward, turn - from_ground, from_ground) & 0xFF
    rows["system"] = np.where(upward, stream + 1, GROUND_SYSTEM)
    rows["component"] = np.where(upward, AUTOPILOT, GROUND_COMPONENT)
    rows["message"][:, 0] = ATTITUDE_QUATERNION
    rows["time_boot_ms"] = (times_us - steady.START_US) // 1000 & 0xFFFFFFFF
    angle = (turn % 6283).astype(np.float64) / 1000 + stream
    rows["quaternion"][:, 0], rows["quaternion"][:, 3] = np.cos(angle), np.sin(angle)
    rows["speeds"] = 0.125
    rows["offset"] = 1.0
    octets = rows.view(np.uint8).reshape(len(rows), -1)
    rows["crc"] = checksums(octets[:, CHECKED])
    return octets


def pieces(packets: int) -> Iterator[bytes]:
    """Everything after the file header."""
    return steady.pieces(packets, opening(), SENDERS, STEP_US, FRAME_OCTETS, _body)
