"""Fragments: put together, counted once, and never a reason to fail."""

from __future__ import annotations

import io
import random
import struct
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources import fragments
from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.packet_reader import read_packets
from tests.support import tshark
from tests.support.frames import ACK, SYN, ethernet, ipv4, pcap, tcp, udp
from tests.support.truth import SHARED

CAPTURES = Path(__file__).parents[1] / "captures/network"
V4 = ("10.0.0.1", "198.51.100.2")
V6 = ("fd00::1", "2001:db8::2")
ANSWER = (
    bytes.fromhex("000181800001000100000000")
    + b"\x07example\0\0\x01\0\x01\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc6\x33\x64\x01"
)
DNS = udp(53, 4000, ANSWER)


def piece(
    data: bytes, at: int, octets: int, *, number: int = 1, v6: bool = False, protocol: int = 17
) -> bytes:
    """A frame with a part of a datagram's data; the last one where it reaches their end."""
    part, more = data[at : at + octets], at + octets < len(data)
    if v6:
        body = struct.pack("!BBHI", protocol, 0, at | more, number) + part
        ends = b"".join(ip_address(end).packed for end in V6)
        return ethernet(struct.pack("!IHBB", 6 << 28, len(body), 44, 64) + ends + body)
    datagram = bytearray(ipv4(*V4, protocol, part, fragment=at >> 3 | (0x2000 if more else 0)))
    datagram[4:6] = struct.pack("!H", number)
    return ethernet(bytes(datagram))


def read(*frames: bytes, step_ns: int = 10**6) -> CaptureRead:
    octets = pcap([(number * step_ns, frame) for number, frame in enumerate(frames, 1)], nanoseconds=True)
    return read_capture(io.BytesIO(octets), "x", idle_timeout_s=300)


def counts(result: CaptureRead) -> tuple[int, int, int, int]:
    found = result.file.fragments
    return found.fragments, found.reassembled, found.incomplete, found.odd


def flows(result: CaptureRead) -> np.ndarray:
    return np.concatenate(result.flows)


@pytest.mark.parametrize("v6", [False, True])
@given(data=st.data())
def test_any_parts_in_any_order_are_one_flow_with_its_name_and_octets(v6: bool, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, (len(DNS) - 1) // 8), min_size=1)))
    places = [0, *(8 * cut for cut in cuts), len(DNS)]
    frames = [piece(DNS, at, end - at, v6=v6) for at, end in pairwise(places)]
    result = read(*data.draw(st.permutations(frames)))
    rows = flows(result)
    assert counts(result) == (len(frames), 1, 0, 0)
    assert len(rows) == 1
    assert sorted((rows[0]["a_port"], rows[0]["b_port"])) == [53, 4000]
    assert rows["packets"].sum() == len(frames)
    assert rows["payload_octets"].sum() == len(ANSWER)
    assert rows["ip_octets"].sum() == len(DNS) + (48 if v6 else 20) * len(frames)
    assert (len(result.names), result.malformed, result.heads_cut) == (1, 0, 0)


def test_without_the_rest_fragments_are_in_the_flow_of_the_first_one_and_counted() -> None:
    result = read(piece(DNS, 0, 16), piece(DNS, 24, 8))
    rows = flows(result)
    assert counts(result) == (2, 0, 1, 0)
    assert len(rows) == 1
    assert rows["payload_octets"].sum() == 16
    assert (len(result.names), result.malformed) == (0, 0)


def test_without_the_first_one_fragments_count_under_their_addresses() -> None:
    rows = flows(read(piece(DNS, 16, 8), piece(DNS, 24, 8)))
    assert (len(rows), rows[0]["a_port"], rows["payload_octets"].sum()) == (1, -1, 16)


def test_copies_of_fragments_are_no_overlap_and_open_no_datagram() -> None:
    first, second = piece(DNS, 0, 16), piece(DNS, 16, 999)
    result = read(first, first, second, second, first)
    assert counts(result) == (5, 1, 0, 0)
    assert len(flows(result)) == len(result.names) == 1


def test_an_identification_that_is_used_again_is_another_datagram() -> None:
    other = udp(53, 4001, ANSWER)
    result = read(piece(DNS, 0, 16), piece(DNS, 16, 999), piece(other, 0, 16), piece(other, 16, 999))
    assert counts(result)[1:] == (2, 0, 0)
    assert len(flows(result)) == len(result.names) == 2


ODD = {
    "teardrop": [piece(DNS, 0, 32), piece(DNS, 24, 999)],
    "overlap from below": [piece(DNS, 16, 999), piece(DNS, 0, 24)],
    "other octets in the same place": [piece(DNS, 0, 16), piece(bytes(99), 0, 16)],
    "two ends": [piece(DNS, 16, 999), piece(DNS[:40], 32, 8)],
    "behind the end": [piece(DNS[:24], 16, 8), piece(DNS, 24, 8)],
    "an end before what was seen": [piece(DNS, 24, 8), piece(DNS[:24], 16, 8)],
    "not a multiple of eight": [piece(DNS, 0, 17)],
    "empty": [piece(DNS, 16, 0)],
    "ping of death": [piece(bytes(65_600), 65_528, 72)],
}


@pytest.mark.parametrize("case", ODD)
def test_what_contradicts_itself_is_given_up_and_counted(case: str) -> None:
    result = read(*ODD[case], piece(DNS, 0, 16), piece(DNS, 16, 999))
    assert (counts(result)[1:], len(result.names)) == ((0, 1, 1), 0)
    assert flows(result)["packets"].sum() == len(ODD[case]) + 2


def test_sixty_seconds_of_capture_time_are_given() -> None:
    parts = piece(DNS, 0, 16), piece(DNS, 16, 999)
    assert counts(read(*parts, step_ns=60 * 10**9)) == (2, 1, 0, 0)
    assert counts(read(*parts, step_ns=60 * 10**9 + 1)) == (2, 0, 2, 0)


@pytest.mark.parametrize("limit", ["MAX_HELD_OCTETS", "MAX_HELD_FRAGMENTS"])
def test_what_is_held_is_bounded_and_the_oldest_goes(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, limit, {"MAX_HELD_OCTETS": 160, "MAX_HELD_FRAGMENTS": 10}[limit])
    flood = [piece(DNS, 0, 16, number=number) for number in range(50)]
    assert counts(read(*flood, piece(DNS, 16, 999, number=0))) == (51, 0, 51, 0)
    assert counts(read(*flood, piece(DNS, 16, 999, number=49))) == (51, 1, 49, 0)


def test_a_segment_in_fragments_counts_its_syn_once() -> None:
    segment = tcp(4000, 443, b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", seq=7, flags=SYN | ACK)
    for order in (1, -1):
        parts = [piece(segment, 0, 24, protocol=6), piece(segment, 24, 999, protocol=6)][::order]
        result = read(*parts)
        rows = flows(result)
        assert (rows["synacks"].sum(), rows["packets"].sum()) == (1, 2)
        assert len(result.names) == 1


def test_a_tunnel_in_fragments_is_opened_and_counts_what_is_in_it() -> None:
    inner = ipv4("192.0.2.1", "192.0.2.2", 17, DNS)
    gre = b"\0\0\x08\0" + inner
    result = read(*[piece(gre, at, 24, protocol=47) for at in range(0, len(gre), 24)])
    inside = flows(result)[[-1]]
    assert inside["ip_octets"].sum() == len(inner)
    assert inside["payload_octets"].sum() == len(ANSWER)
    assert len(result.names) == 1
    outer = flows(result)[:-1]
    assert outer["packets"].sum() == counts(result)[0]


def test_what_the_snap_length_cut_is_not_made_up() -> None:
    frames = [piece(DNS, 0, 16), piece(DNS, 16, 999)]
    file = bytearray(pcap([(1, frames[0]), (2, frames[1])]))
    assert counts(read(*frames)) == (2, 1, 0, 0)
    cut = file[:-8]
    at = 24 + 16 + len(frames[0])
    cut[at + 8 : at + 12] = struct.pack("<I", len(frames[1]) - 8)
    packets = read_packets(io.BytesIO(bytes(cut)), "x")
    assert packets["payload_captured"].tolist() == [0, len(ANSWER) - 8]
    assert packets["payload_octets"].sum() == len(ANSWER)


@given(st.integers(0, 2**32))
def test_any_fragments_give_records(seed: int) -> None:
    rng = random.Random(seed)
    frames = []
    for _ in range(30):
        frame = bytearray(
            piece(
                rng.choice([DNS, b"\0\0\x08\0" + ipv4(*V4, 17, DNS, fragment=rng.choice([0, 0x2000, 1]))]),
                8 * rng.randrange(8),
                8 * rng.randrange(8),
                number=rng.randrange(3),
                v6=rng.random() < 0.4,
                protocol=rng.choice([17, 6, 47, 41, 4, 51, 60]),
            )
        )
        if rng.random() < 0.3:
            frame[rng.randrange(14, len(frame))] = rng.randrange(256)
        frames.append(bytes(frame[: rng.randrange(len(frame))] if rng.random() < 0.1 else frame))
    result = read(*frames)
    assert result.tally.packets == 30
    found = result.file.fragments
    assert found.reassembled + found.incomplete >= found.fragments / 30
    assert flows(result)["ip_octets"].sum() >= 0


REAL = SHARED / "captures"
NAMED = {
    "fragments": CAPTURES / "fragments.pcap",
    "dns-edns-ecs": REAL / "zeek/testing/btest/Traces/dns-edns-ecs.pcap",
    "ip6_fragments": REAL / "pcapplusplus/Tests/Pcap++Test/PcapExamples/ip6_fragments.pcap",
}
FIELDS = ("frame.number", "ip.fragment", "ipv6.fragment", "udp.srcport", "udp.dstport", "udp.length")


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("name", NAMED)
def test_fragments_belong_where_tshark_puts_them_together(name: str) -> None:
    path = NAMED[name]
    if not path.exists():
        pytest.skip("capability: shared")
    wholes = tshark.fields(path, FIELDS, "ip.fragment || ipv6.fragment")
    with path.open("rb") as raw:
        records = {int(row["number"]): row for row in read_packets(raw, "x")}
    members = {
        int(whole["frame.number"][0]): [
            records[int(one)] for one in whole["ip.fragment"] + whole["ipv6.fragment"]
        ]
        for whole in wholes
    }
    assert sum(map(len, members.values())) == sum(bool(row["fragment"]) for row in records.values()) > 0
    for whole in wholes:
        parts = members[int(whole["frame.number"][0])]
        ports = int(whole["udp.srcport"][0]), int(whole["udp.dstport"][0])
        assert {(int(part["source_port"]), int(part["destination_port"])) for part in parts} == {ports}
        octets = int(whole["udp.length"][0]) - 8
        assert sum(int(part["payload_octets"]) for part in parts) == octets
        assert [int(part["payload_captured"]) for part in parts][-1] == octets
    with path.open("rb") as raw:
        found = counts(read_capture(raw, "x", idle_timeout_s=300))
    assert found == (sum(map(len, members.values())), len(wholes), 0, 0)
