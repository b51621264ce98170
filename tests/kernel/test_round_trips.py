"""Payload to acknowledgement: first transmissions only, named by timestamps or seen from the opening on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.records import NONE
from harness.kernel.round_trips import MANY
from harness.kernel.streams import CAP, UNNAMED_ACK
from harness.stages.merging import merge_flows
from tests.kernel.test_flows import IDLE_S, flows_of, packets_of
from tests.support.frames import ACK, FIN, RST, SYN
from tests.support.reading import joined

OPENING = (
    {"flags": SYN, "seq": 99, "time_ns": 1},
    {"flags": SYN | ACK, "seq": 999, "ack": 100, "back": 1, "time_ns": 2},
)
BEFORE = {"seq": 90, "payload": 10, "time_ns": 3, "tsval": 6}


def data(time_ns: int, seq: int, octets: int = 10, **given: int) -> dict[str, int]:
    return {"time_ns": time_ns, "seq": seq, "payload": octets} | given


def answer(time_ns: int, ack: int, **given: int) -> dict[str, int]:
    return {"time_ns": time_ns, "ack": ack, "seq": 1000, "back": 1} | given


def samples(*rows: dict[str, int]) -> tuple[int | None, int, int]:
    """Least time, count and whether some are unnamed, of what A sent."""
    flow = joined(flows_of(packets_of(*rows)))[0]
    least = int(flow["ack_rtt"][0])
    return (
        None if least == CAP else least,
        int(flow["ack_rtts"][0]),
        int(flow["stream"][0] & UNNAMED_ACK != 0),
    )


def test_after_an_opening_sequence_numbers_are_enough() -> None:
    assert samples(*OPENING, data(10, 100), answer(35, 110)) == (25, 1, 1)
    assert samples(data(9, 90), data(10, 100), answer(35, 110)) == (None, 0, 0)


def test_timestamps_name_the_segment_in_any_flow() -> None:
    assert samples(BEFORE, data(10, 100, tsval=7), answer(35, 110, tsecr=7)) == (25, 1, 0)
    assert samples(BEFORE, data(10, 100, tsval=7), answer(35, 110, tsecr=6)) == (None, 0, 0)
    assert samples(*OPENING, data(10, 100, tsval=7), answer(35, 110)) == (None, 0, 0)


def test_the_least_of_several_counts_and_the_newest_segment_is_timed() -> None:
    rows = [data(10, 100), data(20, 110), answer(50, 110), answer(60, 120), data(70, 120), answer(75, 130)]
    assert samples(*OPENING, *rows) == (5, 2, 1)


def test_what_is_sent_again_or_after_a_gap_is_not_timed() -> None:
    assert samples(*OPENING, data(10, 100), data(30, 100), answer(31, 110)) == (None, 0, 0)
    assert samples(*OPENING, data(10, 100), data(30, 150), answer(31, 160)) == (None, 0, 0)
    assert samples(*OPENING, data(10, 100), data(30, 109, 1), answer(31, 110)) == (None, 0, 0)


def test_the_answer_must_end_where_the_segment_does_or_a_fin_behind_it() -> None:
    fin = data(10, 100, flags=FIN | ACK)
    assert samples(*OPENING, fin, answer(35, 111)) == (25, 1, 1)
    assert samples(*OPENING, data(10, 100), answer(35, 112)) == (None, 0, 0)
    assert samples(*OPENING, data(10, 100), answer(35, 109), answer(36, 110)) == (26, 1, 1)
    assert samples(*OPENING, data(10, 100), answer(35, 110, flags=RST | ACK)) == (None, 0, 0)


def test_times_that_no_clock_can_mean_are_left_out() -> None:
    for after in (-5, 0, CAP):
        assert samples(*OPENING, data(10, 100), answer(10 + after, 110)) == (None, 0, 0)


def test_counts_stop_at_the_field_s_end() -> None:
    flow = flows_of(packets_of(*OPENING, data(10, 100), answer(35, 110)))[0]
    flow["ack_rtts"] = MANY
    merged, _ = merge_flows([[flow], flows_of(packets_of(BEFORE))], IDLE_S)
    assert merged[0]["ack_rtts"].tolist() == [[MANY, MANY]]


exchanges = st.lists(
    st.tuples(st.integers(5, 50), st.sampled_from(["new", "again", "ack", "late ack"])), max_size=30
)


@given(exchanges, st.booleans(), st.data())
def test_parts_never_give_less_than_the_path_allows(
    steps: list[tuple[int, str]], stamped: bool, choice: st.DataObject
) -> None:
    """A path of 5 ns: the other side acknowledges no octet sooner after it was first sent."""
    rows, now, edge, first_sent, acked = list(OPENING), 100, 100, {}, 100
    for wait, what in steps:
        now += wait
        stamp = {"tsval": now} if stamped else {}
        if what == "new":
            first_sent[edge + 10] = now
            rows.append(data(now, edge, **stamp))
            edge += 10
        elif what == "again" and edge > 100:
            rows.append(data(now, edge - 10, **stamp))
        elif what == "ack" and edge > acked and now - first_sent[edge] >= 5:
            acked = edge
            rows.append(answer(now, edge, tsecr=first_sent[edge] if stamped else NONE))
        elif what == "late ack":
            rows.append(answer(now, acked, tsecr=first_sent.get(acked, NONE) if stamped else NONE))
    packets = packets_of(*rows)
    borders = choice.draw(st.lists(st.integers(0, len(packets)), max_size=3).map(sorted))
    parts = [flows_of(part) for part in np.split(packets, borders)]
    alone = [int(flow["ack_rtt"][0]) for part in parts for flow in joined(part)]
    counts = [int(flow["ack_rtts"][0]) for part in parts for flow in joined(part)]
    merged, _ = merge_flows(parts, IDLE_S)
    flow = joined(merged)[0]
    assert (flow["ack_rtt"][0], flow["ack_rtts"][0]) == (min(alone), sum(counts))
    assert flow["ack_rtt"][0] >= 5
