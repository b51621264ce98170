"""Sighting records to SIGHTINGS: addresses and MACs as text, rows by time and packet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from random import Random

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from polars.testing import assert_frame_equal

from harness.kernel.records import NONE, SIGHTING
from harness.stages.sightings import gather_sightings
from harness.tables.sightings import SIGHTINGS

DOCUMENTATION_HI = 0x20010DB8_00000000
LOW_BITS = 0xC0000201  # 192.0.2.1, and ::c000:201
Record = tuple[int, int, int, int, int, int]


def records_of(*rows: Record) -> NDArray[np.void]:
    return np.array(list(rows), dtype=SIGHTING)


def gathered(*rows: Record) -> pl.DataFrame:
    return gather_sightings(records_of(*rows), "c0", "us/lan")


def test_a_row_tells_who_when_and_where_to_look() -> None:
    frame = gathered((0, LOW_BITS, 0x0200_0000_AAFF, 5, 9, 4))
    assert frame.rows() == [("us/lan", "192.0.2.1", "02:00:00:00:aa:ff", 5, "c0", 9)]


def test_families_and_absent_macs_keep_apart() -> None:
    frame = gathered(
        (0, LOW_BITS, NONE, 1, 1, 4), (0, LOW_BITS, 0, 2, 2, 6), (DOCUMENTATION_HI, 1, NONE, 3, 3, 6)
    )
    senders = [ip_address(text) for text in frame["sender"]]
    assert senders == [IPv4Address(LOW_BITS), IPv6Address(LOW_BITS), IPv6Address("2001:db8::1")]
    assert frame["mac"].to_list() == [None, "00:00:00:00:00:00", None]


def test_an_address_whose_top_bit_is_set_is_told_right() -> None:
    top = np.uint64(0xFE80_0000_0000_0000).view(np.int64).item()
    assert gathered((top, -1, NONE, 1, 1, 6))["sender"].to_list() == ["fe80::ffff:ffff:ffff:ffff"]


def test_rows_come_by_time_and_packet_times_before_the_epoch_first() -> None:
    frame = gathered((0, 1, 1, 7, 3, 4), (0, 2, 1, -5, 9, 4), (0, 3, 1, 7, 2, 4))
    assert frame.select("time_ns", "packet").rows() == [(-5, 9), (7, 2), (7, 3)]


def test_no_records_are_no_rows_of_the_same_table() -> None:
    assert_frame_equal(gathered(), SIGHTINGS.empty())


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9)), max_size=12), st.randoms())
def test_order_of_records_is_irrelevant(rows: list[tuple[int, int]], random: Random) -> None:
    records = [(0, sender, NONE, time_ns, number, 4) for number, (sender, time_ns) in enumerate(rows)]
    wanted = gathered(*records)
    random.shuffle(records)
    assert_frame_equal(gathered(*records), wanted)
