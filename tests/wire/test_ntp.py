"""NTP: messages by the layout of RFC 5905, and what is near them."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed
from harness.wire.ntp import NtpMessage, decode_ntp
from tests.support.datagrams import ntp


def read(data: bytes) -> NtpMessage:
    found = decode_ntp(data)
    assert isinstance(found, NtpMessage), found
    return found


@pytest.mark.parametrize(
    ("data", "found", "from_client"),
    [
        (ntp(0x1B), (3, 3, 0, None), True),  # SNTP: all zero behind the first octet
        (ntp(0xE3, reference=b"1N14", precision=-20), (4, 3, 0, None), True),
        (ntp(0x23, 2, b"\xc0\0\2\1", delay=0x1000), (4, 3, 2, None), True),
        (ntp(0x24, 1, b"GPS\0"), (4, 4, 1, "GPS"), False),
        (ntp(0x24, 1, b"GOES"), (4, 4, 1, "GOES"), False),
        (ntp(0x1C, 2, b"\xc6\x33\x64\x07", dispersion=0x2000), (3, 4, 2, "198.51.100.7"), False),
        (ntp(0xE4, 0, b"RATE"), (4, 4, 0, "RATE"), False),
        (ntp(0x24, 1, b"\x01\xff\0\0"), (4, 4, 1, None), False),
        (ntp(0x24, 16), (4, 4, 16, None), False),
        (ntp(0x25, 1, b"PPS\0"), (4, 5, 1, "PPS"), False),
        (ntp(0x21, 2, b"\xc0\0\2\1"), (4, 1, 2, "192.0.2.1"), None),
        (ntp(0x1C, 2, delay=-0x800), (3, 4, 2, None), False),
    ],
)
def test_messages(data: bytes, found: tuple[object, ...], from_client: bool | None) -> None:
    assert tuple(read(data)) == found
    assert read(data).from_client is from_client


@pytest.mark.parametrize(
    "tail",
    [
        bytes(4),  # a crypto-NAK
        bytes(20),
        bytes(24),
        b"\x01\x04\0\x24" + bytes(32),  # unique identifier of network time security (RFC 8915 §5.3)
        b"\x01\x04\0\x24" + bytes(32) + b"\x02\x04\0\x10" + bytes(12),
        b"\x01\x04\0\x24" + bytes(32) + bytes(20),
    ],
)
def test_extensions_and_codes_at_the_end(tail: bytes) -> None:
    assert read(ntp(0x23, tail=tail)).version == 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(48),
        ntp(0x1B)[:47],
        ntp(0x1B, tail=b"\0"),
        ntp(0x23, tail=b"\x01\x04\0\x08" + bytes(24)),
        ntp(0x23, tail=b"\x01\x04\0\x40" + bytes(32)),
        ntp(0x1B, tail=b"\x01\x04\0\x24" + bytes(32)),  # version 3 has no extensions
        ntp(0x03),
        ntp(0x2B),
        ntp(0x20),
        ntp(0x26),  # control
        ntp(0x27),
        ntp(0x23, 17),
        ntp(0x23, poll=25),
        ntp(0x23, poll=-9),
        ntp(0x23, precision=1),
        ntp(0x23, delay=16 << 16),
        ntp(0x23, dispersion=256 << 16),
        ntp(0x24, 1, b"GPS\0", sent=0),
    ],
)
def test_what_is_no_message(data: bytes) -> None:
    assert isinstance(decode_ntp(data), Malformed)


def test_random_octets_of_the_right_length_do_not_pass() -> None:
    chance = random.Random(5905)
    assert not [1 for _ in range(200_000) if isinstance(decode_ntp(chance.randbytes(48)), NtpMessage)]
