"""TCP payload by sequence number, against a plain set of octets; and the law of merging."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.records import NONE
from harness.kernel.streams import HOLES, ODD, UNSURE, WINDOW
from harness.stages.merging import merge_flows
from harness.stages.payload_figures import payload_figures
from tests.kernel.test_flows import IDLE_S, flows_of, packets_of
from tests.support.frames import ACK, FIN, RST, SYN
from tests.support.reading import joined

Rows = list[dict[str, int]]


def data(seq: int, octets: int, **given: int) -> dict[str, int]:
    return {"seq": seq & 0xFFFFFFFF, "payload": octets} | given


def acked(ack: int, **given: int) -> dict[str, int]:
    return {"back": 1, "ack": ack & 0xFFFFFFFF, "seq": 5} | given


def figures(*rows: dict[str, int]) -> tuple[int, int, bool]:
    """Unique and missing octets of what A sent, and whether they are exact."""
    found = payload_figures(joined(flows_of(packets_of(*rows))))
    return int(found.unique[0, 0]), int(found.missing[0, 0]), bool(found.exact[0])


@pytest.mark.parametrize("start", [1000, 2**32 - 150, 2**31 - 150])
def test_retransmissions_count_once(start: int) -> None:
    rows = [
        data(start, 100),
        data(start + 100, 100),
        data(start, 200),
        data(start + 150, 100),
        acked(start + 250),
    ]
    assert figures(*rows) == (250, 0, True)


@pytest.mark.parametrize("start", [1000, 2**32 - 150])
def test_segments_out_of_order_leave_no_gap(start: int) -> None:
    order = [0, 3, 1, 2, 5, 4]
    rows = [data(start + 100 * number, 100) for number in order]
    assert figures(*rows, acked(start + 600)) == (600, 0, True)


def test_a_first_segment_that_came_late_counts() -> None:
    assert figures(data(1100, 100), data(1000, 100), acked(1200)) == (200, 0, True)
    assert figures(data(1300, 100), data(1000, 100), acked(1400)) == (200, 200, True)


def test_a_gap_is_missing_as_far_as_it_was_acknowledged() -> None:
    seen = [data(1000, 100), data(1300, 100)]
    assert figures(*seen, acked(1100)) == (200, 0, True)
    assert figures(*seen, acked(1150)) == (200, 50, True)
    assert figures(*seen, acked(1400)) == (200, 200, True)


def test_octets_acknowledged_behind_the_last_one_seen_are_missing() -> None:
    opening = [{"flags": SYN, "seq": 999}, {"flags": SYN | ACK, "seq": 5, "ack": 1000, "back": 1}]
    assert figures(*opening, acked(1700)) == (0, 700, True)
    assert figures(*opening, data(1000, 100), {"flags": FIN | ACK, "seq": 1100}, acked(1101)) == (
        100,
        0,
        True,
    )
    assert figures(*opening, data(1000, 100), acked(1101)) == (100, 1, True)


def test_of_one_direction_alone_the_other_is_missing() -> None:
    assert figures(acked(1000), acked(4000)) == (0, 3000, True)
    assert figures(data(1000, 100))[1] == NONE


def test_what_was_acknowledged_before_the_first_octet_seen_is_missing() -> None:
    assert figures(acked(1000), acked(1400), data(1300, 300), acked(1600)) == (300, 300, True)
    assert figures(acked(1000), data(1300, 300), acked(1100)) == (300, 100, True)


def test_keep_alives_probes_syn_fin_and_reset_are_no_payload() -> None:
    rows = [
        {"flags": SYN, "seq": 999},
        {"flags": SYN | ACK, "seq": 5, "ack": 1000, "back": 1},
        data(999, 1),  # keep-alive with an octet, before there is data
        data(1000, 100),
        data(1099, 1),
        data(1100, 1),  # zero-window probe: the octet that comes next
        data(1100, 100),
        {"flags": FIN | ACK, "seq": 1200},
        {"flags": RST, "seq": 77, "ack": 2**31},
        acked(1201),
    ]
    assert figures(*rows) == (200, 0, True)


def test_more_holes_than_there_is_room_for_stay_missing() -> None:
    rows = [data(1000 + 200 * number, 100) for number in range(9)]
    assert figures(*rows, acked(2700)) == (900, 800, True)
    flows = joined(flows_of(packets_of(*rows)))
    assert flows["retired_octets"].tolist() == [[(8 - HOLES) * 100, 0]]


def test_a_retired_hole_that_is_filled_makes_bounds() -> None:
    rows = [data(1000 + 200 * number, 100) for number in range(9)]
    unique, missing, exact = figures(*rows, data(1100, 100), acked(2700))
    assert not exact
    assert unique >= 1000
    assert missing >= 700


def test_numbers_that_jump_make_bounds() -> None:
    assert figures(data(1000, 100), data(1000 + WINDOW + 200, 100), acked(1100)) == (200, NONE, False)
    assert figures(data(1000, 100), acked(1100), acked(1200 + WINDOW)) == (100, NONE, False)


def test_what_is_not_tcp_has_no_sequence_numbers() -> None:
    found = payload_figures(joined(flows_of(packets_of({"protocol": 17, "payload": 5}))))
    assert (found.unique.tolist(), found.missing.tolist()) == ([[NONE, NONE]], [[NONE, NONE]])


def test_a_direction_longer_than_the_numbers() -> None:
    """More than 4 GiB in steps as segmentation offload makes them, whole and in parts; two steps are not there."""
    step, count = 65_000, 70_000
    packets = np.repeat(packets_of(data(0, step), acked(0)), count)
    sent, answers = packets[:count], packets[count:]
    sent["seq"] = (2**31 + np.arange(count, dtype=np.int64) * step) & 0xFFFFFFFF
    answers["ack"] = sent["seq"]
    sent["number"], answers["number"] = np.arange(count) + 1, np.arange(count) + 1
    sent["time_ns"], answers["time_ns"] = 2 * np.arange(count) + 1, 2 * np.arange(count)
    everything = np.sort(np.delete(packets, [count // 5, 30_000]), order="time_ns")
    for borders in ([], [100, count, count + 50_000]):
        merged, _ = merge_flows([flows_of(part) for part in np.split(everything, borders)], IDLE_S)
        found = payload_figures(joined(merged))
        assert (found.unique[0, 0], found.missing[0, 0]) == ((count - 2) * step, 2 * step)


segments = st.fixed_dictionaries(
    {
        "seq": st.integers(0, 30).map(lambda n: 2**32 - 900 + 100 * n),
        "payload": st.sampled_from([1, 50, 100, 100, 100, 300]),
        "back": st.sampled_from([0, 0, 1]),
        "ack": st.integers(0, 30).map(lambda n: (2**32 - 900 + 100 * n) & 0xFFFFFFFF),
        "flags": st.just(ACK),
    }
).map(lambda row: row | {"seq": row["seq"] & 0xFFFFFFFF})

opened = st.sampled_from(
    [
        [],
        [
            {"flags": SYN, "seq": 2**32 - 901},
            {"flags": SYN | ACK, "seq": 2**32 - 901, "ack": 2**32 - 900, "back": 1},
        ],
    ]
)


def truth(rows: Rows) -> tuple[list[int], list[int]]:
    """Octets seen once and octets missing, each way, by sets of unwrapped numbers.

    A direction begins with the first number that is known of it: sent, or the first acknowledged.
    """
    base = 2**32 - 10_000
    seen: tuple[set[int], set[int]] = (set(), set())
    known: tuple[list[int], list[int]] = ([], [])
    acks: tuple[list[int], list[int]] = ([], [])
    for row in rows:
        back, start = row.get("back", 0), (row["seq"] - base) % 2**32
        start += 1 if row["flags"] & SYN else 0
        seen[back].update(range(start, start + row.get("payload", 0)))
        known[back].append(start)
        if row["flags"] & ACK:
            acks[1 - back].append((row["ack"] - base) % 2**32)
    missing = [
        len(set(range(min([a[0], *k]), max(a))) - s) if a else NONE
        for s, k, a in zip(seen, known, acks, strict=True)
    ]
    return [len(s) for s in seen], missing


@given(opened, st.lists(segments, min_size=1, max_size=40), st.data())
def test_figures_are_the_truth_or_bounds_however_the_capture_is_split(
    start: Rows, rest: Rows, choice: st.DataObject
) -> None:
    rows = start + rest
    packets = packets_of(*rows)
    borders = choice.draw(st.lists(st.integers(0, len(packets)), max_size=4).map(sorted))
    merged, _ = merge_flows([flows_of(part) for part in np.split(packets, borders)], IDLE_S)
    unique, missing = truth(rows)
    for flows in (joined(merged), joined(flows_of(packets))):
        found = payload_figures(flows)
        for side in range(2):
            exact = not flows["stream"][0, side] & (ODD | UNSURE)
            if exact:
                assert found.unique[0, side] == unique[side]
            else:
                assert found.unique[0, side] >= unique[side]
            assert (found.missing[0, side] == NONE) == (missing[side] == NONE)
            assert found.missing[0, side] >= missing[side]
            if exact and not flows["retired_octets"][0, side]:
                assert found.missing[0, side] == missing[side]
