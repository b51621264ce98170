"""Records of capture files: every header field, time resolutions, damage."""

from __future__ import annotations

import numpy as np
import pytest

from harness.kernel.apps import BY_USERS
from harness.kernel.codes import BLOCK, DAMAGE, FULL, MORE
from harness.kernel.framing import MAX_CAPTURED, NOTED_LENGTH, frame_pcap, frame_pcapng
from harness.kernel.records import INTERFACE, NO_TIME, NONE, PACKET
from tests.support.frames import enhanced, option, pcap, section, simple


def framed_pcap(octets: bytes, *, big: bool = False, nanoseconds: bool = False, room: int = 8) -> tuple:
    packets = np.zeros(room, dtype=PACKET)
    buf = np.frombuffer(octets, dtype=np.uint8)
    found, p, status = frame_pcap(buf, 24, len(buf), big, nanoseconds, 16, 1, 0, packets)
    return packets[:found], p, status


def framed_pcapng(
    octets: bytes, *interfaces: tuple[int, ...], big: bool = False, commented: int = 0
) -> tuple:
    packets = np.zeros(8, dtype=PACKET)
    buf = np.frombuffer(octets, dtype=np.uint8)
    table = np.array(list(interfaces) or [(1, 0, 6, 0, 0)], dtype=INTERFACE)
    noted = np.zeros(NOTED_LENGTH, dtype=np.int64)
    found, p, status = frame_pcapng(buf, 0, len(buf), big, table, len(table), commented, 0, packets, noted)
    return packets[:found], p, status


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("nanoseconds", [False, True])
def test_pcap_variants(big: bool, nanoseconds: bool) -> None:
    time_ns = 1_700_000_000_123_456_789
    octets = pcap([(time_ns, b"abcdef"), (5, b"")], big=big, nanoseconds=nanoseconds, snaplen=4)
    packets, p, status = framed_pcap(octets, big=big, nanoseconds=nanoseconds)
    kept = time_ns if nanoseconds else time_ns // 1000 * 1000
    assert packets["time_ns"].tolist() == [kept, 5 if nanoseconds else 0]
    assert packets["captured"].tolist() == [4, 0]
    assert packets["wire"].tolist() == [6, 0]
    assert packets["offset"].tolist() == [40, 60]
    assert packets["number"].tolist() == [1, 2]
    assert (p, status) == (len(octets), MORE)


def test_a_full_record_array_goes_on_where_it_stopped() -> None:
    octets = pcap([(i, b"x") for i in range(5)])
    packets, p, status = framed_pcap(octets, room=2)
    assert (len(packets), p, status) == (2, 24 + 2 * 17, FULL)


@pytest.mark.parametrize("length", [MAX_CAPTURED + 1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_an_impossible_length_is_damage_at_its_record(length: int) -> None:
    octets = bytearray(pcap([(0, b"abc"), (0, b"def")]))
    octets[24 + 19 + 8 : 24 + 19 + 12] = length.to_bytes(4, "little")
    packets, p, status = framed_pcap(bytes(octets))
    assert (len(packets), p, status) == (1, 24 + 19, DAMAGE)


@pytest.mark.parametrize(
    ("power", "binary", "ticks", "time_ns"),
    [
        (6, 0, 1_500_001, 1_500_001_000),
        (9, 0, 1_500_000_001, 1_500_000_001),
        (3, 0, 1_501, 1_501_000_000),
        (0, 0, 7, 7_000_000_000),
        (12, 0, 1_500_000_001_999, 1_500_000_001),
        (10, 1, 1024 + 512, 1_500_000_000),
        (33, 1, 3 << 32, 1_500_000_000),
        (60, 1, 3 << 59, 1_500_000_000),
        (19, 0, 5, NO_TIME),
        (63, 1, 5, NO_TIME),
        (0, 0, 2**62, NO_TIME),
        (6, 0, 2**63, NO_TIME),
    ],
)
def test_tick_resolutions(power: int, binary: int, ticks: int, time_ns: int) -> None:
    packets, _, _ = framed_pcapng(enhanced(ticks, b"abc"), (1, 0, power, binary, 0))
    assert packets["time_ns"].tolist() == [time_ns]


def test_time_offsets_are_seconds_of_either_sign() -> None:
    for offset in (-5, 5):
        packets, _, _ = framed_pcapng(enhanced(9_000_000, b"abc"), (1, 0, 6, 0, offset))
        assert packets["time_ns"].tolist() == [(9 + offset) * 10**9]


@pytest.mark.parametrize("big", [False, True])
def test_simple_packets_have_no_time_and_the_snap_length(big: bool) -> None:
    octets = simple(b"abcdefgh", big=big) + enhanced(1, b"xyz", wire=9, big=big)
    packets, p, status = framed_pcapng(octets, (113, 5, 6, 0, 0), big=big)
    assert packets["time_ns"].tolist() == [NO_TIME, 1000]
    assert packets["captured"].tolist() == [5, 3]
    assert packets["wire"].tolist() == [8, 9]
    assert packets["dlt"].tolist() == [113, 113]
    assert (p, status) == (len(octets), MORE)


def test_other_blocks_stop_the_kernel() -> None:
    octets = enhanced(1, b"abcd") + section()
    packets, p, status = framed_pcapng(octets)
    assert (len(packets), p, status) == (1, len(enhanced(1, b"abcd")), BLOCK)


def test_a_packet_of_an_undeclared_interface_is_damage() -> None:
    assert framed_pcapng(enhanced(1, b"abcd", interface_id=1))[1:] == (0, DAMAGE)


def test_block_lengths_must_agree() -> None:
    octets = bytearray(enhanced(1, b"abcd"))
    octets[-4] ^= 4
    assert framed_pcapng(bytes(octets))[2] == DAMAGE
    octets = bytearray(enhanced(1, b"abcd"))
    octets[20:24] = (5).to_bytes(4, "little")  # captured length beyond the block
    assert framed_pcapng(bytes(octets))[2] == DAMAGE


COMMENTED = enhanced(1, b"abcd", options=option(2, b"\1\0\0\0") + option(1, b"u-10123") + option(0, b""))


def test_a_comment_is_a_user_id_only_where_a_block_named_users() -> None:
    assert framed_pcapng(COMMENTED)[0]["app_id"].tolist() == [NONE]
    assert framed_pcapng(COMMENTED, commented=BY_USERS)[0]["app_id"].tolist() == [10123]
    assert framed_pcapng(enhanced(1, b"abcd"), commented=BY_USERS)[0]["app_id"].tolist() == [NONE]


def test_records_used_again_keep_no_application() -> None:
    packets = np.ones(1, dtype=PACKET)
    buf = np.frombuffer(pcap([(1, b"abc")]), dtype=np.uint8)
    frame_pcap(buf, 24, len(buf), False, False, 16, 1, 0, packets)
    assert packets[["app_id", "app_at", "app_octets"]].tolist() == [(NONE, 0, 0)]
