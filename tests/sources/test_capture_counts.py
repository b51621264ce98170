"""Counts over batches of packet records."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import CUT, IP, NO_IP, UNKNOWN_LINK
from harness.kernel.records import NO_TIME, PACKET
from harness.sources.capture_counts import Tally
from harness.tables.captures import REORDERED_NS


def batch(*rows: dict[str, Any]) -> np.ndarray:
    packets = np.zeros(len(rows), dtype=PACKET)
    defaults = {"time_ns": 5, "dlt": 1, "captured": 60, "wire": 60, "verdict": IP}
    for packet, row in zip(packets, rows, strict=True):
        for field, value in (defaults | row).items():
            packet[field] = value
    return packets


def tally(*batches: np.ndarray) -> Tally:
    counted = Tally()
    for packets in batches:
        counted.add(packets)
    return counted


def test_nothing_counted_yet() -> None:
    counted = Tally()
    assert (counted.packets, counted.first_ns, counted.link_types, counted.unread) == (0, None, (), ())


def test_packets_without_ip_are_read_and_those_not_read_say_why() -> None:
    counted = tally(
        batch({"verdict": NO_IP, "number": 1}, {"verdict": UNKNOWN_LINK, "dlt": 147, "number": 2}),
        batch(
            {"verdict": UNKNOWN_LINK, "dlt": 147, "number": 3},
            {"verdict": UNKNOWN_LINK, "dlt": 600, "number": 4},
        ),
        batch({"verdict": CUT, "number": 5}, {"number": 6}),
    )
    assert (counted.packets, counted.no_ip) == (6, 1)
    assert counted.unread == (
        ("link type not read: USER0", 2, 2),
        ("link type not read: DLT-600", 1, 4),
        ("cut before the IP header's end", 1, 5),
    )


def test_link_types_stand_in_order_of_first_use_and_once_by_name() -> None:
    counted = tally(batch({"dlt": 113}), batch({"dlt": 12}, {"dlt": 1}, {"dlt": 101}, {"dlt": 113}))
    assert counted.link_types == ("LINUX_SLL", "RAW", "ETHERNET")


def test_cut_packets_are_those_shorter_than_on_the_wire() -> None:
    assert tally(batch({"wire": 1500}, {}, {"captured": 61})).cut == 1


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62)), min_size=1), max_size=5))
def test_the_span_is_that_of_the_times_there_are(batches: list[list[int | None]]) -> None:
    made = [batch(*({"time_ns": NO_TIME if t is None else t} for t in times)) for times in batches]
    counted = tally(*made)
    known = [t for times in batches for t in times if t is not None]
    assert (counted.first_ns, counted.last_ns) == (min(known, default=None), max(known, default=None))
    assert counted.packets == sum(map(len, batches))


def set_back(*times: int | None, sizes: tuple[int, ...] = ()) -> tuple[int, int] | None:
    """How far times go back, counted in batches of these sizes."""
    rows = [
        {"time_ns": NO_TIME if time is None else time, "number": number}
        for number, time in enumerate(times, start=1)
    ]
    made: list[list[dict[str, Any]]] = []
    for size in sizes:
        made, rows = [*made, rows[:size]], rows[size:]
    return tally(*(batch(*part) for part in (*made, rows) if part)).set_back


S = 1_000_000_000


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((0, 10 * S, 9 * S), None),
        ((0, 10 * S, 9 * S - 1), (S + 1, 3)),
        ((10 * S, 3 * S, 20 * S, 12 * S, 12 * S), (8 * S, 4)),
        ((10 * S, 9 * S + 5, 8 * S + 10, 8 * S), (2 * S, 4)),
        ((10 * S, None, 2 * S, 40 * S), (8 * S, 3)),
        ((None, None), None),
        ((2**63 - 1, 1 - 2**63), (2**63 - 1, 2)),
    ],
)
def test_times_that_go_back_by_more_than_a_second_are_told_with_the_packet_that_goes_furthest(
    times: tuple[int | None, ...], expected: tuple[int, int] | None
) -> None:
    assert set_back(*times) == expected


TIMES = st.lists(
    st.one_of(st.none(), st.integers(0, 20).map(lambda n: n * S // 4), st.integers(-(2**62), 2**62)),
    min_size=1,
    max_size=30,
)


@given(TIMES, st.lists(st.integers(1, 5), max_size=8))
def test_how_packets_are_parted_into_batches_does_not_matter(
    times: list[int | None], sizes: list[int]
) -> None:
    known = [(time, number) for number, time in enumerate(times, start=1) if time is not None]
    latest = accumulate((time for time, _ in known), max)
    behind = [
        (min(most - time, 2**63 - 1), -number) for most, (time, number) in zip(latest, known, strict=True)
    ]
    most, number = max(behind, default=(0, 0))
    expected = (most, -number) if most > REORDERED_NS else None
    assert set_back(*times, sizes=tuple(sizes)) == set_back(*times) == expected


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=30), st.integers(0, REORDERED_NS))
def test_times_that_never_go_back_are_no_step_nor_is_a_little_disorder(times: list[int], late: int) -> None:
    times.sort()
    assert set_back(*times) is None
    assert set_back(*times, times[-1] - late) is None
