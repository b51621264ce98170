"""The merge law on octets: files of contiguous packets, read in any order, merge to what one pass gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.records import NONE
from harness.stages.merging import merge_flows, number_capture
from tests.kernel.test_flows import STREAMS, TIMES
from tests.support.conversations import SECOND, START_NS, TimedFrames, every, opening, up, visit
from tests.support.frames import pcap
from tests.support.random_captures import captures, splits
from tests.support.reading import IDLE_S, flow_rows, joined, read
from tests.support.tables import record, records_of

MAY_DIFFER = (
    *("capture", "data_capture", "opening_capture"),
    *("first_packet", "data_packet", "syn_packet", "synack_packet"),
)
"""Which file a packet is in, and its number there."""
BY_FIGURES = STREAMS | TIMES
"""State whose figures are compared: in tests/kernel/test_streams.py; bounds in test_round_trips.py."""


def merged(parts: list[TimedFrames], order: list[int] | None = None) -> list[dict[str, object]]:
    """Flow records of parts, each read by itself in this order, then joined."""
    chunks = {number: read(pcap(parts[number])).flows for number in order or range(len(parts))}
    joined_chunks, _ = merge_flows([chunks[number] for number in range(len(parts))], IDLE_S)
    return [
        {k: v for k, v in row.items() if k not in MAY_DIFFER and k not in BY_FIGURES}
        for row in flow_rows(joined_chunks)
    ]


@given(st.data(), captures())
def test_any_split_read_in_any_order_equals_one_pass(data: st.DataObject, packets: TimedFrames) -> None:
    parts = data.draw(splits(packets))
    order = data.draw(st.permutations(range(len(parts))))
    assert merged(parts, order) == merged([packets])


@given(st.data(), captures())
def test_packets_and_octets_are_conserved(data: st.DataObject, packets: TimedFrames) -> None:
    parts = data.draw(splits(packets))
    reads = [read(pcap(part)) for part in parts]
    before = {field: sum(joined(r.flows)[field].sum() for r in reads) for field in ("packets", "ip_octets")}
    unread = sum(count for r in reads for _, count, _ in r.tally.unread) + sum(r.tally.no_ip for r in reads)
    rows = joined(merge_flows([r.flows for r in reads], IDLE_S)[0])
    assert {field: rows[field].sum() for field in before} == before
    assert int(rows["packets"].sum()) + unread == len(packets)


@given(st.data(), captures())
def test_every_record_knows_the_row_it_became(data: st.DataObject, packets: TimedFrames) -> None:
    reads = [read(pcap(part)) for part in data.draw(splits(packets))]
    before = [joined(r.flows) for r in reads]
    chunks, became = merge_flows([r.flows for r in reads], IDLE_S)
    rows = joined(chunks)
    counted = np.zeros((len(rows), 2), dtype=np.int64)
    for part, places in zip(before, became, strict=True):
        assert len(places) == len(part)
        np.add.at(counted, places, part["packets"])
        for field in ("a_lo", "b_lo", "a_port", "b_port", "protocol"):
            assert rows[places][field].tolist() == part[field].tolist()
    assert counted.tolist() == rows["packets"].tolist()


def test_a_visit_cut_between_any_two_packets_is_one_flow() -> None:
    packets = every(SECOND, visit("cloud.example"))
    for cut in range(len(packets) + 1):
        assert merged([packets[:cut], packets[cut:]]) == merged([packets])


def test_a_gap_between_files_ends_a_flow_only_past_the_idle_timeout() -> None:
    first = (START_NS, up(b"a"))
    for gap_s, flows in ((IDLE_S, 1), (IDLE_S + 1, 2)):
        assert len(merged([[first], [(START_NS + gap_s * SECOND, up(b"b"))]])) == flows


def test_a_port_used_again_in_the_next_file_is_another_flow() -> None:
    parts = [every(SECOND, opening(isn=isn), start_ns=START_NS + isn) for isn in (1000, 90_000)]
    assert [row["isn"] for row in merged(parts)] == [1000, 90_000]


def test_parts_are_emptied_and_one_part_stays_as_it_is() -> None:
    one = read(pcap(every(SECOND, visit("cloud.example")))).flows
    rows = one[0]
    chunks, became = merge_flows([one], IDLE_S)
    assert chunks[0] is rows
    assert (one, became[0].tolist()) == ([], [0])
    two = [read(pcap(every(SECOND, visit("cloud.example")))).flows for _ in range(2)]
    merge_flows(two, IDLE_S)
    assert two == [[], []]
    assert merge_flows([], IDLE_S) == ([], [])


def test_captures_are_numbered_where_there_is_a_packet() -> None:
    rows = records_of(record(), record(data_capture=(0, NONE), opening_capture=(NONE, 0)))
    number_capture(rows, 2)
    assert rows["capture"].tolist() == [2, 2]
    assert rows["data_capture"].tolist() == [[NONE, NONE], [2, NONE]]
    assert rows["opening_capture"].tolist() == [[NONE, NONE], [NONE, 2]]


def test_an_answer_in_the_next_file_points_there() -> None:
    halves = [every(SECOND, visit("cloud.example"))[part] for part in (slice(1), slice(1, None))]
    chunks, _ = merge_flows([read(pcap(half)).flows for half in halves], IDLE_S)
    (row,) = joined(chunks)
    assert (row["opening_capture"].tolist(), row["syn_packet"], row["synack_packet"]) == ([0, 1], 1, 1)
