"""Whole captures in memory: everything up to flows and names, at once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from harness.errors import CaptureError
from harness.sources.capture_reader import read_capture
from tests.support import frames

if TYPE_CHECKING:
    from tests.fuzz.targets import Target


def capture(data: bytes) -> None:
    """Frames of Ethernet, each behind a length of one octet, in a pcap file: counted once, and in order."""
    timed, at = [], 0
    while at < len(data):
        timed.append((at * 50_000_000, data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    read = read_capture(io.BytesIO(frames.pcap(timed)), "a", idle_timeout_s=1, sightings=True)
    assert read.file.problem is None
    assert read.tally.packets == len(timed)
    told = sum(int(chunk["packets"].sum()) for chunk in read.flows)
    unread = sum(count for _, count, _ in read.tally.unread)
    assert told + read.tally.no_ip + unread >= len(timed)
    assert all(1 <= row.packet <= len(timed) for row in read.names)


def octets(data: bytes) -> None:
    """A file, as it is."""
    try:
        read = read_capture(io.BytesIO(data), "a", idle_timeout_s=300)
    except CaptureError:
        return
    assert read.file.octets == len(data)
    assert (read.file.stopped_at is None) == (read.file.problem is None)


TARGETS: Final[dict[str, Target]] = {"capture": capture, "file": octets}
