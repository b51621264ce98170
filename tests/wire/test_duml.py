"""DUML frames that others published, and what is none of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.duml import MAX_FRAMES, Device, DumlFrame, decode_frame, find_frames, wanted
from tests.support.drone_frames import DUML_APP, DUML_PC, DUML_PING, crc_low_first, duml

FRAMES = (DUML_PC, DUML_APP, DUML_PING, duml(b"x" * 1010))


def test_published_frame_of_a_pc() -> None:
    """Every field as strazzere/duml-packet prints it, but for its name of the receiver."""
    assert decode_frame(DUML_PC) == DumlFrame(
        octets=14,
        sender=Device("PC", 10, 1),
        receiver=Device("DM36x air", 8, 1),
        sequence=0x2FDE,
        response=False,
        encryption="none",
        command_set="general",
        command_set_number=0,
        command=0x4F,
    )


def test_unknown_device_and_command_set_keep_their_number() -> None:
    ping = decode_frame(DUML_PING)
    assert isinstance(ping, DumlFrame)
    assert (ping.receiver, ping.command_set, ping.command) == (Device(None, 14, 0), "remote controller", 1)


def test_responses_and_encryption_are_told() -> None:
    answer = decode_frame(duml(kind=0x81))
    assert isinstance(answer, DumlFrame)
    assert (answer.response, answer.encryption) == (True, "AES-128")


@pytest.mark.parametrize("frame", FRAMES)
def test_octets_behind_a_frame_change_nothing(frame: bytes) -> None:
    assert decode_frame(frame + b"\x55more") == decode_frame(frame)
    assert wanted(frame + b"\x55more") == wanted(frame) == len(frame)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_stream_wants_more_until_the_frame_is_whole(frame: bytes) -> None:
    for size in range(len(frame)):
        assert size < wanted(frame[:size]) <= len(frame)
        assert isinstance(decode_frame(frame[:size]), Malformed)


def test_both_checksums_and_the_version_must_fit() -> None:
    for at in range(len(DUML_PC)):
        for change in (0x01, 0x80):
            frame = bytearray(DUML_PC)
            frame[at] ^= change
            assert wanted(bytes(frame)) == 0
    assert wanted(duml(version=2)) == 0
    assert wanted(duml(version=0)) == 0


def test_a_length_below_a_frame_is_none() -> None:
    short = bytes.fromhex("550c04")
    assert wanted(short + bytes([crc_low_first(short, 0x8C, 0x77)]) + bytes(20)) == 0


def test_frames_are_found_among_other_octets() -> None:
    found = find_frames(b"\x55\x0e" + DUML_PC + b"\x00\x55" + DUML_APP + DUML_PING + DUML_PC[:-1])
    assert [frame.command for frame in found] == [0x4F, 0x88, 1]


def test_of_many_frames_some_are_kept() -> None:
    assert len(find_frames(DUML_PC * 100)) == MAX_FRAMES


def test_heads_that_announce_much_cost_little() -> None:
    """16,000 fitting heads without a frame are no 16,000 checksums of 1,023 octets."""
    head = bytes.fromhex("55ff07")
    assert find_frames((head + bytes([crc_low_first(head, 0x8C, 0x77)])) * 4000) == ()


@given(
    st.lists(st.sampled_from(FRAMES), max_size=5), st.binary(max_size=20).filter(lambda pad: 0x55 not in pad)
)
def test_frames_behind_each_other_are_all_found(frames: list[bytes], pad: bytes) -> None:
    assert find_frames(pad.join(frames)) == tuple(decode_frame(frame) for frame in frames)


def test_random_octets_are_no_frames() -> None:
    chance = random.Random(1)
    for _ in range(20_000):
        data = b"\x55" + chance.randbytes(40)
        assert isinstance(decode_frame(data), Malformed)
        assert find_frames(data) == ()


def test_other_protocols_are_none_at_once() -> None:
    for data in (b"\x16\x03\x01", b"GET / HTTP/1.1\r\n", b"\x00\x1c", b"U", b"\x55\x0d\x08"):
        assert wanted(data) in (0, 4)
    assert decode_frame(b"\x16") == Malformed(Reason.NOT_THIS, 0, "duml")
