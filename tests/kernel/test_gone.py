"""Giving rows away changes nothing: not which, not when, not in what order packets come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.kernel import table as table_module
from harness.kernel.records import FLOW
from harness.kernel.stored_rows import Chunks, StoredRows, marks_of
from harness.kernel.table import FlowTable
from harness.stages.merging import merge_flows
from tests.kernel.test_flows import BUFFER, IDLE_S, packet_rows, packets_of, timed
from tests.support.memory_store import MemoryStore
from tests.support.reading import joined


def flows_of(packets: np.ndarray, cuts: list[tuple[int, list[int]]], seed: int = 0) -> Chunks:
    """Flows of packets; before each number in ``cuts`` rows are given away, but for some that are held."""
    table = FlowTable(IDLE_S, seed=seed, store=MemoryStore)
    borders = sorted({0, len(packets), *(min(at, len(packets)) for at, _ in cuts)})
    for start, end in pairwise(borders):
        for at, held in cuts:
            if at == start and table.used:
                table.give_away(np.unique([row % table.used for row in held]).astype(np.int64))
        first = start
        while first < end:
            first, _ = table.add(BUFFER, packets[:end], first, 0)
    return table.take()


def all_differing(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Fields, every one, in which two flow tables differ."""
    return [name for name in FLOW.names or () if not np.array_equal(x[name], y[name])]


SWEEPS = st.lists(st.tuples(st.integers(0, 40), st.lists(st.integers(0, 9), max_size=3)), max_size=8)


@given(st.lists(packet_rows, max_size=40), SWEEPS, st.integers(0, 2**62))
def test_what_is_given_away_and_when_changes_nothing(
    rows: list[dict[str, int]], sweeps: list[tuple[int, list[int]]], seed: int
) -> None:
    packets = timed(rows)
    swept = joined(flows_of(packets, sweeps, seed))
    assert all_differing(swept, joined(flows_of(packets, []))) == []


@given(st.lists(packet_rows, max_size=40), SWEEPS, st.integers(0, 40), st.integers(0, 2**62))
def test_looking_at_what_there_is_so_far_gives_the_rows_of_those_packets_and_changes_nothing(
    rows: list[dict[str, int]], sweeps: list[tuple[int, list[int]]], looked: int, seed: int
) -> None:
    packets = timed(rows)
    table = FlowTable(IDLE_S, seed=seed, store=MemoryStore)
    for place in range(len(packets)):
        if place == looked:
            assert all_differing(joined(table.so_far()), joined(flows_of(packets[:place], []))) == []
        if any(at == place for at, _ in sweeps) and table.used:
            table.give_away(np.empty(0, dtype=np.int64))
        first = place
        while first <= place:
            first, _ = table.add(BUFFER, packets[: place + 1], first, 0)
    assert all_differing(joined(table.so_far()), joined(flows_of(packets, []))) == []
    assert all_differing(joined(table.take()), joined(flows_of(packets, []))) == []


@given(st.lists(packet_rows, max_size=40), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_are_joined_alike_with_and_without(
    monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, int]], data: st.DataObject
) -> None:
    packets = timed(rows)
    borders = data.draw(st.lists(st.integers(0, len(packets)), max_size=6).map(sorted))
    sweeps = data.draw(SWEEPS)
    stored = [flows_of(part, sweeps) for part in np.split(packets, borders)]
    held = [flows_of(part, []) for part in np.split(packets, borders)]
    kept, became = merge_flows(held, IDLE_S)
    monkeypatch.setattr(table_module, "MOST_ROWS", 1)
    given_away, places = merge_flows(stored, IDLE_S, store=MemoryStore)
    assert all_differing(joined(given_away), joined(kept)) == []
    assert [x.tolist() for x in places] == [x.tolist() for x in became]


def test_the_newest_flow_of_a_key_is_the_one_that_comes_back() -> None:
    rows = [{"flags": 2, "seq": 1}, {"flags": 2, "seq": 2}, {"pair": 1}, {"pair": 2}, {"payload": 9}]
    packets = packets_of(*rows)
    swept = flows_of(packets, [(at, []) for at in range(1, 6)])
    assert joined(swept)["isn"].tolist() == [1, 2, -1, -1]
    assert joined(swept)["payload_octets"].sum(axis=1).tolist() == [0, 9, 0, 0]


def test_a_packet_that_nothing_can_have_waited_for_is_not_looked_up() -> None:
    table = FlowTable(IDLE_S, store=MemoryStore)
    early, late = packets_of({"time_ns": 0}), packets_of({"time_ns": IDLE_S * 10**9 + 1})
    table.add(BUFFER, early, 0, 0)
    assert table.give_away(np.empty(0, dtype=np.int64)).tolist() == [-1]
    assert (table.used, table.add(BUFFER, late, 0, 0)[0], table.used) == (0, 1, 1)
    table.add(BUFFER, late, 0, 0)
    assert table._back == 0


def test_rows_that_come_back_often_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MOST_ROWS", 4)
    packets = packets_of(*({"pair": number % 8} for number in range(400)))
    table = FlowTable(IDLE_S, store=MemoryStore)
    for number in range(400):
        if table.crowded:
            table.give_away(np.empty(0, dtype=np.int64))
        first = number
        while first <= number:
            first, _ = table.add(BUFFER, packets[: number + 1], first, 0)
    assert table._most >= 16
    assert joined(table.take())["packets"].sum(axis=1).tolist() == [50] * 8


def test_a_table_that_nothing_was_given_away_of_stays_in_memory() -> None:
    packets = packets_of({}, {"pair": 1})
    assert isinstance(flows_of(packets, []), list)


def test_chunks_of_a_stored_table_are_read_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.kernel.stored_rows.STORED_CHUNK_ROWS", 3)
    store = MemoryStore()
    rows = np.zeros(8, dtype=FLOW)
    rows["first_packet"] = [5, 6, 9, 1, 2, 7, 8, 3]
    store.append(rows)
    marks = rows["first_packet"].copy()
    marks[4] = -1
    stored = StoredRows(store, marks)
    assert (len(stored), marks_of(stored).tolist()) == (3, [1, 3, 5, 6, 7, 8, 9])
    assert [chunk["first_packet"].tolist() for chunk in stored] == [[1, 3, 5], [6, 7, 8], [9]]
    assert [stored.pop(0)["first_packet"].tolist() for _ in range(3)] == [[1, 3, 5], [6, 7, 8], [9]]
    assert (len(stored), store.closed) == (0, True)
    assert joined(StoredRows(MemoryStore(), np.zeros(0, dtype=np.int64))).tolist() == []
