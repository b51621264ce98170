"""Payload counted once and times to acknowledgements, against tshark's fields of real captures.

Sequence numbers are tshark's; the union of their intervals is taken here. tshark times an answer to
the segment whose end it acknowledges: the least of ours must be one of those times.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl
import pytest

from harness.pipeline import analyze
from tests.support import tshark
from tests.support.truth import SHARED, address, fixtures, nanoseconds

NAMES = (
    "arkime/tests/pcap/tls-split-client-hello.pcap",
    "ndpi/tests/cfgs/default/pcap/weibo.pcap",
    "ndpi/tests/cfgs/default/pcap/1kxun.pcap",
)
FIELDS = (
    *("ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "tcp.len", "tcp.seq_raw"),
    *("tcp.flags.reset", "tcp.flags.syn", "tcp.analysis.ack_rtt"),
)
TOLERANCE_NS = 1000
End = tuple[str, int]
Frames = list[dict[str, list[str]]]

pytestmark = [
    pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark"),
    pytest.mark.skipif(not fixtures(), reason="capability: shared"),
]


def ends_of(frame: dict[str, list[str]]) -> tuple[End, End]:
    return (
        (address(frame["ip.src"][0]), int(frame["tcp.srcport"][0])),
        (address(frame["ip.dst"][0]), int(frame["tcp.dstport"][0])),
    )


def union_octets(runs: list[tuple[int, int]]) -> int:
    """Octets in runs of (sequence number, length), each once; none here is longer than 2^31."""
    base, octets, reached = runs[0][0], 0, None
    for start, end in sorted(((s - base + 2**31) % 2**32, (s - base + 2**31) % 2**32 + n) for s, n in runs):
        octets += max(end - (start if reached is None else max(start, reached)), 0)
        reached = end if reached is None else max(reached, end)
    return octets


def seen_by_tshark(frames: Frames) -> tuple[dict[tuple[End, End], int], dict[tuple[End, End], list[int]]]:
    """Payload counted once of each direction, and times to acknowledgements of what it sent."""
    runs, times = defaultdict(list), defaultdict(list)
    for frame in frames:
        source, target = ends_of(frame)
        if frame["tcp.flags.reset"] == ["0"]:
            syn = int(frame["tcp.flags.syn"] == ["1"])
            runs[source, target].append((int(frame["tcp.seq_raw"][0]) + syn, int(frame["tcp.len"][0])))
        for text in frame["tcp.analysis.ack_rtt"]:
            times[target, source].append(nanoseconds(text) or 0)
    return {ends: union_octets(found) for ends, found in runs.items()}, dict(times)


@pytest.mark.parametrize("name", NAMES)
def test_payload_and_times_are_tshark_s(name: str) -> None:
    path = SHARED / "captures" / name
    found = analyze([str(path)])
    once, times = seen_by_tshark(tshark.fields(path, FIELDS, "tcp && ip && !icmp"))
    ends = ("client_ip", "client_port", "server_ip", "server_port")
    alone = found.flows.filter(pl.len().over(*ends) == 1, transport="tcp")
    acks = found.round_trips.filter(kind="data_ack").join(alone, on="flow_id")
    for flow in alone.iter_rows(named=True):
        client, server = (flow["client_ip"], flow["client_port"]), (flow["server_ip"], flow["server_port"])
        assert flow["payload_exact"]
        assert flow["payload_unique_octets_up"] == once.get((client, server), 0)
        assert flow["payload_unique_octets_down"] == once.get((server, client), 0)
    for row in acks.iter_rows(named=True):
        client, server = (row["client_ip"], row["client_port"]), (row["server_ip"], row["server_port"])
        asked = (client, server) if row["answered_by"] == "server" else (server, client)
        assert any(abs(row["least_ns"] - time) <= TOLERANCE_NS for time in times[asked]), row
    assert min(alone.height, acks.height) > 1 or name == NAMES[0]
