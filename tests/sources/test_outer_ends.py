"""Opening a tunnel hides nobody that its packets are sent to."""

from __future__ import annotations

import io
from ipaddress import ip_address

import pytest

from harness.kernel.stored_rows import marks_of
from harness.sources.capture_reader import CaptureRead, read_capture
from tests.support.frames import ethernet, ip, ipv4, pcap, udp

INNER = ip("192.0.2.9", "198.51.100.9", 17, udp(4000, 53, b"abc"))
GRE = b"\0\0\x08\0"


def read(*frames: bytes) -> CaptureRead:
    octets = pcap([(number * 10**9, frame) for number, frame in enumerate(frames)])
    return read_capture(io.BytesIO(octets), "x", idle_timeout_s=300)


def ends(result: CaptureRead) -> list[tuple[str, int, int]]:
    """(destination or source above, packets, IP octets) of every flow, in order."""
    return [
        (
            str(ip_address(int(row["b_lo"]))) + "/" + str(row["protocol"]),
            int(row["packets"].sum()),
            int(row["ip_octets"].sum()),
        )
        for chunk in result.flows
        for row in chunk
    ]


def test_a_tunnel_to_the_internet_is_a_flow_beside_the_one_inside() -> None:
    frame = ethernet(ipv4("10.0.0.1", "203.0.113.7", 47, GRE + INNER))
    assert ends(read(frame, frame)) == [("203.0.113.7/47", 2, 110), ("198.51.100.9/17", 2, 62)]


def test_a_mirror_within_the_local_network_is_only_what_it_shows() -> None:
    frame = ethernet(ipv4("10.0.0.1", "10.0.0.2", 47, GRE + INNER))
    result = read(frame)
    assert ends(result) == [("198.51.100.9/17", 1, 31)]
    assert (result.tally.packets, result.tally.encapsulated) == (1, 1)


def test_each_of_several_tunnels_counts() -> None:
    middle = ipv4("10.8.0.1", "203.0.113.8", 4, INNER)
    frame = ethernet(ipv4("10.0.0.1", "203.0.113.7", 4, middle))
    assert [row[:2] for row in ends(read(frame))] == [
        ("203.0.113.7/4", 1), ("203.0.113.8/4", 1), ("198.51.100.9/17", 1),
    ]  # fmt: skip


def test_a_carrier_s_network_is_beyond_the_local_one() -> None:
    frame = ethernet(ipv4("100.64.0.1", "100.64.0.2", 4, INNER))
    assert [row[:2] for row in ends(read(frame))] == [("100.64.0.2/4", 1), ("198.51.100.9/17", 1)]


def test_what_carries_no_ip_hides_nobody() -> None:
    arp = bytes(6) + b"\x02\0\0\0\0\x0a\x08\x06" + bytes(28)
    vxlan = udp(50000, 4789, b"\x08\0\0\0\0\0\x07\0" + arp)
    result = read(ethernet(ipv4("10.0.0.1", "203.0.113.7", 17, vxlan)))
    assert ends(result) == [("203.0.113.7/17", 1, 20 + len(vxlan))]
    assert result.tally.no_ip == 1


@pytest.mark.parametrize("outer", ["203.0.113.7", "10.0.0.2"])
def test_names_inside_are_told_once(outer: str) -> None:
    answer = bytes.fromhex(
        "000181800001000100000000016107 6578616d706c6500 00010001 c00c 00010001 0000003c 0004 c6336401"
    )
    dns = ip("192.0.2.53", "192.0.2.9", 17, udp(53, 4000, answer))
    result = read(ethernet(ipv4("10.0.0.1", outer, 47, GRE + dns)))
    assert len(result.names) == 1


def test_flows_that_one_packet_begins_have_marks_of_their_own_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    middle = ipv4("10.8.0.1", "203.0.113.8", 4, INNER)
    other = ethernet(ipv4("10.0.0.1", "203.0.113.9", 47, GRE + INNER))
    frames = [ethernet(ipv4("10.0.0.1", "203.0.113.7", 4, middle)), other]
    whole = read(*frames)
    marks = marks_of(whole.flows).tolist()
    assert (len(marks), marks) == (4, sorted(set(marks)))
    monkeypatch.setattr("harness.sources.packet_walk.PACKETS_AT_ONCE", 1)
    monkeypatch.setattr("harness.kernel.table.MOST_ROWS", 1)
    assert ends(read(*frames)) == ends(whole)
