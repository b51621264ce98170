"""Tello: published packets and strings, and words that other programs may say too."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed
from harness.wire.tello import TelloMessage, consistent, decode_datagram
from tests.support.drone_frames import TELLO_LAND, TELLO_STATE, TELLO_TAKEOFF, TELLO_VIDEO, tello


def told(data: bytes) -> TelloMessage:
    decoded = decode_datagram(data)
    assert isinstance(decoded, TelloMessage)
    return decoded


@pytest.mark.parametrize(("data", "number"), [(TELLO_TAKEOFF, 0x54), (TELLO_LAND, 0x55), (TELLO_VIDEO, 0x25)])
def test_published_packets(data: bytes, number: int) -> None:
    assert told(data) == TelloMessage("packet", str(number), from_aircraft=False, certain=True)
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 0x08
        assert isinstance(decode_datagram(bytes(broken)), Malformed)
    assert isinstance(decode_datagram(data + b"\x00"), Malformed)
    assert isinstance(decode_datagram(data[:-1]), Malformed)


def test_direction_of_packets() -> None:
    assert told(tello(0x56, b"status", kind=0x88)).from_aircraft is True
    assert told(tello(0x50, kind=0x60)).from_aircraft is False
    assert told(tello(0x50, kind=0xC0)).from_aircraft is None


def test_connection() -> None:
    assert told(b"conn_req:\x96\x17") == TelloMessage("connection", "", from_aircraft=False, certain=True)
    assert told(b"conn_ack:\x0a\x17").from_aircraft is True
    assert isinstance(decode_datagram(b"conn_req:\x96"), Malformed)


def test_states_of_both_guides() -> None:
    for state in (TELLO_STATE, TELLO_STATE.rstrip(), TELLO_STATE[TELLO_STATE.index(b"pitch") :]):
        assert told(state) == TelloMessage("state", "", from_aircraft=True, certain=True)
    assert isinstance(decode_datagram(TELLO_STATE.replace(b"bat:", b"bax:")), Malformed)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"command", "command"), (b"takeoff\r\n", "takeoff"), (b"up 50", "up"), (b"rc 0 -100 0 100", "rc"), (b"flip l", "flip"),
        (b"go 100 0 -50 30", "go"), (b"go 1 2 3 10 m1", "go"), (b"curve 1 2 3 4 5 6 10", "curve"), (b"battery?", "battery?"),
        (b"sn?", "sn?"), (b"mdirection 2", "mdirection"), (b"setfps high", "setfps"),
    ],
)  # fmt: skip
def test_commands(data: bytes, word: str) -> None:
    assert told(data) == TelloMessage("command", word, from_aircraft=False, certain=False)


def test_a_password_is_told_and_not_kept() -> None:
    message = told(b"wifi TELLO-1 secret")
    assert message.credentials
    assert "secret" not in repr(message)


@pytest.mark.parametrize(
    "data",
    [b"", b"commands", b"up 50x", b"up", b"rc 0 0 0", b"Command", b"85", b"hello", b"flip x", b"x" * 600],
)
def test_other_texts_are_none(data: bytes) -> None:
    assert isinstance(decode_datagram(data), Malformed)


def test_texts_are_certain_together() -> None:
    assert consistent([b"command", b"ok"])
    assert consistent([TELLO_STATE])
    assert consistent([b"stop", TELLO_TAKEOFF])
    assert not consistent([b"command"])
    assert not consistent([b"stop", b"ok"])
    assert not consistent([b"command", b"ok", b"85"])
    assert not consistent([])


def test_random_octets_are_none() -> None:
    chance = random.Random(4)
    for _ in range(20_000):
        data = b"\xcc\xa0\x00" + chance.randbytes(17)
        assert isinstance(decode_datagram(data), Malformed)
        assert isinstance(decode_datagram(chance.randbytes(9)), Malformed)


def test_long_states_are_read_once() -> None:
    """Fields that nearly fit do not make the reading try all ways to part them."""
    for data in (b"a:1;" * 120 + b"!", b"a:" + b"1" * 500, b"wifi " + b"a " * 200):
        assert isinstance(decode_datagram(data), Malformed)
