"""The law of minutes: what was noted, closed, is the plain sum over packets by flow and minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.minutes import MINUTE, MINUTE_NS
from harness.kernel.records import NO_TIME
from harness.kernel.table import PACKETS_AT_ONCE, FlowTable
from harness.stages.merging import merge_flows
from harness.stages.minutes import close_minutes
from tests.kernel.test_flows import BUFFER, packet_rows, packets_of

IDLE_S = 200
SECOND = 10**9
FIGURES = ("packets", "ip_octets", "payload_octets")
Sums = Counter[tuple[int, int, int, str]]
"""By flow, minute, side and figure."""

rows_of_packets = st.lists(
    st.tuples(packet_rows, st.sampled_from([0, 0, 1, 59, 60, 61, 199, 200, 201, -1, -70])), max_size=40
)


def timed(rows: Sequence[tuple[dict[str, int], int]], *, untimed: bool = False) -> np.ndarray:
    """Packets with running times, before and after the epoch; some without a time."""
    now, out = -90 * SECOND, []
    for row, gap_s in rows:
        now += gap_s * SECOND
        out.append(row | {"time_ns": now})
    packets = packets_of(*out)
    if untimed:
        packets["time_ns"][[bool(row["untimed"]) for row, _ in rows]] = NO_TIME
    return packets


def table_of(packets: np.ndarray, borders: Sequence[int] = (), *, minutes: bool = True) -> FlowTable:
    """A table fed with the packets in batches."""
    table = FlowTable(IDLE_S, seed=len(packets), minutes=minutes)
    for batch in np.split(packets, borders):
        first = 0
        while first < len(batch):
            first, _ = table.add(BUFFER, batch, first, 0)
    return table


def same(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether two record arrays hold the same."""
    return len(x) == len(y) and all(np.array_equal(x[name], y[name]) for name in x.dtype.names or ())


def plain_sum(packets: np.ndarray) -> Sums:
    """The definition, packet by packet: the row whose packets grew is the one it belongs to."""
    table, clock, sums = FlowTable(IDLE_S), 0, Sums()
    for packet in packets:
        before = np.zeros((table.used + 1, 2), dtype=np.int64)
        before[: table.used] = table.rows["packets"]
        table.add(BUFFER, packet.reshape(1), 0, 0)
        ((row, side),) = np.argwhere(table.rows["packets"] > before[: table.used]).tolist()
        clock = clock if packet["time_ns"] == NO_TIME else int(packet["time_ns"])
        key = (row, clock // (60 * SECOND), side)
        sums[*key, "packets"] += 1
        sums[*key, "ip_octets"] += int(packet["ip_octets"])
        sums[*key, "payload_octets"] += int(packet["payload_octets"])
    return +sums


def summed(closed: np.ndarray, flow_of: np.ndarray | None = None) -> Sums:
    """Closed records added up by what their rows became."""
    sums = Sums()
    for record in closed:
        flow = int(record["flow"] if flow_of is None else flow_of[record["flow"]])
        for figure in FIGURES:
            for side in range(2):
                sums[flow, int(record["minute"]), side, figure] += int(record[figure][side])
    return +sums


@given(rows_of_packets, st.lists(st.integers(0, 40), max_size=5).map(sorted))
def test_any_batches_give_the_plain_sum(rows: list[tuple[dict[str, int], int]], borders: list[int]) -> None:
    packets = timed(rows, untimed=True)
    table = table_of(packets, borders)
    assert summed(close_minutes(table.rows, table.take_minutes())) == plain_sum(packets)


@given(rows_of_packets, st.lists(st.integers(0, 40), max_size=5).map(sorted), st.booleans())
def test_any_split_joined_again_gives_the_plain_sum(
    rows: list[tuple[dict[str, int], int]], borders: list[int], backwards: bool
) -> None:
    packets = timed(rows)
    parts = [table_of(part) for part in np.split(packets, borders)]
    order = slice(None, None, -1 if backwards else 1)
    # Rows are handed over in any order: a flow is known by its first packet.
    closed = [close_minutes(part.rows[order], part.take_minutes()) for part in parts]
    _, became = merge_flows([part.take_chunks() for part in parts], IDLE_S)
    total = Sums()
    for records, flow_of in zip(closed, became, strict=True):
        total += summed(records, flow_of[order])
    assert total == plain_sum(packets)


@given(rows_of_packets, st.integers(1, 7))
def test_rows_may_be_closed_some_at_a_time(rows: list[tuple[dict[str, int], int]], size: int) -> None:
    table = table_of(timed(rows))
    noted = table.take_minutes()
    some = [close_minutes(table.rows[at : at + size], noted, at) for at in range(0, table.used, size)]
    whole = close_minutes(table.rows, noted)
    assert same(np.concatenate([np.zeros(0, dtype=MINUTE), *some]), whole)


@given(rows_of_packets)
def test_noting_minutes_changes_no_flow(rows: list[tuple[dict[str, int], int]]) -> None:
    packets = timed(rows)
    with_minutes, without = table_of(packets), table_of(packets, minutes=False)
    assert same(with_minutes.rows, without.rows)
    assert len(without.take_minutes()) == 0


def test_a_flow_of_one_minute_leaves_no_record() -> None:
    packets = packets_of({"time_ns": 0}, {"time_ns": MINUTE_NS - 1, "back": 1})
    table = table_of(packets)
    noted = table.take_minutes()
    assert len(noted) == 0
    (whole,) = close_minutes(table.rows, noted)
    assert [whole[name].tolist() for name in MINUTE.names or ()] == [0, 0, [1, 1], [40, 40], [0, 0]]


def test_a_minute_begins_at_a_whole_multiple_of_sixty_seconds() -> None:
    at = [-1, 0, MINUTE_NS - 1, MINUTE_NS]
    table = table_of(packets_of(*({"time_ns": time} for time in at)))
    closed = close_minutes(table.rows, table.take_minutes())
    assert closed["minute"].tolist() == [-1, 0, 1]
    assert closed["packets"][:, 0].tolist() == [1, 2, 1]


def test_minutes_may_be_taken_away_while_reading() -> None:
    packets = packets_of(*({"time_ns": minute * MINUTE_NS} for minute in range(6)))
    table, taken = FlowTable(IDLE_S, minutes=True), []
    for at in range(6):
        table.add(BUFFER, packets[at : at + 1], 0, 0)
        taken.append(table.take_minutes())
    closed = close_minutes(table.rows, np.concatenate(taken))
    assert closed["packets"][:, 0].tolist() == [1] * 6


def test_records_grow_with_the_minutes() -> None:
    count = PACKETS_AT_ONCE * 3
    packets = np.repeat(packets_of({}), count)
    packets["number"] = np.arange(count) + 1
    packets["time_ns"] = np.arange(count) * MINUTE_NS
    table = table_of(packets, range(1000, count, 1000))
    closed = close_minutes(table.rows, table.take_minutes())
    assert closed["minute"].tolist() == list(range(count))
    assert set(closed["packets"][:, 0].tolist()) == {1}
