"""Facts of several captures as tables: each row names its own capture, and no fault hides another."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.errors import CaptureError
from harness.facts import gather_facts, list_sightings
from harness.kernel.minutes import MINUTE_NS
from harness.reading import path_text, read_captures
from harness.sources.capture_reader import CaptureRead
from harness.stages.sides import Devices
from harness.stages.vantages import Placed
from harness.tables.minutes import MINUTES
from harness.tables.parts import collect
from harness.tables.sightings import SIGHTINGS
from tests.support.conversations import (
    MS,
    PHONE,
    RESOLVER,
    SECOND,
    SERVER,
    START_NS,
    TimedFrames,
    down,
    every,
    https_answer,
    up,
    visit,
)
from tests.support.examples import COSTLY
from tests.support.frames import ethernet, ip, pcap, udp
from tests.support.random_captures import captures, splits
from tests.support.reading import outcome, read

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


def test_flows_of_two_vantage_points_are_two_and_numbered_through() -> None:
    reads = [read(pcap(FIRST)), read(pcap(FIRST + SECOND_FILE))]
    groups = [
        [Placed(index=n, capture=f"c{n}", vantage=f"us/{name}")] for n, name in enumerate(("lan", "wan"))
    ]
    facts, seen = gather_facts(reads, groups, Devices.parse([PHONE, "192.0.2.99"]), 300)
    assert collect(facts.flows).select("flow_id", "vantage", "capture").rows() == [
        (0, "us/lan", "c0"),
        (1, "us/wan", "c1"),
    ]
    assert seen == {f"{PHONE}/32"}


def test_no_captures_are_empty_tables() -> None:
    facts, seen = gather_facts([], [], Devices.parse([PHONE]), 300)
    assert [collect(part).height for part in (facts.flows, facts.handshakes, facts.names)] == [0, 0, 0]
    assert seen == frozenset()


def minutes_of(parts: Sequence[TimedFrames]) -> pl.DataFrame:
    """Minutes of files that follow each other."""
    reads = [read(pcap(part), minutes=True) for part in parts]
    group = [Placed(index=n, capture=f"c{n}", vantage="us/lan") for n in range(len(parts))]
    facts, _ = gather_facts(reads, [group], Devices.parse([PHONE]), 300)
    assert facts.minutes is not None
    found = collect(facts.minutes)
    figures = [name for name in MINUTES.columns if name not in ("flow_id", "minute_ns")]
    whole = found.group_by("flow_id", maintain_order=True).agg(pl.col(figures).sum())
    assert_frame_equal(whole, collect(facts.flows).select("flow_id", *figures))
    return found


@COSTLY
@given(st.data(), captures())
def test_minutes_are_those_of_one_pass_however_the_capture_is_split(
    data: st.DataObject, packets: TimedFrames
) -> None:
    """And they add up to their flows."""
    assert_frame_equal(minutes_of(data.draw(splits(packets))), minutes_of([packets]))


def test_minutes_of_two_vantage_points_are_kept_apart() -> None:
    reads = [read(pcap(FIRST), minutes=True), read(pcap(FIRST + SECOND_FILE), minutes=True)]
    groups = [[Placed(index=n, capture=f"c{n}", vantage=f"us/{n}")] for n in range(2)]
    facts, _ = gather_facts(reads, groups, Devices.parse([PHONE]), 300)
    assert facts.minutes is not None
    found = collect(facts.minutes)
    assert found.select("flow_id", "packets_up", "packets_down").rows() == [(0, 1, 1), (1, 3, 1)]
    assert set(found["minute_ns"].to_list()) == {START_NS // MINUTE_NS * MINUTE_NS}


def test_minutes_that_were_not_asked_for_are_not_there() -> None:
    groups = [[Placed(index=0, capture="c0", vantage="us/lan")]]
    assert gather_facts([read(pcap(FIRST))], groups, Devices.parse([]), 300)[0].minutes is None
    assert gather_facts([], [], Devices.parse([]), 300)[0].minutes is None


def test_every_file_that_is_no_capture_is_told_and_not_only_the_first(tmp_path: Path) -> None:
    for name, octets in (("bad", b"nothing"), ("good", pcap(FIRST)), ("worse", bytes(64))):
        (tmp_path / name).write_bytes(octets)
    with pytest.raises(CaptureError) as raised:
        read_captures([str(tmp_path / name) for name in ("bad", "good", "worse")], 300, None, None)
    lines = str(raised.value).splitlines()
    assert [name in line for name, line in zip(("/bad", "/worse"), lines, strict=True)] == [True, True]


def test_standard_input_has_no_total_to_count_towards() -> None:
    told: list[tuple[int, int | None]] = []
    (one,) = read_captures(
        ["-"], 300, io.BytesIO(pcap(FIRST)), lambda done, total: told.append((done, total))
    )
    assert one is not None
    assert (one.file.path, one.tally.packets) == ("-", 2)
    assert told[-1] == (len(pcap(FIRST)), None)


@pytest.mark.parametrize(
    ("path", "text"), [("a/b.pcap", "a/b.pcap"), ("köln.pcap", "köln.pcap"), ("\udcff.pcap", "\\xff.pcap")]
)
def test_a_path_that_is_no_text_is_written_as_escapes(path: str, text: str) -> None:
    assert path_text(path) == text


NO_ANSWER = bytes.fromhex("0001 8180 0001 0000 0000 0000 01 61 00 0001 0001")
"""A response to a question for the address of ``a``, without an answer (RFC 1035 §4.1)."""


def test_tables_beyond_memory_are_those_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ethernet(ip(RESOLVER, PHONE, 17, udp(53, 50_000, https_answer("cloud.example"))))
    nothing = ethernet(ip(RESOLVER, PHONE, 17, udp(53, 50_001, NO_ANSWER)))
    packets = every(
        MS, [told, told, nothing, nothing, *visit("cloud.example"), *visit("other.example", port=40001)]
    )
    groups = [[Placed(index=n, capture=f"c{n}", vantage=f"us/{n}")] for n in range(2)]
    found = []
    for rows in (1, 65_536):
        monkeypatch.setattr("harness.sources.part_file.ROWS_IN_MEMORY", rows)
        facts, _ = gather_facts([read(pcap(packets)) for _ in groups], groups, Devices.parse([]), 300)
        found.append(facts)
    for table in ("flows", "handshakes", "round_trips", "names", "hellos", "dns_services", "protocols"):
        stored, held = (collect(getattr(facts, table)) for facts in found)
        assert_frame_equal(stored, held)
        assert held.height > 1


def test_captures_read_side_by_side_are_those_read_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{n}.pcap" for n in range(5)]
    for n, path in enumerate(paths):
        path.write_bytes(pcap(every(MS, visit("cloud.example") * (n + 1))))
    found = []
    for count in (1, 3):
        monkeypatch.setattr("harness.sources.side_by_side.cores", lambda count=count: count)
        reads = read_captures([str(path) for path in paths], 300, None, None)
        found.append([outcome(one) for one in reads if isinstance(one, CaptureRead)])
    assert found[0] == found[1]
    assert len(found[0]) == 5
