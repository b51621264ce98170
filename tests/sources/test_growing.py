"""A file that grows: every octet once, waiting at its end, and an end only when no more comes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.compression import MAGIC_OCTETS
from harness.sources.growing import Growing, open_growing
from harness.sources.stopping import Stop
from tests.support import frames
from tests.support.conversations import MS, dns_frame, every, opening, request, up, visit
from tests.support.reading import IDLE_S, flow_rows, names_of, outcome, read

CAPTURE = frames.pcap(
    every(
        10 * MS,
        [
            dns_frame("cloud.example", "198.51.100.7"),
            *visit("cloud.example"),
            *opening(port=40001, to=80),
            up(request("plain.example"), port=40001, to=80),
        ],
    )
)


class _Written:
    """A file that is written a piece further each time that somebody is about to read it."""

    def __init__(self, path: Path, pieces: list[bytes]) -> None:
        self._path, self._left = path, pieces
        path.write_bytes(b"")

    def more(self) -> None:
        if self._left:
            with self._path.open("ab") as file:
                file.write(self._left.pop(0))

    def ended(self) -> bool:
        return not self._left


def pieces_of(octets: bytes, cuts: list[int]) -> list[bytes]:
    borders = [0, *sorted(cut % len(octets) for cut in cuts), len(octets)]
    return [octets[start:end] for start, end in pairwise(borders)]


class Look(NamedTuple):
    """What is kept of a look: what it was made of is used again afterwards."""

    octets: int
    packets: int
    flows: list[dict[str, Any]]
    names: list[tuple[str, str]]


def follow(path: Path, written: _Written, seen: list[Look], stop: Stop | None = None) -> CaptureRead:
    """Read a capture while it is written, and look at it before each read."""
    looking: list[Callable[[], CaptureRead]] = []

    def between() -> None:
        for look in looking:
            read = look()
            seen.append(Look(read.file.octets, read.tally.packets, flow_rows(read.flows), names_of(read)))
        written.more()

    with open_growing(str(path)) as raw:
        growing = Growing(raw, written.ended, between, stop or Stop())
        return read_capture(
            growing, "a.pcap", idle_timeout_s=IDLE_S, sightings=True, stop=stop, begun=looking.append
        )


@given(cuts=st.lists(st.integers(0, 10_000), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_a_capture_that_grows_gives_what_the_whole_file_gives(tmp_path: Path, cuts: list[int]) -> None:
    path = tmp_path / "a.pcap"
    followed = follow(path, _Written(path, pieces_of(CAPTURE, cuts)), [])
    assert outcome(followed) == outcome(read(CAPTURE, sightings=True))
    assert followed.file.sha256 == hashlib.sha256(CAPTURE).hexdigest()


@given(cut=st.integers(24, len(CAPTURE) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_what_is_seen_so_far_is_what_lies_there_so_far(tmp_path: Path, cut: int) -> None:
    path, seen = tmp_path / "a.pcap", list[Look]()
    follow(path, _Written(path, [CAPTURE[:MAGIC_OCTETS], CAPTURE[MAGIC_OCTETS:cut], CAPTURE[cut:]]), seen)
    there = read(CAPTURE[:cut])
    looked = next(one for one in seen if one.octets == cut)
    assert (looked.packets, looked.flows) == (there.tally.packets, flow_rows(there.flows))
    assert set(looked.names) <= set(names_of(read(CAPTURE)))


def test_it_waits_for_a_file_that_has_not_even_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    pieces = [b"", CAPTURE[:2], b"", CAPTURE[2:30], CAPTURE[30:]]
    assert outcome(follow(path, _Written(path, pieces), [])) == outcome(read(CAPTURE, sightings=True))


def test_what_was_written_before_the_end_is_read(tmp_path: Path) -> None:
    """The end is asked for before reading: octets that come between asking and reading are not lost."""
    path = tmp_path / "a.pcap"
    path.write_bytes(b"")

    class Late:
        asked = False

        def ended(self) -> bool:
            if not self.asked:
                self.asked = True
                path.write_bytes(CAPTURE)
                return True
            return True

    with open_growing(str(path)) as raw:
        growing = Growing(raw, Late().ended, lambda: None, Stop())
        assert (
            read_capture(growing, "a.pcap", idle_timeout_s=IDLE_S).tally.packets
            == read(CAPTURE).tally.packets
        )


def test_waiting_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    path, stop = tmp_path / "a.pcap", Stop()
    path.write_bytes(CAPTURE)
    timer = threading.Timer(0.1, stop.ask)
    timer.start()
    with open_growing(str(path)) as raw:
        growing = Growing(raw, lambda: False, lambda: None, stop)
        found = read_capture(growing, "a.pcap", idle_timeout_s=IDLE_S, stop=stop, begun=lambda _: None)
    assert found.file.interrupted
    assert found.tally.packets == read(CAPTURE).tally.packets
    timer.join()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(CAPTURE)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(OSError, match="symbolic links"):
        open_growing(str(tmp_path / "link"))
