"""Toy drones: datagrams by the documented form, and a real app's."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed
from harness.wire.toy_wifi import ToyMessage, consistent, decode_datagram, wanted

SHORT = bytes.fromhex("6680808080000099")
"""All sticks in the middle: an even number of equal octets gives a checksum of 0."""
TAKE_OFF = bytes.fromhex("6680808080010199")
LONG = bytes.fromhex("6614 80808080 0102" + "00" * 10 + "0399")
VIDEO = bytes.fromhex("ef000400")
"""What a phone app sent to an E99 (Artemish/e99_k3_controller) and a LSRC-S1S (FahrulID/reversing-wifi-uav)."""


@pytest.mark.parametrize("data", [SHORT, TAKE_OFF, LONG])
def test_control(data: bytes) -> None:
    assert decode_datagram(data) == ToyMessage("control")
    for at in (0, 3, 4, len(data) - 2, len(data) - 1):
        broken = bytearray(data)
        broken[at] ^= 0x01
        assert isinstance(decode_datagram(bytes(broken)), Malformed)
    assert isinstance(decode_datagram(data[:-1]), Malformed)


def test_three_are_certain() -> None:
    assert decode_datagram(VIDEO) == ToyMessage("video start")
    assert consistent([VIDEO, SHORT, TAKE_OFF])
    assert not consistent([VIDEO, SHORT])
    assert not consistent([VIDEO, SHORT, b"x"])


def test_lewei_modules() -> None:
    begin = b"lewei_cmd\x00\x01\x00"
    assert [wanted(begin[:size]) for size in (0, 1, 9, 10, 12)] == [10] * 5
    for data in (b"lewei_cmx", b"\x16", b"lewei_cmd!"):
        assert wanted(data) == 0
