"""OpenVPN: recorded first packets of version 2.6 under each guard, and what is near them."""

from __future__ import annotations

import random

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.openvpn import OpenvpnReset, decode_openvpn, decode_stream, wanted
from tests.support import datagram_vectors as recorded

PACKETS = [
    (recorded.OPENVPN_PLAIN, 7, None),
    (recorded.OPENVPN_PLAIN_SERVER, 8, None),
    (recorded.OPENVPN_AUTH, 7, "tls-auth"),
    (recorded.OPENVPN_AUTH_SERVER, 8, "tls-auth"),
    (recorded.OPENVPN_AUTH_SHA512, 7, "tls-auth"),
    (recorded.OPENVPN_AUTH_SHA512_SERVER, 8, "tls-auth"),
    (recorded.OPENVPN_CRYPT, 7, "tls-crypt"),
    (recorded.OPENVPN_CRYPT_SERVER, 8, "tls-crypt"),
    (recorded.OPENVPN_CRYPT_V2, 10, "tls-crypt-v2"),
    (recorded.OPENVPN_CRYPT_V2_SERVER, 8, "tls-crypt"),
]


def streamed(packet: bytes) -> bytes:
    return len(packet).to_bytes(2, "big") + packet


@pytest.mark.parametrize(("packet", "opcode", "guard"), PACKETS)
def test_recorded_first_packets(packet: bytes, opcode: int, guard: str | None) -> None:
    found = decode_openvpn(packet)
    assert found == OpenvpnReset(opcode, guard)
    assert isinstance(found, OpenvpnReset)
    assert found.from_client == (opcode != 8)
    for near in (packet[:-1], packet + b"\0", b"\x39" + packet[1:], packet[:1] + bytes(8) + packet[9:]):
        assert isinstance(decode_openvpn(near), Malformed)


@pytest.mark.parametrize(("packet", "opcode", "guard"), PACKETS)
def test_the_same_over_tcp(packet: bytes, opcode: int, guard: str | None) -> None:
    data = streamed(packet)
    for length in range(len(data)):
        assert length < wanted(data[:length]) <= len(data)
    assert wanted(data) == wanted(data + b"more") == len(data)
    assert decode_stream(data + b"more") == OpenvpnReset(opcode, guard)
    assert decode_stream(data[:-1]) == Malformed(Reason.TRUNCATED, len(data) - 1, "openvpn")


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\0\x01",
        b"GET / HTTP/1.1\r\n",
        b"\0\x1c\x12\x34\1\0\0\1",
        b"\0\x0d\x38",
        b"\0\x0e\x39",
        streamed(recorded.OPENVPN_PLAIN[:-1] + b"\1"),
        streamed(recorded.OPENVPN_CONTROL),
    ],
)
def test_streams_of_other_protocols(data: bytes) -> None:
    assert wanted(data) == 0
    assert isinstance(decode_stream(data), Malformed)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x38",
        recorded.OPENVPN_CONTROL,
        recorded.OPENVPN_PLAIN[:-1] + b"\1",
        recorded.OPENVPN_CRYPT[:9] + b"\0\0\0\0" + recorded.OPENVPN_CRYPT[13:],
        recorded.OPENVPN_CRYPT[:9] + b"\0\0\1\0" + recorded.OPENVPN_CRYPT[13:],
        recorded.OPENVPN_CRYPT_V2[:-2] + b"\1\0",
        recorded.OPENVPN_AUTH[:-1] + b"\1",
    ],
)
def test_what_is_no_first_packet(packet: bytes) -> None:
    assert isinstance(decode_openvpn(packet), Malformed)


def test_random_octets_behind_the_opcode_do_not_pass() -> None:
    chance = random.Random(1194)
    for octets in (14, 26, 42, 54, 66, 86):
        for _ in range(20_000):
            data = chance.choice(b"\x38\x40\x50").to_bytes(1, "big") + chance.randbytes(octets - 1)
            assert isinstance(decode_openvpn(data), Malformed)
