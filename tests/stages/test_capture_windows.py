"""When was each vantage point capturing: by the file, as stated, by packets; rotated, cut, with a wrong clock."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario import Cell
from harness.stages.capture_windows import (
    TOLERANCE_NS,
    Windows,
    capture_windows,
    captured_ns,
    listed_file,
    uncovered,
    union,
)
from harness.tables.captures import CAPTURES
from tests.support.places_example import frame
from tests.support.scenario_parts import SECOND_NS, at, capture_file, captured, cell, scenario, step

Row = dict[str, Any]
OFFSETS = {"c0": 0, "c1": 0, "c2": 0, "slow": 100 * SECOND_NS}
TOLERANCE_S = TOLERANCE_NS // SECOND_NS


def windows_of(*rows: Row, of: Cell) -> Windows:
    return capture_windows(frame(CAPTURES, *rows), scenario(of), OFFSETS)


def windows(*rows: Row, **stated: Any) -> list[tuple[float, float, str]]:
    """Windows of one vantage point in seconds; ``stated`` is said of its first file."""
    of = cell(captures=(capture_file(**stated), capture_file("b.pcap"), capture_file("c.pcap")))
    found = windows_of(*rows, of=of)["us", "lan"]
    return [((w.from_ns - at(0)) / SECOND_NS, (w.to_ns - at(0)) / SECOND_NS, w.capture) for w in found]


def test_packets_alone_show_capturing_a_little_around_them() -> None:
    assert windows(captured(10, 60)) == [(10 - TOLERANCE_S, 60 + TOLERANCE_S, "c0")]


def test_what_the_file_says_comes_before_what_is_stated_and_that_before_packets() -> None:
    stated: Row = {"from_ns": at(-50), "to_ns": at(150)}
    assert windows(captured(10, 60), **stated) == [(-50, 150, "c0")]
    assert windows(captured(10, 60, began_ns=at(-20)), **stated) == [(-20, 150, "c0")]
    assert windows(captured(10, 60, began_ns=at(-20), ended_ns=at(90)), **stated) == [(-20, 90, "c0")]


def test_a_window_holds_the_files_own_packets_whatever_is_said() -> None:
    assert windows(captured(10, 60), from_ns=at(20), to_ns=at(50)) == [(10, 60, "c0")]


def test_the_clock_offset_moves_what_the_capturing_clock_told_and_not_what_is_stated() -> None:
    slow = captured(-90, -40, capture="slow", ended_ns=at(-30))
    assert windows(slow, from_ns=at(2)) == [(2, 70, "slow")]


def test_a_cut_file_ends_at_its_last_packet() -> None:
    cut = captured(10, 60, truncated=True, ended_ns=at(90))
    assert windows(cut, to_ns=at(200)) == [(10 - TOLERANCE_S, 60, "c0")]


def test_a_file_of_which_nothing_tells_when_has_no_window() -> None:
    empty = captured(first_ns=None, last_ns=None)
    assert windows(empty) == []
    assert windows(empty, from_ns=at(0)) == []
    assert windows(empty, from_ns=at(0), to_ns=at(60)) == [(0, 60, "c0")]


def test_rotated_files_that_repeat_the_beginning_of_the_series_do_not_hide_a_gap() -> None:
    first = captured(0, 20, began_ns=at(-10), ended_ns=at(21))
    third = captured(50, 70, capture="c2", path="captures/c.pcap", began_ns=at(-10), ended_ns=at(71))
    assert windows(third, first) == [(-10, 21, "c0"), (50 - TOLERANCE_S, 71, "c2")]


def test_gaps_are_told_by_vantage_point_and_step() -> None:
    of = cell(
        step("login", 0, 30), step("flight", 30, 100),
        captures=(capture_file(), capture_file("b.pcap"), capture_file("w.pcap", vantage_point="wan")),
    )  # fmt: skip
    lan = captured(5, 20), captured(50, 80, capture="c1", path="captures/b.pcap", ended_ns=at(80))
    gaps = uncovered(of, windows_of(*lan, of=of))
    assert [(gap.vantage_point, gap.step, gap.from_ns, gap.to_ns) for gap in gaps] == [
        ("lan", "login", at(25), at(30)),
        ("lan", "flight", at(30), at(45)),
        ("lan", "flight", at(80), at(100)),
        ("wan", "login", at(0), at(30)),
        ("wan", "flight", at(30), at(100)),
    ]


def test_another_cells_capture_covers_nothing_here() -> None:
    of = cell(step("login", 0, 30))
    assert len(uncovered(of, windows_of(captured(vantage="cn/lan"), of=of))) == 1
    assert uncovered(of, windows_of(captured(), of=of)) == []


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ({"path": "captures/a.pcap"}, "a.pcap"),
        ({"path": "a.pcap"}, "a.pcap"),
        ({"path": "captures/x/a.pcap"}, "x/a.pcap"),
        ({"path": "captures/ba.pcap"}, None),
        ({"path": "captures/a.pcap", "sha256": "f" * 64}, "hashed.pcap"),
        ({"path": "captures/d.pcap"}, "./d.pcap"),
    ],
)
def test_a_row_belongs_to_the_entry_with_its_hash_else_with_the_longest_end_of_its_path(
    row: Row, path: str | None
) -> None:
    listed = tuple(
        capture_file(name, sha256="f" * 64 if name == "hashed.pcap" else None)
        for name in ("a.pcap", "x/a.pcap", "hashed.pcap", "./d.pcap")
    )
    found = listed_file(captured(**row), cell(captures=listed))
    assert (found and found.path) == path


SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)))


@given(SPANS)
def test_a_union_holds_every_moment_of_its_spans_and_no_other(spans: list[tuple[int, int]]) -> None:
    moments = {moment for start, end in spans for moment in range(start, end)}
    joined = union(spans)
    assert {moment for start, end in joined for moment in range(start, end)} == moments
    assert all(one[1] < other[0] for one, other in pairwise(joined))


@given(SPANS)
def test_gaps_and_windows_share_out_the_step(spans: list[tuple[int, int]]) -> None:
    rows = [
        captured(start, end, capture=f"k{number}", began_ns=at(start), ended_ns=at(end), truncated=True)
        for number, (start, end) in enumerate(spans)
        if start < end
    ]
    of = cell(step("login", 0, 60))
    offsets = {row["capture"]: 0 for row in rows}
    found = capture_windows(frame(CAPTURES, *rows), scenario(of), offsets)
    gaps = [(gap.from_ns, gap.to_ns) for gap in uncovered(of, found)]
    seen = [(max(w.from_ns, at(0)), min(w.to_ns, at(60))) for w in found["us", "lan"]]
    length = sum(end - start for start, end in gaps) + sum(end - start for start, end in union(seen))
    assert length == 60 * SECOND_NS


def test_time_captured_is_that_of_the_steps_asked_for_at_the_worst_vantage_point() -> None:
    of = cell(
        step("login", 0, 60),
        step("sync", 30, 90),
        step("flight", 200, 300),
        captures=(capture_file(), capture_file("b.pcap", vantage_point="wan")),
    )
    rows = (
        captured(0, 300),
        captured(0, 200 - TOLERANCE_S, capture="c1", path="captures/b.pcap", vantage="us/wan"),
    )
    windows = windows_of(*rows, of=of)
    assert captured_ns(of, windows) == (90 * SECOND_NS, 190 * SECOND_NS)
    assert captured_ns(of, windows, ("login", "sync")) == (90 * SECOND_NS, 90 * SECOND_NS)
    assert captured_ns(of, windows, ("flight",)) == (0, 100 * SECOND_NS)
    assert captured_ns(of, windows, ("restart",)) == (0, 0)
