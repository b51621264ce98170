"""The merge law: any split of a capture, finished in any order, gives the flows of one pass."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import IP, P_TCP, P_UDP
from harness.kernel.records import FLOW, NO_TIME, NONE, PACKET
from harness.kernel.table import CHUNK_ROWS, FlowTable
from harness.stages.merging import merge_flows
from tests.support.frames import ACK, RST, SYN
from tests.support.reading import joined

IDLE_S = 10
SECOND = 10**9
STREAMS = {"stream", "low", "edge", "acked", "acked_from", "repeated_octets", "retired_octets"}
STREAMS |= {"hole_from", "hole_to", "hole_side"}
"""Compared by the figures they give, in test_streams."""
TIMES = {"ack_rtt", "ack_rtts", "timed", "timed_ns", "timed_tsval"}
"""Bounds by nature: test_round_trips."""
BY_ITSELF = STREAMS | TIMES | {"head_from", "head_to", "capture", "data_capture", "opening_capture"}
COMPARED = [name for name in FLOW.names or () if name not in BY_ITSELF]
BUFFER = np.zeros(1, dtype=np.uint8)


def packets_of(*rows: dict[str, int]) -> np.ndarray:
    """PACKET records of one 5-tuple pair, numbered from 1; ``back`` swaps the direction."""
    records = np.zeros(len(rows), dtype=PACKET)
    for number, (record, row) in enumerate(zip(records, rows, strict=True), 1):
        low, high = (10 + row.get("pair", 0), 5000), (200, 443)
        source, destination = (high, low) if row.get("back") else (low, high)
        record["number"] = number
        record["time_ns"] = row.get("time_ns", number)
        record["verdict"] = IP
        record["family"] = 4
        record["protocol"] = row.get("protocol", P_TCP)
        record["source_lo"], record["source_port"] = source
        record["destination_lo"], record["destination_port"] = destination
        record["flags"] = row.get("flags", ACK)
        record["seq"], record["ack"] = row.get("seq", 0), row.get("ack", 0)
        record["tsval"], record["tsecr"] = row.get("tsval", NONE), row.get("tsecr", NONE)
        record["ip_octets"] = 40 + row.get("payload", 0)
        record["payload_octets"] = row.get("payload", 0)
        record["ttl"] = row.get("ttl", 60 + number % 3)
        record["source_mac"] = 1 + row.get("back", 0)
    return records


def flows_of(packets: np.ndarray) -> list[np.ndarray]:
    """Flow rows of a run of packets, in chunks."""
    table = FlowTable(IDLE_S, seed=len(packets))
    first = 0
    while first < len(packets):
        first, _ = table.add(BUFFER, packets, first, 0)
    return table.take_chunks()


def differing(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Fields in which two flow tables differ."""
    return [name for name in COMPARED if not np.array_equal(x[name], y[name])]


packet_rows = st.fixed_dictionaries(
    {
        "pair": st.integers(0, 2),
        "back": st.integers(0, 1),
        # Ports are reused: few sequence numbers, many SYNs, and gaps around the idle timeout.
        "flags": st.sampled_from([ACK, ACK, ACK, SYN, SYN, SYN | ACK, RST | ACK, SYN | RST]),
        "seq": st.integers(0, 2),
        "ack": st.integers(0, 3),
        "gap_s": st.sampled_from([0, 0, 1, 9, 10, 11, -3, 30]),
        "payload": st.sampled_from([0, 0, 1, 1400]),
        "tsval": st.sampled_from([NONE, 5, 6]),
        "untimed": st.booleans(),
    }
)


def timed(rows: list[dict[str, int]]) -> np.ndarray:
    """Packets with running times; some go back, as in captures of several interfaces."""
    now = 1000 * SECOND
    out = []
    for row in rows:
        now += row["gap_s"] * SECOND
        out.append(row | {"time_ns": now})
    return packets_of(*out)


@given(st.lists(packet_rows, max_size=40), st.data())
def test_any_split_finished_in_any_order_equals_one_pass(
    rows: list[dict[str, int]], data: st.DataObject
) -> None:
    packets = timed(rows)
    borders = data.draw(st.lists(st.integers(0, len(packets)), max_size=6).map(sorted))
    parts = np.split(packets, borders)
    order = data.draw(st.permutations(range(len(parts))))
    finished = {index: flows_of(parts[index]) for index in order}
    whole = joined(flows_of(packets))
    merged, became = merge_flows([finished[index] for index in sorted(finished)], IDLE_S)
    assert differing(joined(merged), whole) == []
    assert [len(rows) for rows in became] == [len(joined(flows_of(part))) for part in parts]


@given(st.lists(packet_rows, max_size=40))
def test_packets_and_octets_are_conserved(rows: list[dict[str, int]]) -> None:
    packets = timed(rows)
    flows = joined(flows_of(packets))
    assert flows["packets"].sum() == len(packets)
    assert flows["ip_octets"].sum() == packets["ip_octets"].sum()
    assert flows["payload_octets"].sum() == packets["payload_octets"].sum()


@given(st.lists(packet_rows, max_size=40), st.integers(0, 2**62))
def test_the_seed_of_the_hash_changes_nothing(rows: list[dict[str, int]], seed: int) -> None:
    packets = timed(rows)
    table = FlowTable(IDLE_S, seed=seed)
    assert table.add(BUFFER, packets, 0, 0)[0] == len(packets)
    assert differing(joined(table.take_chunks()), joined(flows_of(packets))) == []


def test_a_retransmitted_syn_stays_in_its_flow() -> None:
    flows = joined(flows_of(packets_of({"flags": SYN, "seq": 7}, {"flags": SYN, "seq": 7})))
    assert flows["syns"].tolist() == [2]
    assert flows["syn_packet"].tolist() == [1]


def test_a_reused_port_is_another_flow() -> None:
    flows = joined(flows_of(packets_of({"flags": SYN, "seq": 7}, {}, {"flags": SYN, "seq": 8}, {})))
    assert flows["packets"].tolist() == [[2, 0], [2, 0]]


def test_a_syn_ack_belongs_to_the_syn_it_acknowledges() -> None:
    rows = ({"flags": SYN, "seq": 7}, {"flags": SYN | ACK, "seq": 99, "ack": 8, "back": 1})
    flows = joined(flows_of(packets_of(*rows)))
    assert (flows["initiator"].tolist(), flows["isn"].tolist()) == ([0], [7])
    assert flows["synack_packet"].tolist() == [2]


def test_a_syn_ack_alone_tells_who_opened() -> None:
    flows = joined(flows_of(packets_of({"flags": SYN | ACK, "seq": 99, "ack": 0, "back": 1})))
    assert (flows["initiator"].tolist(), flows["isn"].tolist()) == ([0], [0xFFFFFFFF])


def test_a_gap_longer_than_the_idle_timeout_ends_a_flow() -> None:
    at = [0, 10 * SECOND, 20 * SECOND + 1]
    flows = joined(flows_of(packets_of(*({"time_ns": time, "protocol": P_UDP} for time in at))))
    assert flows["packets"].tolist() == [[2, 0], [1, 0]]


def test_packets_without_a_time_count_at_the_one_before() -> None:
    packets = packets_of({"time_ns": 5}, {}, {"time_ns": 9})
    packets["time_ns"][1] = NO_TIME
    flows = joined(flows_of(packets))
    assert (flows["start_ns"].tolist(), flows["end_ns"].tolist()) == ([5], [9])


def test_the_time_of_the_first_payload_each_way() -> None:
    rows = ({"time_ns": 5}, {"time_ns": 7, "payload": 1}, {"time_ns": 6, "payload": 1})
    flows = joined(flows_of(packets_of(*rows)))
    assert (flows["data_packet"].tolist(), flows["data_ns"].tolist()) == ([[2, NONE]], [[7, NO_TIME]])
    back = joined(flows_of(packets_of(*rows, {"time_ns": 9, "payload": 1, "back": 1})))
    assert back["data_ns"].tolist() == [[7, 9]]


def test_a_payload_of_a_later_part_keeps_its_time() -> None:
    packets = packets_of({"time_ns": 5}, {"time_ns": 7, "payload": 1}, {"time_ns": 8, "payload": 1})
    for cut in range(4):
        merged, _ = merge_flows([flows_of(packets[:cut]), flows_of(packets[cut:])], IDLE_S)
        assert joined(merged)["data_ns"].tolist() == [[7, NO_TIME]], cut


def test_a_flow_takes_at_most_400_octets() -> None:
    assert FLOW.itemsize <= 400


def test_tables_grow_and_come_out_whole() -> None:
    count = CHUNK_ROWS + 1000
    packets = np.repeat(packets_of({"protocol": P_UDP}), count)
    packets["source_lo"] = np.arange(count) + 1000
    packets["number"] = np.arange(count) + 1
    table = FlowTable(IDLE_S)
    for start in range(0, count, 4096):
        batch, first = packets[start : start + 4096], 0
        while first < len(batch):
            first, _ = table.add(BUFFER, batch, first, 0)
    chunks = table.take_chunks()
    assert [len(chunk) for chunk in chunks] == [CHUNK_ROWS, 1000]
    assert joined(chunks)["first_packet"].tolist() == list(range(1, count + 1))
    assert len(table.rows) == 0
