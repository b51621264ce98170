"""Sightings of several captures as one table: each row names its own capture and vantage point."""

from __future__ import annotations

from polars.testing import assert_frame_equal

from harness.facts import list_sightings
from harness.stages.vantages import Placed
from harness.tables.sightings import SIGHTINGS
from tests.support.conversations import PHONE, SECOND, SERVER, START_NS, TimedFrames, down, up
from tests.support.frames import pcap
from tests.support.reading import read

FIRST: TimedFrames = [(START_NS, up()), (START_NS + SECOND, down())]
SECOND_FILE: TimedFrames = [(START_NS + 2 * SECOND, up()), (START_NS + 20 * SECOND, up())]
ELSEWHERE: TimedFrames = [(START_NS - 60 * SECOND, down())]


def test_rows_come_vantage_point_by_vantage_point_and_capture_by_capture() -> None:
    reads = [read(pcap(packets), sightings=True) for packets in (ELSEWHERE, SECOND_FILE, FIRST)]
    groups = [
        [Placed(index=2, capture="a", vantage="us/lan"), Placed(index=1, capture="b", vantage="us/lan")],
        [Placed(index=0, capture="c", vantage="us/wan")],
    ]
    rows = list_sightings(reads, groups).select("vantage", "capture", "sender", "packet").rows()
    assert rows == [
        ("us/lan", "a", PHONE, 1), ("us/lan", "a", SERVER, 2),
        ("us/lan", "b", PHONE, 1), ("us/lan", "b", PHONE, 2), ("us/wan", "c", SERVER, 1),
    ]  # fmt: skip


def test_a_capture_that_is_in_no_group_gives_nothing() -> None:
    reads = [read(pcap(FIRST), sightings=True), read(pcap(ELSEWHERE), sightings=True)]
    groups = [[Placed(index=1, capture="c", vantage="us/wan")]]
    assert list_sightings(reads, groups)["sender"].to_list() == [SERVER]


def test_no_captures_are_an_empty_table() -> None:
    assert_frame_equal(list_sightings([], []), SIGHTINGS.empty())
