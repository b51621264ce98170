"""MAVLink 1 and 2 frames -> sender, message, positions and identities in clear.

As documented in the MAVLink developer guide (guide/serialization): 0xFE or 0xFD, length, in version 2 two octets of flags, sequence number,
system, component, message number (1 or 3 octets), payload, CRC-16/MCRF4XX of all but the first octet and of the
message's CRC_EXTRA; in version 2 then a signature of 13 octets where flag 0x01 is set.

A frame of a known message is **checked**: random octets pass with 2^-32 (version 1: 140 of 256 numbers, one or two lengths each, checksum) or
2^-54 (version 2: two flags, 210 of 2^24 numbers, checksum). Of an unknown
message CRC_EXTRA is not known, but it is one octet: the checksum then says which one it would have to be, and excludes 255 of 256 frames.
That leaves a **candidate** (2^-16). Two frames that follow each other with the same sender and the next
sequence number make it certain (2^-56).

Blind spots: messages of dialects other than common are candidates; a dialect that gives a common number to another
message fails the checksum; waypoints of missions, other aircraft (ADSB_VEHICLE) and vessels are not positions here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.crc import crc16, crc16_last_octet
from harness.wire.mavlink_contents import Contents, contents_of
from harness.wire.mavlink_messages import form_of

LAYER: Final = "mavlink"
MAX_FRAMES: Final = 64
"""Read of one datagram; flight controllers put one to twenty into one."""

_MARK_1: Final = 0xFE
_MARK_2: Final = 0xFD
_HEAD_1: Final = 6
_HEAD_2: Final = 10
_CHECKSUM: Final = 2
_SIGNATURE: Final = 13
_SIGNED: Final = 0x01
"""The only incompatibility flag there is; a frame with another one is to be dropped (guide, "Incompatibility Flags")."""
_SEED: Final = 0xFFFF
_MARKS: Final = (b"\xfe", b"\xfd")
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Said of most datagrams, so made once."""


class MavlinkFrame(NamedTuple):
    """One frame."""

    version: int
    octets: int
    sequence: int
    system: int
    """Number of the vehicle or ground station; ground stations commonly take 255."""
    component: int
    message_id: int
    message: str | None
    """Name; None = not known, then the frame is a candidate."""
    crc_extra: int
    """What the message's must be; of a known message the published one."""
    signed: bool
    contents: Contents


class _Head(NamedTuple):
    """What stands before the payload."""

    version: int
    sequence: int
    system: int
    component: int
    message_id: int
    payload_at: int
    checksum_at: int
    end: int
    signed: bool


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream are needed to be certain.

    Returns:
        0 if this is no MAVLink; more than ``len(data)`` if more is needed, a lower bound; else the
        octets of the first frame, with those of the second where the first is only a candidate.
    """
    if not data.startswith(_MARKS):
        return 0 if data else 1
    first = read_frame(data)
    if isinstance(first, Malformed):
        return _needed(data, 0) if first.reason is Reason.TRUNCATED else 0
    if first.message is not None:
        return first.octets
    second = read_frame(data, first.octets)
    if isinstance(second, Malformed):
        return _needed(data, first.octets) if second.reason is Reason.TRUNCATED else 0
    return first.octets + second.octets if _follows(first, second) else 0


def read_frame(data: bytes, start: int = 0) -> MavlinkFrame | Malformed:
    """Read the frame that begins at an offset, checked or candidate; octets after it do no harm."""
    head = _read_head(data, start)
    if isinstance(head, Malformed):
        return head
    if head.end > len(data):
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    payload = data[head.payload_at : head.checksum_at]
    before = crc16(data[start + 1 : head.checksum_at], _SEED)
    checksum = int.from_bytes(data[head.checksum_at : head.checksum_at + _CHECKSUM], "little")
    extra = crc16_last_octet(before, checksum)
    form = form_of(head.message_id)
    if extra is None or (form is not None and extra != form.crc_extra):
        return Malformed(Reason.BAD_VALUE, head.checksum_at, LAYER)
    return MavlinkFrame(
        head.version,
        head.end - start,
        head.sequence,
        head.system,
        head.component,
        head.message_id,
        None if form is None else form.name,
        extra,
        head.signed,
        Contents() if form is None else contents_of(form, payload, head.payload_at),
    )


def decode_frames(data: bytes) -> tuple[MavlinkFrame, ...] | Malformed:
    """Read one whole datagram, which holds whole frames and nothing else.

    Returns:
        At least one frame, in their order, ``MAX_FRAMES`` at most. Certain where ``certain`` says so.
    """
    if not data.startswith(_MARKS):
        return _NOT_THIS
    found: list[MavlinkFrame] = []
    at = 0
    while at < len(data) and len(found) < MAX_FRAMES:
        frame = read_frame(data, at)
        if isinstance(frame, Malformed):
            return Malformed(Reason.NOT_THIS, frame.offset, LAYER)
        found.append(frame)
        at += frame.octets
    return tuple(found)


def certain(frames: Sequence[MavlinkFrame]) -> bool:
    """Say whether frames prove MAVLink: one of a known message, or two that follow each other."""
    if any(frame.message is not None for frame in frames):
        return True
    return any(_follows(first, second) for first, second in pairwise(frames))


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams of one direction, in their order, are all MAVLink and prove it together."""
    frames: list[MavlinkFrame] = []
    for datagram in datagrams:
        decoded = decode_frames(datagram)
        if isinstance(decoded, Malformed):
            return False
        frames += decoded
    return certain(frames)


def _follows(first: MavlinkFrame, second: MavlinkFrame) -> bool:
    """Whether the second is its sender's next frame, and no message has two values of CRC_EXTRA."""
    return (
        first.version == second.version
        and (first.system, first.component) == (second.system, second.component)
        and (first.sequence + 1) & 0xFF == second.sequence
        and (first.message_id != second.message_id or first.crc_extra == second.crc_extra)
    )


def _needed(data: bytes, start: int) -> int:
    """Octets that a frame needs that is not all there: those of its head, then all."""
    head = _read_head(data, start)
    if not isinstance(head, Malformed):
        return head.end
    return max(len(data) + 1, start + (_HEAD_1 if data[start : start + 1] == b"\xfe" else _HEAD_2))


def _read_head(data: bytes, start: int) -> _Head | Malformed:
    """Read a head; a length that a known message cannot have makes it none."""
    mark = data[start] if start < len(data) else _MARK_1
    if mark not in (_MARK_1, _MARK_2):
        return Malformed(Reason.NOT_THIS, start, LAYER)
    version = 1 if mark == _MARK_1 else 2
    payload_at = start + (_HEAD_1 if version == 1 else _HEAD_2)
    head = data[start:payload_at]
    if version > 1 and (
        head[2:3] > b"\x01" or head[3:4] > b"\x00"
    ):  # no compatibility flag is defined either
        return Malformed(Reason.NOT_THIS, start + 2, LAYER)
    if len(data) < payload_at:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    octets = head[1]
    sequence, system, component = head[-4:-1] if version == 1 else head[4:7]
    message_id = head[5] if version == 1 else int.from_bytes(head[7:10], "little")
    form = form_of(message_id)
    if version == 1:
        fits = form is None or octets in (
            form.base_octets,
            form.most_octets,
        )  # pymavlink sends extension fields too
    else:  # trailing zero octets are not sent, but one is (guide, "Empty-Byte Payload Truncation")
        fits = 0 < octets <= (255 if form is None else form.most_octets)
    if not fits:
        return Malformed(Reason.NOT_THIS, start + 1, LAYER)
    signed = version > 1 and bool(head[2] & _SIGNED)
    checksum_at = payload_at + octets
    end = checksum_at + _CHECKSUM + (_SIGNATURE if signed else 0)
    return _Head(version, sequence, system, component, message_id, payload_at, checksum_at, end, signed)
