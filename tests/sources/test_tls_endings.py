"""What clients sent in small TLS flows, read again from a capture."""

from __future__ import annotations

import io

from harness.sources.flow_filter import WantedFlow
from harness.sources.packet_walk import walk_packets
from harness.sources.tls_endings import MAX_OCTETS, EndingCollector, FlowEnding
from tests.support.conversations import PHONE, SERVER, TimedFrames, every, opening, up
from tests.support.frames import pcap
from tests.support.opened import timed
from tests.support.tls_sessions import exchange

FLOWS = tuple(WantedFlow(number, PHONE, 40_000 + number, SERVER, 443, "tcp", 0, 2**62) for number in range(3))


def collected(frames: TimedFrames) -> list[FlowEnding]:
    collector = EndingCollector(FLOWS)
    walk_packets(io.BytesIO(pcap(frames)), "x", collector)
    return list(collector.endings())


def test_flows_are_kept_apart_and_point_at_the_client_s_last_payload() -> None:
    refused, silent = exchange("a.example", [], trusting=False), exchange("b.example", [])
    frames = timed(refused, silent)
    first, second = collected(frames)
    assert (first.flow_id, [alert.description for alert in first.up.alerts], first.answered) == (
        0,
        ["unknown_ca"],
        True,
    )
    assert (second.flow_id, second.up.finished_only) == (1, True)
    assert first.packet == len(refused.frames()) - 2
    assert first.time_ns == frames[first.packet - 1][0]


def test_segments_out_of_order_and_again() -> None:
    frames = exchange("a.example", [], trusting=False).frames()
    payloads = [frame for frame in frames if len(frame) > 54]
    mixed = every(1_000, [*frames[:3], *payloads[::-1], *payloads])
    (ending,) = collected(mixed)
    assert [alert.description for alert in ending.up.alerts] == ["unknown_ca"]


def test_what_is_no_tls_or_too_long_gives_nothing() -> None:
    assert collected(every(1_000, [*opening(), up(b"GET / HTTP/1.1\r\n")])) == []
    assert (
        collected(
            every(
                1_000,
                [*opening(), *(up(bytes(1_000), seq=1_001 + 1_000 * n) for n in range(MAX_OCTETS // 900))],
            )
        )
        == []
    )
    assert collected(every(1_000, opening()[1:2])) == []
