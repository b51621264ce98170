"""Counts over batches of packet records."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import CUT, IP, NO_IP, UNKNOWN_LINK
from harness.kernel.records import NO_TIME, PACKET
from harness.sources.capture_counts import Tally


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
