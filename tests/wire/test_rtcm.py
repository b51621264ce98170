"""RTCM frames: the published example, and what is none."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed
from harness.wire.rtcm import MAX_FRAMES, RtcmFrame, decode_frame, decode_frames, wanted
from tests.support.drone_frames import RTCM_1005, rtcm


def test_published_frame() -> None:
    assert decode_frame(RTCM_1005) == RtcmFrame(25, 1005, 2003)
    assert decode_frame(RTCM_1005 + b"\xd3") == RtcmFrame(25, 1005, 2003)
    assert decode_frame(b"x" + RTCM_1005, 1) == RtcmFrame(25, 1005, 2003)


def message(number: int, station: int = 7, octets: int = 10) -> bytes:
    return (number << 12 | station).to_bytes(3, "big") + bytes(octets - 3)


@pytest.mark.parametrize(
    ("number", "station"),
    [
        (1004, 7),
        (1077, 7),
        (1137, 7),
        (1230, 7),
        (1014, None),
        (1019, None),
        (1060, None),
        (1078, None),
        (4094, None),
    ],
)
def test_station_where_the_message_has_one(number: int, station: int | None) -> None:
    assert decode_frame(rtcm(message(number))) == RtcmFrame(16, number, station)


def test_a_message_of_two_octets_has_no_station() -> None:
    assert decode_frame(rtcm(message(1005)[:2])) == RtcmFrame(8, 1005, None)


@pytest.mark.parametrize("frame", [RTCM_1005, rtcm(message(1077, octets=1023)), rtcm(message(1005)[:2])])
def test_a_stream_wants_more_until_the_frame_is_whole(frame: bytes) -> None:
    for size in range(len(frame)):
        assert size < wanted(frame[:size]) <= len(frame)
        assert isinstance(decode_frame(frame[:size]), Malformed)
    assert wanted(frame) == wanted(frame + b"x") == len(frame)


def test_every_octet_is_checked() -> None:
    for at in range(len(RTCM_1005)):
        for change in (0x01, 0x80):
            broken = bytearray(RTCM_1005)
            broken[at] ^= change
            assert isinstance(decode_frame(bytes(broken)), Malformed)


@pytest.mark.parametrize("payload", [message(1000), message(0), message(2000), b"", b"\x3e"])
def test_messages_that_are_not_assigned_are_none(payload: bytes) -> None:
    assert wanted(rtcm(payload)) == 0


def test_datagrams() -> None:
    decoded = decode_frames(RTCM_1005 + rtcm(message(1077)))
    assert not isinstance(decoded, Malformed)
    assert [frame.message for frame in decoded] == [1005, 1077]
    for data in (b"", RTCM_1005[:-1], RTCM_1005 + b"x", b"x" + RTCM_1005):
        assert isinstance(decode_frames(data), Malformed)
    many = decode_frames(RTCM_1005 * 100)
    assert not isinstance(many, Malformed)
    assert len(many) == MAX_FRAMES


def test_random_octets_are_none() -> None:
    chance = random.Random(6)
    for _ in range(20_000):
        assert isinstance(decode_frame(b"\xd3\x00\x10" + chance.randbytes(20)), Malformed)
