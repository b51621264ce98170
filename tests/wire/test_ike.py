"""IKE and ESP in UDP: messages by the layouts of RFC 7296, RFC 2408 and RFC 3948."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed
from harness.wire.ike import (
    EspPacket,
    IkeMessage,
    consistent,
    decode_esp,
    decode_ike,
    is_keepalive,
)
from tests.support.datagrams import esp, ike

SA, KE, NONCE, NOTIFY, VENDOR = 33, 34, 40, 41, 43
SPI = bytes(range(8, 16))
INIT = ((SA, bytes(40)), (KE, bytes(36)), (NONCE, bytes(32)))


def read(data: bytes) -> IkeMessage:
    found = decode_ike(data)
    assert isinstance(found, IkeMessage), found
    return found


def test_the_first_two_messages() -> None:
    assert read(ike(34, *INIT)) == IkeMessage(2, 34, False, (), None, True)
    assert read(ike(34, *INIT, flags=0x20, peer=SPI)) == IkeMessage(2, 34, False, (), None, False)
    marked = read(bytes(4) + ike(35, (46, bytes(64)), peer=SPI))
    assert marked == IkeMessage(2, 35, True, (), None, True)


def test_vendor_ids_that_are_text() -> None:
    message = ike(34, *INIT, (VENDOR, bytes(range(16))), (VENDOR, b"Gateway 5.9"), (VENDOR, b"abc"))
    assert read(message).vendors == ("Gateway\\0325.9",)
    old = ike(2, (1, bytes(40)), (13, b"Camera VPN"), version=0x10, flags=0)
    assert read(old) == IkeMessage(1, 2, False, ("Camera\\032VPN",), None, True)
    sealed = ike(2, (1, bytes(40)), (13, b"Camera VPN"), version=0x10, flags=1, peer=SPI)
    assert read(sealed) == IkeMessage(1, 2, False, (), None, None)


@pytest.mark.parametrize(
    ("identity", "gateway"),
    [
        (b"\3\x0fVPN2.Gw.example", "vpn2.gw.example"),
        (b"\1\4\xcb\0\x71\x05", "203.0.113.5"),
        (b"\2\x10" + bytes.fromhex("20010db8000000000000000000000005"), "2001:db8::5"),
        (b"\1\3abc", None),
        (b"", None),
    ],
)
def test_a_gateway_sends_its_client_on(identity: bytes, gateway: str | None) -> None:
    notify = b"\0\0\x40\x17" + identity
    assert read(ike(34, (NOTIFY, notify), flags=0x20, peer=SPI)).gateway == gateway


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(32),
        ike(34, *INIT)[:-1],
        ike(34, *INIT) + b"\0",
        bytes(8) + ike(34, *INIT)[8:],
        ike(33, *INIT),
        ike(45, *INIT),
        ike(34, *INIT, version=0x21),
        ike(34, *INIT, version=0x30),
        ike(34, *INIT, flags=0x09),
        ike(34, (60, bytes(8))),
        bytes(8) + ike(35, (46, bytes(64))),
    ],
)
def test_what_is_no_message(data: bytes) -> None:
    assert isinstance(decode_ike(data), Malformed)


def test_payloads_that_break_their_lengths_are_left_out() -> None:
    message = bytearray(ike(34, *INIT, (VENDOR, b"Gateway 5.9")))
    message[30:32] = b"\0\3"
    assert read(bytes(message)).vendors == ()


def test_one_datagram_of_esp_is_a_candidate() -> None:
    assert decode_esp(esp(0xC0FFEE00, 7)) == EspPacket(0xC0FFEE00, 7)
    for data in (b"", esp(255, 7), esp(0, 7), esp(0xC0FFEE00, 0), esp(300, 1, 63), esp(300, 1, 8)):
        assert isinstance(decode_esp(data), Malformed)
    assert is_keepalive(b"\xff")
    assert not is_keepalive(b"\xff\xff")


def test_several_are_certain() -> None:
    stream = [esp(0xC0FFEE00, number) for number in (3, 4, 6, 7)]
    assert consistent(stream)
    assert consistent([bytes(4) + ike(35, (46, bytes(64)), peer=SPI), *stream, b"\xff", esp(900, 1)])
    assert not consistent([])
    assert not consistent(stream[:3])
    assert not consistent(stream[::-1])
    assert not consistent([stream[0]] * 5)
    assert not consistent([*stream, b"\x16\xfe\xfd"])
    assert not consistent([esp(0xC0FFEE00, number) for number in (1, 2, 3, 5000)])


def test_random_datagrams_are_none_of_both() -> None:
    chance = random.Random(7296)
    for _ in range(2_000):
        datagrams = [chance.randbytes(4 * chance.randint(7, 40)) for _ in range(6)]
        assert not consistent(datagrams)
        assert all(isinstance(decode_ike(datagram), Malformed) for datagram in datagrams)
