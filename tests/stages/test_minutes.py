"""MINUTES from records by hand; the law over packets is in tests/kernel/test_minutes.py."""

from __future__ import annotations

import numpy as np

from harness.kernel.minutes import DEPTHS, MINUTE, MINUTE_NS
from harness.stages.minutes import close_minutes, gather_minutes
from tests.support.tables import record, records_of

EARLIEST = -(2**63)


def noted(*rows: tuple[int, int, int]) -> np.ndarray:
    """MINUTE records: first packet of the flow, minute, and octets that side A had sent by then, in packets of 100."""
    records = np.zeros(len(rows), dtype=MINUTE)
    for one, (flow, minute, octets) in zip(records, rows, strict=True):
        one["flow"], one["minute"] = flow * DEPTHS, minute
        one["packets"][0], one["ip_octets"][0], one["payload_octets"][0] = octets // 100, octets, octets // 2
    return records


def octets_of(frame_rows: np.ndarray) -> list[tuple[int, int, int]]:
    return [(int(one["flow"]), int(one["minute"]), int(one["ip_octets"][0])) for one in frame_rows]


def rows() -> np.ndarray:
    """Two flows, by no order; the first has sent 500 octets, the second 100."""
    return records_of(
        record(first_packet=9, minute=7, ip_octets=(500, 0), packets=(5, 0), payload_octets=(250, 0)),
        record(first_packet=2, minute=3, ip_octets=(100, 0), packets=(1, 0), payload_octets=(50, 0)),
    )


def test_running_sums_become_the_minutes_own() -> None:
    found = close_minutes(rows(), noted((9, 4, 200), (9, 5, 300)), 10)
    assert octets_of(found) == [(10, 4, 200), (10, 5, 100), (10, 7, 200), (11, 3, 100)]


def test_records_of_other_flows_are_left_alone() -> None:
    found = close_minutes(rows()[1:], noted((9, 4, 200), (1, 1, 100), (12, 1, 100)))
    assert octets_of(found) == [(0, 3, 100)]
    assert len(close_minutes(rows()[:0], noted((9, 4, 200)))) == 0


def test_a_packet_may_begin_a_flow_inside_a_tunnel_and_one_around_it() -> None:
    both = records_of(
        *(record(first_packet=9, first_depth=depth, minute=7, ip_octets=(500 + depth, 0)) for depth in (0, 1))
    )
    records = noted((9, 4, 200), (9, 4, 300))
    records["flow"] += [1, 0]
    assert octets_of(close_minutes(both, records)) == [(0, 4, 300), (0, 7, 200), (1, 4, 200), (1, 7, 301)]


def test_a_minute_that_comes_again_is_one_row() -> None:
    closed = [close_minutes(rows(), noted((9, 7, 200), (9, 6, 300)))]
    found = gather_minutes(closed, [np.array([0, 1])], np.array([0, 1]), 40)
    assert found.select("flow_id", "minute_ns", "ip_octets_up", "ip_octets_down").rows() == [
        (40, 6 * MINUTE_NS, 100, 0),
        (40, 7 * MINUTE_NS, 400, 0),
        (41, 3 * MINUTE_NS, 0, 100),
    ]


def test_files_add_to_the_flow_that_their_rows_became() -> None:
    closed = [close_minutes(rows(), noted()), close_minutes(rows(), noted())]
    found = gather_minutes(closed, [np.array([0, 1]), np.array([1, 2])], np.array([1, 0, 0]), 0)
    assert found.select("flow_id", "minute_ns", "packets_up", "packets_down").rows() == [
        (0, 7 * MINUTE_NS, 0, 5),
        (1, 3 * MINUTE_NS, 1, 0),
        (1, 7 * MINUTE_NS, 5, 0),
        (2, 3 * MINUTE_NS, 1, 0),
    ]


def test_no_files_are_an_empty_table() -> None:
    assert gather_minutes([], [], np.zeros(0, dtype=np.int64), 0).height == 0


def test_the_first_minute_that_can_be_written_takes_what_is_before() -> None:
    closed = noted((0, EARLIEST // MINUTE_NS, 100), (0, EARLIEST // MINUTE_NS + 1, 100))
    found = gather_minutes([closed], [np.array([0])], np.array([0]), 0)
    assert found.select("minute_ns", "packets_up").rows() == [((EARLIEST // MINUTE_NS + 1) * MINUTE_NS, 2)]
