"""Openings of connections: counts, and which samples of the round trip are certain."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.handshakes import SETTLED_NS, gather_handshakes, round_trip
from tests.support import frames
from tests.support.conversations import MS, SECOND, START_NS, down, up
from tests.support.frames import ACK, SYN
from tests.support.reading import joined, read
from tests.support.tables import opened, origin, record, records_of

RTT = 15_000_000


def handshakes(*rows: dict[str, Any], **about: Any) -> pl.DataFrame:
    return gather_handshakes(records_of(*rows), origin(**about), 0)


def sample(row: dict[str, Any], **about: Any) -> tuple[int | None, str | None, bool]:
    frame = handshakes(row, **about)
    return frame.select("rtt_ns", "rtt_basis", "distance_usable").row(0)


def test_one_syn_and_its_answer() -> None:
    frame = handshakes(opened(rtt_ns=RTT, isn=2**32 - 1))
    assert frame.select("flow_id", "capture", "vantage", "client_isn", "syn_packets", "synack_packets").row(0) == (
        0, "c0", "app", 2**32 - 1, 1, 1,
    )  # fmt: skip
    assert frame.select("syn_ns", "syn_packet", "synack_ns", "synack_packet").row(0) == (
        START_NS, 1, START_NS + RTT, 2,
    )  # fmt: skip
    assert sample(opened(rtt_ns=RTT))[:2] == (RTT, "single_syn")


def test_an_answer_in_a_later_file_is_pointed_at_there() -> None:
    rows = [opened(rtt_ns=RTT, opening_capture=(0, 1), synack_packet=1), opened()]
    frame = gather_handshakes(records_of(*rows), origin("c0", "c1"), 0)
    columns = ("syn_capture", "syn_packet", "synack_capture", "synack_packet")
    assert frame.select(columns).rows() == [("c0", 1, "c1", 1), ("c0", 1, None, None)]


@pytest.mark.parametrize(("after_ns", "settled"), [(SETTLED_NS - 1, False), (SETTLED_NS, True)])
def test_a_syn_is_settled_by_the_beginning_of_its_own_file(after_ns: int, settled: bool) -> None:
    rows = records_of(opened(rtt_ns=RTT, after_ns=after_ns, opening_capture=(1, 1)))
    about = origin("c0", "c1", starts_ns=(START_NS - 10 * SETTLED_NS, START_NS))
    assert gather_handshakes(rows, about, 0)["distance_usable"].to_list() == [settled]


def test_flows_without_an_opening_are_left_out_and_numbers_kept() -> None:
    rows = [record(), opened(), record(), opened(rtt_ns=RTT)]
    frame = gather_handshakes(records_of(*rows), origin(), 100)
    assert frame["flow_id"].to_list() == [101, 103]
    assert gather_handshakes(records_of(), origin(), 0).height == 0


def test_an_unanswered_syn_and_an_answer_alone_are_no_sample() -> None:
    unanswered = opened()
    alone = record(initiator=0, isn=1000, synacks=1, synack_ns=START_NS, synack_packet=1)
    assert sample(unanswered) == (None, None, False)
    assert sample(alone) == (None, None, False)
    frame = handshakes(unanswered, alone)
    assert frame["synack_ns"].to_list() == [None, START_NS]
    assert frame["syn_ns"].to_list() == [START_NS, None]
    assert frame["syn_packet"].to_list() == [1, None]


@pytest.mark.parametrize(("syns", "stamps", "expected"), [
    (1, (-1, -1), (RTT, "single_syn")),
    (2, (-1, -1), (None, None)),  # which SYN was answered is not known
    (2, (500, 500), (RTT, "tsecr")),
    (2, (500, 900), (None, None)),  # the answer names the second SYN
    (1, (500, 900), (None, None)),  # it names a SYN that was not seen
    (1, (500, -1), (RTT, "single_syn")),  # the server takes no timestamps
    (2, (500, -1), (None, None)),
    (1, (0, 0), (RTT, "tsecr")),
])  # fmt: skip
def test_which_syn_was_answered(
    syns: int, stamps: tuple[int, int], expected: tuple[int | None, str | None]
) -> None:
    row = opened(rtt_ns=RTT, syns=syns, syn_tsval=stamps[0], synack_tsecr=stamps[1])
    assert sample(row)[:2] == expected


def test_an_answer_before_the_syn_is_no_sample() -> None:
    assert sample(opened(rtt_ns=-1)) == (None, None, False)
    assert sample(opened(rtt_ns=-1, syn_tsval=5, synack_tsecr=5)) == (None, None, False)
    assert sample(opened(rtt_ns=0))[0] == 0


@pytest.mark.parametrize(("after_ns", "lost", "usable"), [
    (SETTLED_NS, None, True),
    (SETTLED_NS, 0, True),
    (SETTLED_NS, 1, False),  # an earlier SYN may be among the lost
    (SETTLED_NS - 1, None, False),  # an earlier SYN may lie before the capture
    (0, None, False),
])  # fmt: skip
def test_a_single_syn_bounds_a_distance_only_where_no_earlier_one_can_be_missing(
    after_ns: int, lost: int | None, usable: bool
) -> None:
    assert sample(opened(rtt_ns=RTT, after_ns=after_ns), drops=(lost,)) == (RTT, "single_syn", usable)


def test_an_answer_that_names_its_syn_bounds_a_distance_at_once_and_despite_drops() -> None:
    assert sample(opened(rtt_ns=RTT, syn_tsval=5, synack_tsecr=5), drops=(9,)) == (RTT, "tsecr", True)


def test_each_opening_is_judged_by_the_capture_that_holds_it() -> None:
    rows = [
        opened(rtt_ns=RTT, after_ns=SETTLED_NS, capture=number, opening_capture=(number, number))
        for number in (0, 1, 2)
    ]
    about = origin("c0", "c1", "c2", starts_ns=(START_NS, START_NS + 1, None), drops=(None, None, 3))
    frame = gather_handshakes(records_of(*rows), about, 0)
    assert frame["distance_usable"].to_list() == [True, False, False]
    assert frame["capture"].to_list() == ["c0", "c1", "c2"]


def from_bytes(*packets: tuple[int, bytes]) -> tuple[list[int], list[str | None]]:
    rtt, basis = round_trip(joined(read(frames.pcap(packets)).flows))
    return rtt.tolist(), basis.tolist()


def test_retransmitted_syns_from_octets_on() -> None:
    def syn(stamp: int | None) -> bytes:
        return up(seq=1000, ack=0, flags=SYN, stamps=None if stamp is None else (stamp, 0))

    def answer(stamp: int | None) -> bytes:
        return down(seq=5000, ack=1001, flags=SYN | ACK, stamps=None if stamp is None else (77, stamp))

    first, second, answered = START_NS, START_NS + SECOND, START_NS + SECOND + 20 * MS
    assert from_bytes((first, syn(None)), (answered, answer(None))) == ([SECOND + 20 * MS], ["single_syn"])
    assert from_bytes((first, syn(None)), (second, syn(None)), (answered, answer(None))) == ([-1], [None])
    assert from_bytes((first, syn(10)), (second, syn(1010)), (answered, answer(1010))) == ([-1], [None])
    assert from_bytes((first, syn(10)), (second, syn(1010)), (answered, answer(10))) == (
        [SECOND + 20 * MS],
        ["tsecr"],
    )
    assert from_bytes((first, answer(None)), (second, syn(None))) == ([-1], [None])
