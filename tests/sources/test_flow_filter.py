"""Packets of wanted flows: found by their ends, either way round, and by time among flows of the same ends."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest

from harness.sources.flow_filter import FlowFilter, Met, WantedFlow
from harness.sources.packet_reader import read_packets
from tests.support.conversations import PHONE, SERVER, START_NS, every, up, visit
from tests.support.frames import ethernet, ip, pcap, tcp, udp

FOREVER = 2**62
V6 = ("2001:db8::1", "2001:db8:ffff::ffff")


def wanted(
    flow_id: int, client: str, port: int, server: str, to: int, transport: str = "tcp", *, start_ns: int = 0
) -> WantedFlow:
    return WantedFlow(flow_id, client, port, server, to, transport, start_ns, FOREVER)


def find(frames: Sequence[bytes], *flows: WantedFlow) -> list[Met]:
    packets = read_packets(io.BytesIO(pcap(every(1_000, list(frames)))), "x")
    return list(FlowFilter(flows).find(packets))


def test_both_directions_of_one_flow_among_others() -> None:
    frames = [
        *visit("a.example", port=40_001),
        *visit("b.example", port=40_002),
        *visit("c.example", port=40_003),
    ]
    found = find(frames, wanted(7, PHONE, 40_002, SERVER, 443))
    size = len(visit("b.example"))
    assert [met.row for met in found] == list(range(size, 2 * size))
    assert {met.flow_id for met in found} == {7}
    assert [met.from_client for met in found][:3] == [True, False, True]


def test_the_transport_and_ipv6_count() -> None:
    ends = (4_433, 443)
    frames = [
        ethernet(ip(*V6, 6, tcp(*ends))),
        ethernet(ip(*V6, 17, udp(*ends, b"x"))),
        ethernet(ip(V6[1], V6[0], 17, udp(443, 4_433, b"x"))),
    ]
    assert find(frames, wanted(1, V6[0], 4_433, V6[1], 443, "udp")) == [Met(1, 1, True), Met(2, 1, False)]


def test_flows_of_the_same_ends_are_told_apart_by_time() -> None:
    flows = [
        wanted(number, PHONE, 40_000, SERVER, 443, start_ns=START_NS + number * 10_000)
        for number in (2, 0, 1)
    ]
    found = find([up() for _ in range(30)], *flows)
    assert [met.flow_id for met in found] == [0] * 10 + [1] * 10 + [2] * 10


def test_ends_that_only_mix_alike_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks may meet; the ends themselves decide."""
    monkeypatch.setattr(
        "harness.sources.flow_filter._marks_of", lambda packets: np.zeros(len(packets), dtype=np.int64)
    )
    frames = [*visit("a.example", port=40_001), *visit("b.example", port=40_002)]
    assert len(find(frames, wanted(7, PHONE, 40_002, SERVER, 443))) == len(frames) // 2


def test_nothing_is_wanted() -> None:
    assert find(visit("a.example")) == []
    assert len(FlowFilter([])) == 0
