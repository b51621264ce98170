"""DJI's DUML version 1 frames -> who tells whom what: device types, command set and command number.

As documented by o-gs/dji-firmware-tools (comm_dissector/wireshark/dji-dumlv1-proto.lua): 0x55, 10 bits of length and 6
of version, CRC-8 of these three octets (seed 0x77), sender, receiver, sequence number, packet type, command set, command
number, payload, CRC-16 of all before it (seed 0x3692); least octet first.

A frame of random octets passes with 2^-38 at a given place (0x55, version 1, both checksums), so with 2^-28 somewhere in a
datagram of 1,024 octets, and with 2^-28 again where frames are looked for.

Blind spots: payloads are not read, whether encrypted or not; versions but 1; a stream that begins inside a frame.
On-board logs (``.DAT``) have records that begin with 0x55 too, under other checksums: those are not found.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.crc import crc8, crc16

LAYER: Final = "duml"
MAX_FRAMES: Final = 64
"""Taken of one datagram, and places of it whose first checksum fits."""

MARK: Final = b"\x55"
HEAD_OCTETS: Final = 4
LEAST_OCTETS: Final = 13
"""A frame without payload."""
MOST_OCTETS: Final = 0x3FF
VERSION: Final = 1
CRC8_SEED: Final = 0x77
CRC16_SEED: Final = 0x3692

_HEAD: Final = re.compile(rb"\x55[\x00-\xff][\x04-\x07]")
"""Mark, any length, version 1: few of many octets get further."""

DEVICES: Final = {
    1: "camera",
    2: "app",
    3: "flight controller",
    4: "gimbal",
    5: "centre board",
    6: "remote controller",
    7: "Wi-Fi air",
    8: "DM36x air",
    9: "HD MCU air",
    10: "PC",
    11: "battery",
    12: "ESC",
}
COMMAND_SETS: Final = {
    0: "general",
    1: "special",
    2: "camera",
    3: "flight controller",
    4: "gimbal",
    5: "centre board",
    6: "remote controller",
    7: "Wi-Fi",
    8: "DM36x",
    9: "HD link",
    10: "mono/binocular vision",
    11: "simulator",
    12: "ESC",
    13: "battery",
    14: "data logger",
    15: "RTK",
    16: "automation test",
    17: "ADS-B",
    18: "binocular vision",
    19: "FPGA air",
    20: "FPGA ground",
    21: "goggles",
    22: "MAVLink",
    23: "watch",
    28: "RoboMaster",
}
ENCRYPTIONS: Final = (
    "none",
    "AES-128",
    "self-defined",
    "XOR",
    "DES-56",
    "DES-112",
    "AES-192",
    "AES-256",
)
"""By number; of the payload only."""


class Device(NamedTuple):
    """One end of a message."""

    kind: str | None
    """Name of the type; None = not known."""
    number: int
    """Number of the type."""
    unit: int
    """Which of several of that type."""


class DumlFrame(NamedTuple):
    """One frame whose checksums fit."""

    octets: int
    sender: Device
    receiver: Device
    sequence: int
    response: bool
    """Whether it answers; else it asks or reports."""
    encryption: str
    command_set: str | None
    """Name of the set; None = not known."""
    command_set_number: int
    command: int


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream its first frame needs.

    Returns:
        0 if this is no DUML, certain with four octets and again with the whole frame; more than
        ``len(data)`` if more is needed; else a frame that can be decoded now.
    """
    if data[:1] != MARK:
        return 0 if data else 1
    octets = _announced(data, 0)
    if octets is None:
        return 0
    if octets > len(data):
        return octets
    return octets if crc16(data[: octets - 2], CRC16_SEED) == _little(data, octets - 2) else 0


def decode_frame(data: bytes, start: int = 0) -> DumlFrame | Malformed:
    """Read the frame that begins at an offset; octets after it do no harm.

    Which side is the aircraft's is told by ``sender``: apps, remote controllers and PCs are the ground's.
    """
    if data[start : start + 1] != MARK:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    octets = _announced(data, start)
    if octets is None:
        return Malformed(Reason.NOT_THIS, start, LAYER)
    end = start + octets
    if end > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    if crc16(data[start : end - 2], CRC16_SEED) != _little(data, end - 2):
        return Malformed(Reason.BAD_VALUE, end - 2, LAYER)
    sender, receiver, kind, command_set, command = (data[start + at] for at in (4, 5, 8, 9, 10))
    return DumlFrame(
        octets,
        _device(sender),
        _device(receiver),
        _little(data, start + 6),
        bool(kind & 0x80),
        ENCRYPTIONS[kind & 7],
        COMMAND_SETS.get(command_set),
        command_set,
        command,
    )


def find_frames(data: bytes, start: int = 0) -> tuple[DumlFrame, ...]:
    """Find frames in a datagram or a piece of a stream, in their order and without overlap."""
    if MARK not in data:  # much faster than the search, and true of many short datagrams
        return ()
    found: list[DumlFrame] = []
    for _ in range(MAX_FRAMES):
        start = _next_head(data, start)
        if start < 0:
            break
        frame = decode_frame(data, start)
        if isinstance(frame, Malformed):
            start += 1
        else:
            found.append(frame)
            start += frame.octets
    return tuple(found)


def _next_head(data: bytes, start: int) -> int:
    """Where the next head with a fitting CRC-8 is whose frame ends within the octets; -1 = nowhere."""
    while match := _HEAD.search(data, start):
        start = match.start()
        octets = _announced(data, start)
        if octets is not None and LEAST_OCTETS <= octets <= len(data) - start:
            return start
        start += 1
    return -1


def _announced(data: bytes, start: int) -> int | None:
    """Length that a head tells; its own where it is not whole, None where it is none of this protocol."""
    head = data[start : start + HEAD_OCTETS]
    if len(head) > 2 and head[2] >> 2 != VERSION:
        return None
    if len(head) < HEAD_OCTETS:
        return HEAD_OCTETS
    octets = _little(head, 1) & MOST_OCTETS
    if octets < LEAST_OCTETS or head[3] != crc8(head[:3], CRC8_SEED):
        return None
    return octets


def _device(octet: int) -> Device:
    return Device(DEVICES.get(octet & 0x1F), octet & 0x1F, octet >> 5)


def _little(data: bytes, start: int) -> int:
    return data[start] | data[start + 1] << 8
