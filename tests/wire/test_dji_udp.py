"""Datagrams of DJI's Wi-Fi link, as documented by others."""

from __future__ import annotations

import random

from harness.model.malformed import Malformed
from harness.wire.dji_udp import DjiDatagram, decode_datagram
from tests.support.drone_frames import (
    DJI_ACKNOWLEDGEMENT,
    DJI_ANSWER,
    DJI_COMMAND,
    DJI_HANDSHAKE,
    DUML_APP,
    DUML_PC,
)


def datagram(data: bytes) -> DjiDatagram:
    decoded = decode_datagram(data)
    assert isinstance(decoded, DjiDatagram)
    return decoded


def wrapped(kind: int, body: bytes, sequence: int = 0) -> bytes:
    head = (len(body) + 8 | 0x8000).to_bytes(2, "little") + b"\x34\x12" + sequence.to_bytes(2, "little")
    head += bytes([kind])
    check = 0
    for octet in head:
        check ^= octet
    return head + bytes([check]) + body


def test_handshake_and_its_answer() -> None:
    for data in (DJI_HANDSHAKE, DJI_ANSWER):
        assert datagram(data) == DjiDatagram(0xDD3A, 0, "handshake", from_aircraft=None, frames=())


def test_command_with_the_frame_within() -> None:
    told = datagram(DJI_COMMAND)
    assert told[:4] == (0x4C21, 0x5A40, "commands", False)
    assert [(frame.sender.kind, frame.command) for frame in told.frames] == [("app", 0x88)]


def test_acknowledgement() -> None:
    assert datagram(DJI_ACKNOWLEDGEMENT) == DjiDatagram(
        0x4C21, 0, "acknowledgement", from_aircraft=False, frames=()
    )


def test_long_telemetry_of_several_frames() -> None:
    told = datagram(wrapped(1, bytes(300) + DUML_PC + DUML_APP))
    assert (told.packet_type, told.from_aircraft, len(told.frames)) == ("telemetry", True, 2)


def test_video_is_not_searched() -> None:
    assert datagram(wrapped(2, DUML_PC, 8)).frames == ()


def test_every_octet_of_the_head_is_checked() -> None:
    for at in range(8):
        data = bytearray(DJI_COMMAND)
        data[at] ^= 0x10
        assert isinstance(decode_datagram(bytes(data)), Malformed)


def test_cut_datagrams_and_those_with_more_are_none() -> None:
    for data in (DJI_COMMAND[:-1], DJI_COMMAND + b"\x00", b"", DJI_ANSWER[:7]):
        assert isinstance(decode_datagram(data), Malformed)


def test_a_sequence_number_where_there_is_none_and_unknown_types() -> None:
    assert isinstance(decode_datagram(wrapped(0, b"", 8)), Malformed)
    assert isinstance(decode_datagram(wrapped(7, b"")), Malformed)
    assert datagram(wrapped(3, b"", 8)).packet_type == "file transfer"


def test_random_datagrams_with_the_right_length_are_rarely_taken() -> None:
    """What is left is the XOR and the type: 2^-8 times 7/256."""
    chance = random.Random(2)
    taken = sum(
        not isinstance(decode_datagram(b"\x14\x80" + chance.randbytes(18)), Malformed) for _ in range(50_000)
    )
    assert taken <= 20
