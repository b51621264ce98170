"""ARSDK: published frames and handshakes, and commands by arsdk-xml."""

from __future__ import annotations

import random
import struct

import pytest

from harness.model.malformed import Malformed
from harness.wire.arsdk import (
    MAX_FRAMES,
    MAX_HANDSHAKE_OCTETS,
    ArsdkFrame,
    Handshake,
    decode_datagram,
    decode_handshake,
    product_of,
    wanted,
)
from harness.wire.positions import Position
from tests.support.drone_frames import ARSDK_ANSWERS, ARSDK_ASKS, ARSDK_EVENT, arsdk


def frames(data: bytes) -> tuple[ArsdkFrame, ...]:
    decoded = decode_datagram(data)
    assert not isinstance(decoded, Malformed)
    return decoded


def command(project: int, group: int, number: int, arguments: bytes = b"") -> bytes:
    return struct.pack("<BBH", project, group, number) + arguments


def test_published_event() -> None:
    assert frames(ARSDK_EVENT) == (
        ArsdkFrame(
            15, "data with ack", 126, 0, from_controller=False, command=(1, 4, 1), serial=None, position=None
        ),
    )


@pytest.mark.parametrize(
    ("data", "kind", "from_controller"),
    [
        (arsdk(10, command(1, 0, 1)), "data", True),
        (arsdk(11, command(1, 0, 1), kind=4), "data with ack", True),
        (arsdk(125, b"video", kind=3), "low latency", False),
        (arsdk(254, b"\x05", kind=1), "ack", True),  # of buffer 126, which the device fills
        (arsdk(139, b"\x05", kind=1), "ack", False),
        (arsdk(0, bytes(16)), "data", None),
    ],
)
def test_kinds_and_sides(data: bytes, kind: str, from_controller: bool | None) -> None:
    (frame,) = frames(data)
    assert (frame.kind, frame.from_controller) == (kind, from_controller)


def test_positions() -> None:
    place = struct.pack("<ddd", 48.1173, -11.5166667, 10)
    for project, group, number, whose, name in (
        (1, 4, 4, "aircraft", "PositionChanged"),
        (1, 4, 9, "aircraft", "GpsLocationChanged"),
        (1, 24, 0, "home", "HomeChanged"),
        (1, 23, 2, "operator", "SendControllerGPS"),
    ):
        (frame,) = frames(arsdk(127, command(project, group, number, place)))
        assert frame.position == Position(whose, name, 7, 481173000, -115166667)


@pytest.mark.parametrize("value", [500.0, float("nan"), float("inf"), 0.0])
def test_unknown_positions_are_none(value: float) -> None:
    (frame,) = frames(arsdk(127, command(1, 4, 4, struct.pack("<ddd", value, value, 0))))
    assert frame.position is None
    assert frames(arsdk(127, command(1, 4, 4, b"short")))[0].position is None


def test_serial_numbers() -> None:
    data = arsdk(126, command(0, 3, 4, b"PI040384\x00")) + arsdk(126, command(0, 3, 5, b"AA5E1\n\x00"))
    assert [frame.serial for frame in frames(data)] == ["high PI040384", "low AA5E1\\010"]
    assert frames(arsdk(126, command(0, 3, 4, b"\x00")))[0].serial is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ARSDK_EVENT[:-1],
        ARSDK_EVENT + b"\x01",
        b"\x05" + ARSDK_EVENT[1:],
        arsdk(60, b"x"),
        arsdk(127, b""),
        arsdk(254, b"xx", kind=1),
        arsdk(0, b"x", kind=4),
        bytes([2, 127, 1, 255, 255, 255, 255]) + bytes(20),
    ],
)
def test_other_datagrams_are_none(data: bytes) -> None:
    assert isinstance(decode_datagram(data), Malformed)


def test_of_many_frames_some_are_read() -> None:
    assert len(frames(ARSDK_EVENT * 100)) == MAX_FRAMES


def test_handshake_of_both_sides() -> None:
    assert decode_handshake(ARSDK_ASKS + b"\x00") == Handshake(
        len(ARSDK_ASKS),
        from_controller=True,
        controller_name="katarina",
        controller_type="computer",
        port=43210,
    )
    assert decode_handshake(ARSDK_ANSWERS) == Handshake(
        len(ARSDK_ANSWERS) - 1, from_controller=False, controller_name=None, controller_type=None, port=54321
    )


@pytest.mark.parametrize("data", [ARSDK_ASKS, ARSDK_ANSWERS[:-1]])
def test_a_stream_wants_more_until_the_handshake_is_whole(data: bytes) -> None:
    for size in range(len(data)):
        assert wanted(data[:size]) > size
        assert isinstance(decode_handshake(data[:size]), Malformed)
    assert wanted(data) == wanted(data + b"\x00more") == len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[1]",
        b'{"jsonrpc": "2.0"}',
        b'{ "x',
        b'{"status":0}',
        b'{"c2d_port":54321}',
        b'{"status":0,"c2d_port":{"a":1}}',
        b'{"status":' + b"0" * 17 + b"}",
        b"{x",
        b'{"status":0,' + b" " * MAX_HANDSHAKE_OCTETS,
    ],
)
def test_other_json_is_none(data: bytes) -> None:
    assert wanted(data) in (0, len(data) + 1 if data == b'{ "x' else 0)
    assert isinstance(decode_handshake(data), Malformed)


@pytest.mark.parametrize("port", [b"0", b"65536", b'"x"', b"-1", b'"000043210"'])
def test_a_port_that_is_none_is_not_told(port: bytes) -> None:
    handshake = decode_handshake(b'{"d2c_port": ' + port + b"}")
    assert isinstance(handshake, Handshake)
    assert handshake.port is None


def test_escapes_and_words_of_json() -> None:
    handshake = decode_handshake(
        rb'{"features": null, "controller_name": "a \"b\u0020", "qos_mode": true, "d2c_port": 1}'
    )
    assert isinstance(handshake, Handshake)
    assert (handshake.controller_name, handshake.port) == ('a\\032\\092"b\\092u0020', 1)


def test_services() -> None:
    assert product_of("_arsdk-0914._udp") == "ANAFI"
    assert product_of("_arsdk-0901._udp.local") == "Bebop"
    assert product_of("_arsdk-ffff._udp.local") is None
    assert product_of("_http._tcp.local") is None


def test_random_octets_are_none() -> None:
    chance = random.Random(5)
    for _ in range(20_000):
        assert isinstance(decode_datagram(bytes([2, 127]) + chance.randbytes(30)), Malformed)
