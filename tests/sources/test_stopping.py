"""Reading that is stopped: streams end early, and say so."""

from __future__ import annotations

import io
import os
import threading

import pytest

from harness.errors import NotBegunError
from harness.sources.capture_reader import read_capture
from harness.sources.stopping import INTERRUPTED, Stop, Stoppable
from tests.support.conversations import MS, every, visit
from tests.support.frames import pcap
from tests.support.reading import flow_rows, read

PACKETS = every(MS, visit("cloud.example"))


class StopsBehind:
    """A stream during which somebody asks for the end, behind so many octets."""

    def __init__(self, octets: bytes, behind: int, stop: Stop) -> None:
        self._stream = io.BytesIO(octets)
        self._left = behind
        self._stop = stop

    def readinto(self, buffer: memoryview, /) -> int:
        got = self._stream.readinto(buffer[: max(self._left, 1)])
        self._left -= got
        if self._left <= 0:
            self._stop.ask()
        return got


def test_what_was_read_counts_like_a_file_that_ends_there() -> None:
    octets = pcap(PACKETS)
    for behind in range(24, len(octets), 31):
        stop = Stop()
        found = read_capture(StopsBehind(octets, behind, stop), "x", idle_timeout_s=300, stop=stop)
        cut = read(octets[:behind])
        assert (found.file.interrupted, stop.cut, found.file.problem) == (True, True, INTERRUPTED)
        assert (found.file.octets, found.file.sha256) == (behind, cut.file.sha256)
        assert flow_rows(found.flows) == flow_rows(cut.flows)
        assert found.file.stopped_at == (behind if cut.file.stopped_at is None else cut.file.stopped_at)


def test_damage_found_before_stays_told() -> None:
    octets = bytearray(pcap(PACKETS))
    octets[24 + 8 : 24 + 12] = b"\xff" * 4
    stop = Stop()
    found = read_capture(StopsBehind(bytes(octets), 200, stop), "x", idle_timeout_s=300, stop=stop)
    assert found.file.problem is not None
    assert found.file.problem.endswith(f"; {INTERRUPTED}")
    assert found.file.stopped_at == 24


@pytest.mark.parametrize("behind", [0, 3])
def test_too_little_to_tell_what_it_is_was_not_begun(behind: int) -> None:
    stop = Stop()
    if not behind:
        stop.ask()
    with pytest.raises(NotBegunError, match="interrupted by the user before it was begun"):
        read_capture(StopsBehind(pcap(PACKETS), behind, stop), "x", idle_timeout_s=300, stop=stop)


def test_a_stream_that_was_read_to_its_end_is_not_cut() -> None:
    stop = Stop()
    found = read_capture(io.BytesIO(pcap(PACKETS)), "x", idle_timeout_s=300, stop=stop)
    assert (found.file.interrupted, stop.cut, found.file.problem) == (False, False, None)


def test_a_silent_pipe_does_not_keep_one_waiting() -> None:
    heard, told = os.pipe()
    stop = Stop()
    with os.fdopen(heard, "rb", buffering=0) as pipe, os.fdopen(told, "wb"):
        stream = Stoppable(pipe, stop)
        threading.Timer(0.05, stop.ask).start()
        assert (stream.readinto(memoryview(bytearray(8))), stream.cut) == (0, True)
