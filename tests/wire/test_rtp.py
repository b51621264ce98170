"""RTP and RTCP: one datagram, several, and what only looks alike."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed
from harness.wire.rtp import (
    MIN_PACKETS,
    RtcpDatagram,
    RtpPacket,
    consistent,
    decode_rtcp,
    decode_rtp,
)
from tests.support.datagrams import rtcp, rtp, sdes

SOURCE = struct.pack("!I", 0x1234ABCD)
REPORT = rtcp(200, 0, SOURCE + bytes(20))
NAMED = sdes(0x1234ABCD, cname=b"cam@192.0.2.5", tool=b"Stream er 1.0")


def test_the_header_of_a_packet() -> None:
    found = decode_rtp(rtp(7, kind=0x80 | 33, body=bytes(100)))
    assert found == RtpPacket(33, True, 7, 21000, 0x1234ABCD, 100)


def test_sources_extension_and_padding_are_no_payload() -> None:
    assert isinstance(one := decode_rtp(rtp(1, flags=0x82, body=bytes(8) + b"abc")), RtpPacket)
    assert one.payload_octets == 3
    extended = rtp(1, flags=0x90, body=b"\xbe\xde\0\1" + bytes(4) + b"abcd")
    assert isinstance(two := decode_rtp(extended), RtpPacket)
    assert two.payload_octets == 4
    assert isinstance(three := decode_rtp(rtp(1, flags=0xA0, body=b"abc\0\0\3")), RtpPacket)
    assert three.payload_octets == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        rtp(1)[:11],
        rtp(1, flags=0x40),
        rtp(1, kind=72),
        rtp(1, kind=0x80 | 95),
        rtp(1, flags=0x8F, body=bytes(59)),
        rtp(1, flags=0x90, body=b"\0\0\0"),
        rtp(1, flags=0x90, body=b"\0\0\0\2" + bytes(4)),
        rtp(1, flags=0xA0, body=b"abc\0"),
        rtp(1, flags=0xA0, body=b"abc\5"),
    ],
)
def test_what_is_no_packet(data: bytes) -> None:
    assert isinstance(decode_rtp(data), Malformed)


def test_a_report_with_a_name_is_certain() -> None:
    found = decode_rtcp(REPORT + NAMED)
    assert found == RtcpDatagram((200, 202), 0x1234ABCD, "cam@192.0.2.5", "Stream\\032er\\0321.0")
    bye = rtcp(203, 1, SOURCE)
    assert decode_rtcp(rtcp(201, 1, SOURCE + bytes(24)) + bye) == RtcpDatagram(
        (201, 203), 0x1234ABCD, None, None
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        NAMED,  # no report at its start
        REPORT[:-1],
        REPORT + b"\0",
        REPORT + bytes(4),
        b"\xa0" + REPORT[1:],
        rtcp(200, 0, bytes(16)),
        rtcp(200, 1, bytes(24)),
        rtcp(201, 2, bytes(28)),
        REPORT + b"\x80\x10\0\0",
        REPORT + b"\xa0\xcb\0\0" + NAMED,  # padding before the last packet
        REPORT + b"\x80\xcb\0\0" * 40,
    ],
)
def test_what_is_no_rtcp(data: bytes) -> None:
    assert isinstance(decode_rtcp(data), Malformed)


def test_items_that_run_past_their_packet_are_left_out() -> None:
    bad = rtcp(202, 1, SOURCE + b"\1\x20abcdef")
    assert decode_rtcp(REPORT + bad) == RtcpDatagram((200, 202), 0x1234ABCD, None, None)


@given(st.integers(0, 0xFFFF), st.integers(MIN_PACKETS, 20))
def test_a_stream_is_consistent_from_any_number_on(start: int, packets: int) -> None:
    stream = [rtp(start + step) for step in range(packets)]
    assert consistent(stream)
    assert consistent([*stream[:2], stream[1], *stream[2:]])
    assert consistent([stream[1], stream[0], *stream[2:]])
    assert consistent([REPORT + NAMED, *stream, *[rtp(step, source=9, kind=8) for step in range(3)]])


@pytest.mark.parametrize(
    "datagrams",
    [
        [],
        [rtp(step) for step in range(MIN_PACKETS - 1)],
        [rtp(5)] * 10,
        [rtp(step, source=step) for step in range(10)],
        [rtp(10 - step) for step in range(10)],
        [rtp(step * 5000) for step in range(10)],
        [rtp(step, kind=96 + step) for step in range(10)],
        [*[rtp(step) for step in range(10)], b"\x16\xfe\xfd" + bytes(40)],
        [REPORT] * 10,
    ],
)
def test_datagrams_that_are_no_stream(datagrams: list[bytes]) -> None:
    assert not consistent(datagrams)


def test_random_octets_behind_a_constant_head_are_no_stream() -> None:
    """The numbers of RTP in another protocol that has constants around them: one in a thousand goes on by chance."""
    chance = random.Random(3550)
    passed = sum(
        consistent([rtp(chance.randrange(65536)) for _ in range(MIN_PACKETS)]) for _ in range(20_000)
    )
    assert passed < 20
