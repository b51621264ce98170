"""MAVLink frames made by pymavlink, and what is none of them."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.mavlink import (
    MAX_FRAMES,
    MavlinkFrame,
    certain,
    consistent,
    decode_frames,
    read_frame,
    wanted,
)
from harness.wire.mavlink_messages import form_of
from tests.support.drone_frames import MAVLINK, crc_low_first, mavlink

KNOWN = [name for name in MAVLINK if not name.startswith("AHRS")]


def frame_of(data: bytes) -> MavlinkFrame:
    frame = read_frame(data)
    assert isinstance(frame, MavlinkFrame)
    return frame


@pytest.mark.parametrize("name", MAVLINK)
def test_name_length_and_sender(name: str) -> None:
    data = mavlink(name)
    frame = frame_of(data)
    assert frame.octets == len(data)
    assert (frame.system, frame.component) == (1, 1)
    assert frame.version == {0xFE: 1, 0xFD: 2}[data[0]]
    assert frame.message == (name.split(maxsplit=1)[0] if name in KNOWN else None)
    assert frame.signed == name.endswith("signed")


@pytest.mark.parametrize("name", MAVLINK)
def test_every_octet_but_the_signature_is_checked(name: str) -> None:
    data = mavlink(name)
    for at in range(len(data) - (13 if name.endswith("signed") else 0)):
        broken = bytearray(data)
        broken[at] ^= 0x04
        frame = read_frame(bytes(broken))
        assert isinstance(frame, Malformed) or not certain((frame,))


@pytest.mark.parametrize("name", KNOWN)
def test_a_stream_wants_more_until_the_first_frame_is_whole(name: str) -> None:
    data = mavlink(name)
    for size in range(len(data)):
        assert size < wanted(data[:size]) <= len(data)
    assert wanted(data) == wanted(data + b"anything") == len(data)
    assert read_frame(data + b"anything") == read_frame(data)


@pytest.mark.parametrize("version", ["AHRS 1", "AHRS 2"])
def test_an_unknown_message_is_a_candidate_until_the_next_follows(version: str) -> None:
    first, second = mavlink(f"{version} first"), mavlink(f"{version} next")
    assert frame_of(first).crc_extra == 127  # published in ardupilotmega's libraries
    assert not certain((frame_of(first),))
    assert certain((frame_of(first), frame_of(second)))
    assert not certain((frame_of(second), frame_of(first)))
    both = first + second
    for size in range(len(both)):
        assert wanted(both[:size]) > size
    assert wanted(both) == wanted(both + b"x") == len(both)
    assert wanted(first + first) == 0
    assert consistent([first, second])
    assert not consistent([first])


def test_a_datagram_of_several_frames() -> None:
    frames = decode_frames(b"".join(mavlink(name) for name in KNOWN))
    assert not isinstance(frames, Malformed)
    assert [frame.message for frame in frames] == [name.split()[0] for name in KNOWN]


def test_a_datagram_with_something_else_is_none() -> None:
    beat = mavlink("HEARTBEAT 2")
    for data in (b"", beat + b"x", b"x" + beat, beat[:-1], beat + beat[:5]):
        assert isinstance(decode_frames(data), Malformed)
    assert not consistent([beat, b"x"])
    assert not consistent([])


def test_of_many_frames_some_are_read() -> None:
    frames = decode_frames(mavlink("HEARTBEAT 1") * 100)
    assert not isinstance(frames, Malformed)
    assert len(frames) == MAX_FRAMES


def _version_1(number: int, payload: bytes, extra: int) -> bytes:
    body = bytes([len(payload), 1, 1, 1, number]) + payload
    return b"\xfe" + body + crc_low_first(body + bytes([extra]), 0x8408, 0xFFFF).to_bytes(2, "little")


def test_version_1_has_one_length_or_that_with_extension_fields() -> None:
    form = form_of(1)
    assert form is not None
    for octets in (form.base_octets, form.most_octets):
        assert frame_of(_version_1(1, bytes(octets), form.crc_extra)).message == "SYS_STATUS"
    for octets in (0, form.base_octets - 1, form.most_octets + 1):
        assert isinstance(read_frame(_version_1(1, bytes(octets), form.crc_extra)), Malformed)


@pytest.mark.parametrize("flags", ["0200", "8000", "0001", "0300"])
def test_unknown_flags_are_refused(flags: str) -> None:
    data = mavlink("HEARTBEAT 2")
    assert wanted(data[:2] + bytes.fromhex(flags) + data[4:]) == 0


def test_random_octets_are_not_certain() -> None:
    chance = random.Random(3)
    candidates = 0
    for number in range(40_000):
        data = bytes([0xFE - number % 2]) + chance.randbytes(299)
        frame = read_frame(data)
        if isinstance(frame, MavlinkFrame):
            candidates += 1
            assert frame.message is None
        assert wanted(data) == 0 or wanted(data) > len(data)
    assert candidates < 200  # 2^-8 of those whose flags fit and whose number is unknown


def test_other_protocols_are_none_at_once() -> None:
    for data in (b"\x16\x03\x01", b"GET /", b"\x00\x1d"):
        assert wanted(data) == 0
        assert read_frame(data) == Malformed(Reason.NOT_THIS, 0, "mavlink")
