"""Numbers as people read them."""

from __future__ import annotations

import pytest

from harness.reports.units import counted, duration, moment, number, octets

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (999_999, "999.9 kB"),
        (1_000_000, "1.0 MB"),
        (2**40, "1.0 TB"),
        (2**64 - 1, "18,446,744.0 TB"),
    ],
)
def test_octets_are_never_rounded_up(count: int, text: str) -> None:
    assert octets(count) == text


@pytest.mark.parametrize(
    ("span_ns", "text"),
    [
        (0, "0.000 s"),
        (1_999_999, "0.001 s"),
        (60 * SECOND, "1 min"),
        (754 * SECOND, "12 min 34 s"),
        (3_600 * SECOND, "1 h"),
        (3_605 * SECOND, "1 h"),
        (90_061 * SECOND, "1 d 1 h"),
    ],
)
def test_durations_show_their_two_largest_units(span_ns: int, text: str) -> None:
    assert duration(span_ns) == text


def test_times_are_utc_and_odd_ones_are_told_as_they_are() -> None:
    assert moment(1_767_225_600 * SECOND) == "2026-01-01 00:00:00 UTC"
    assert moment(-1) == "1969-12-31 23:59:59 UTC"
    assert moment(2**63 - 1) == "2262-04-11 23:47:16 UTC"
    assert moment(-(10**30)) == f"-{10**21} s since 1970 UTC"


def test_counts_agree_with_their_noun() -> None:
    assert counted(1, "packet") == "1 packet"
    assert counted(1_234, "packet") == "1,234 packets"
    assert counted(2, "witness", "witnesses") == "2 witnesses"
    assert number(12_345) == "12,345"
