"""The measurement reads what it says that it reads."""

from __future__ import annotations

import pytest

from harness.sources import reading_speed
from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.reading_speed import Speed, measure


def test_rates() -> None:
    speed = Speed(packets=3_000, octets=1_000_000, elapsed_ns=500_000_000)
    assert (speed.packets_per_second, speed.bits_per_second) == (6_000, 16_000_000)


def test_every_packet_that_is_counted_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[CaptureRead] = []

    def noted(stream: reading_speed._Repeated, path: str, *, idle_timeout_s: int) -> CaptureRead:
        read.append(read_capture(stream, path, idle_timeout_s=idle_timeout_s))
        return read[-1]

    monkeypatch.setattr(reading_speed, "read_capture", noted)
    speed = measure(limit_s=0)
    warm, measured = read
    assert speed.packets == int(measured.tally.packets) == int(warm.tally.packets) == 64 * 16 * 2
    assert measured.malformed == 0
    assert sum(len(chunk) for chunk in measured.flows) == 64
    assert speed.elapsed_ns > 0
