"""RTCM 10403 frames (corrections for satellite positioning) -> message numbers and reference station.

0xD3, six zero bits, ten bits of length, message, CRC-24Q of all before it (RTCM 10403.3 §4). A message begins with its number (12 bits),
and many have the reference station's number (12 bits) next.

A frame of random octets passes with 2^-38 (mark, zero bits, checksum), and with 2^-41 as its number has to be one that
is assigned.

Blind spots: RTCM 2, which has another frame; the station's position is not the drone's and is not read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.crc import crc24q

LAYER: Final = "rtcm"
MAX_FRAMES: Final = 64
"""Read of one datagram."""

_MARK: Final = 0xD3
_HEAD: Final = 3
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""
_CHECKSUM: Final = 3
_LEAST_PAYLOAD: Final = 2
_STANDARD: Final = range(1001, 1306)
_PROPRIETARY: Final = range(4001, 4096)
"""Message numbers (RTCM 10403.3, table 3.1-1)."""
_MULTIPLE_SIGNALS: Final = range(1071, 1138)
"""In tens, of which the first seven are assigned."""
_OF_STATION: Final = frozenset((
    *range(1001, 1014), 1029, 1032, 1033, 1034, 1035, 1230,
    *(number for number in _MULTIPLE_SIGNALS if 1 <= number % 10 <= 7),
))  # fmt: skip
"""Messages whose second field is the station's number (DF003)."""


class RtcmFrame(NamedTuple):
    """One frame whose checksum fits."""

    octets: int
    message: int
    station: int | None
    """Number of the reference station; None where the message does not tell it."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream its first frame needs.

    Returns:
        0 if this is no RTCM, certain with the whole frame; more than ``len(data)`` if more is needed; else a
        frame that can be decoded now.
    """
    if data and data[0] != _MARK:
        return 0
    frame = decode_frame(data)
    if not isinstance(frame, Malformed):
        return frame.octets
    if frame.reason is not Reason.TRUNCATED:
        return 0
    return _octets(data, 0) if len(data) >= _HEAD else _HEAD + _LEAST_PAYLOAD


def decode_frame(data: bytes, start: int = 0) -> RtcmFrame | Malformed:
    """Read the frame that begins at an offset; octets after it do no harm."""
    head = data[start : start + _HEAD + _LEAST_PAYLOAD]
    if (head and head[0] != _MARK) or (len(head) > 1 and head[1] & 0xFC):
        return Malformed(Reason.NOT_THIS, start, LAYER)
    if len(head) >= _HEAD and _octets(data, start) < _HEAD + _LEAST_PAYLOAD + _CHECKSUM:
        return Malformed(Reason.NOT_THIS, start + 1, LAYER)
    message = head[3] << 4 | head[4] >> 4 if len(head) == _HEAD + _LEAST_PAYLOAD else _STANDARD[0]
    if message not in _STANDARD and message not in _PROPRIETARY:
        return Malformed(Reason.NOT_THIS, start + _HEAD, LAYER)
    if len(head) < _HEAD or start + _octets(data, start) > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    octets = _octets(data, start)
    checksum_at = start + octets - _CHECKSUM
    if crc24q(data[start:checksum_at]) != int.from_bytes(data[checksum_at : start + octets], "big"):
        return Malformed(Reason.BAD_VALUE, checksum_at, LAYER)
    named = message in _OF_STATION and octets > _HEAD + _LEAST_PAYLOAD + _CHECKSUM
    station = (data[start + 4] & 0xF) << 8 | data[start + 5] if named else None
    return RtcmFrame(octets, message, station)


def decode_frames(data: bytes) -> tuple[RtcmFrame, ...] | Malformed:
    """Read one whole datagram, which holds frames and nothing else; at least one."""
    if not data or data[0] != _MARK:
        return _NOT_THIS
    found: list[RtcmFrame] = []
    at = 0
    while at < len(data) and len(found) < MAX_FRAMES:
        frame = decode_frame(data, at)
        if isinstance(frame, Malformed):
            return Malformed(Reason.NOT_THIS, frame.offset, LAYER)
        found.append(frame)
        at += frame.octets
    return tuple(found)


def _octets(data: bytes, start: int) -> int:
    """Length of the whole frame, as its head tells it."""
    return _HEAD + ((data[start + 1] & 3) << 8 | data[start + 2]) + _CHECKSUM
