"""Runs as a pattern finds them; near what a lead holds all of it is found that is found anywhere."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from harness.content import leads
from harness.content.lead_table import TEXT_RULES
from harness.content.octet_runs import OctetKind, OctetRuns, find_runs, windows

PIECES = (
    b"490154203237518", b"8900000000000000000", b"+8613800138000", b"pilot@lab.example", b"a" * 70, b"47.39774,8.54561", b"1581F4XYZ0123456789A",
    b"DJIFlightRecord_2026-01-02_[03-04-05].txt", b"FLY001.DAT", b" ", b"\xff" * 32, b"x=", b"7", b".", b"Z", b" " * 600,
)  # fmt: skip


@given(st.lists(st.sampled_from(b"ab01 \xff"), max_size=60).map(bytes), st.integers(1, 4))
def test_runs(data: bytes, least: int) -> None:
    runs = find_runs(data, OctetKind(b"01", least))
    spans = list(zip(runs.starts.tolist(), runs.ends.tolist(), strict=True))
    assert spans == [match.span() for match in re.finditer(rb"[01]{%d,}" % least, data)]


@given(st.sets(st.integers(0, 300), max_size=20), st.integers(0, 9))
def test_windows_hold_what_is_near_and_touch_none(places: set[int], reach: int) -> None:
    data = bytes(at in places for at in range(301))
    found = windows(find_runs(data, OctetKind(b"\1", 1)), reach, len(data))
    near = {at for at in range(301) if any(abs(at - place) <= reach for place in places)}
    assert {at for first, last in found for at in range(first, last)} == near
    assert all(before[1] < behind[0] for before, behind in pairwise(found))


def test_no_runs_no_windows() -> None:
    assert windows(find_runs(b"", OctetKind(b"1", 1)), 5, 0) == []
    assert isinstance(find_runs(b"", OctetKind(b"1", 1)), OctetRuns)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_leads_are_found_near_what_they_hold(data: bytes) -> None:
    data = b" " * 1_100 + data
    for rule in TEXT_RULES:
        pattern = re.compile(rule.pattern)
        near = [match.span() for match in leads._matches(data, rule, pattern)]
        assert near == [match.span() for match in pattern.finditer(data)]
