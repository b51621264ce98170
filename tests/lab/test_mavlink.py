"""MAVLink messages, by the reader that was written apart from them."""

from __future__ import annotations

import struct

import pytest

from harness.lab import mavlink
from harness.wire.mavlink import MavlinkFrame, decode_frames


@pytest.mark.parametrize(
    ("message", "id"), [(mavlink.heartbeat(7), 0), (mavlink.position(7, -31.5, -126.5, 120.0), 33)]
)
def test_a_message_is_read_with_a_right_checksum(message: bytes, id: int) -> None:  # noqa: A002 - MAVLink's word
    (frame,) = decode_frames(message)  # type: ignore[misc]
    assert isinstance(frame, MavlinkFrame)
    # A name is given only where the checksum is that of the published message.
    assert (frame.message_id, frame.sequence) == (id, 7)
    assert frame.message is not None


def test_a_position_says_where_it_is() -> None:
    message = mavlink.position(1, -31.4159265, -126.5358979, 120.0)
    assert struct.unpack_from("<ii", message, 14) == (-314159265, -1265358979)
