"""What captures could hide: loss, filters, gaps, frames not read, taps that show nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.scenario import Cell
from harness.stages.capture_spots import capture_spots, flawed_cells
from harness.stages.spots import Spot
from harness.tables.captures import CAPTURES
from tests.support.places_example import frame
from tests.support.scenario_parts import SECOND_NS, at, capture_file, captured, cell, scenario, step

Row = dict[str, Any]
OFFSETS = {"c0": 0, "c1": 0, "slow": 100 * SECOND_NS}


def whole(start: float = 0, end: float = 60, **given: Any) -> Row:
    """A capture that hides nothing."""
    return captured(start, end, **({"drops": 0, "packets": 10, "no_ip_packets": 2} | given))


def whole_cell(**file: Any) -> Cell:
    """A cell with a step from 0 to 60 s and one file that holds everything."""
    return cell(step("login", 0, 60), captures=(capture_file(**({"filter": "all"} | file)),))


def spots(*captures: Row, of: Cell | None = None) -> tuple[Spot, ...]:
    return capture_spots(frame(CAPTURES, *captures), scenario(of or whole_cell()), OFFSETS)


def kinds(*captures: Row, of: Cell | None = None) -> list[str]:
    return sorted(spot.kind.value for spot in spots(*captures, of=of))


def only(*captures: Row, of: Cell | None = None) -> Spot:
    (spot,) = spots(*captures, of=of)
    return spot


def test_a_whole_capture_hides_nothing() -> None:
    assert spots(whole()) == ()


@pytest.mark.parametrize(
    ("in_file", "stated", "kind", "words"),
    [
        (None, None, Kind.LOSS_UNKNOWN, "nothing says how many"),
        (0, None, None, ""),
        (None, 0, None, ""),
        (3, None, Kind.PACKET_LOSS, "3 packets were lost"),
        (None, 4, Kind.PACKET_LOSS, "4 packets were lost"),
        (3, 0, Kind.PACKET_LOSS, "3 packets were lost"),
        (0, 4, Kind.PACKET_LOSS, "4 packets were lost"),
    ],
)
def test_loss_is_the_larger_of_counter_and_statement_and_unknown_only_where_neither_tells(
    in_file: int | None, stated: int | None, kind: Kind | None, words: str
) -> None:
    found = spots(whole(drops=in_file), of=whole_cell(drops=stated))
    assert [spot.kind for spot in found] == ([] if kind is None else [kind])
    assert all(words in spot.detail for spot in found)


def test_loss_itself_is_only_listed_for_how_much_is_borne_is_the_claims_to_say() -> None:
    assert not only(whole(drops=3)).blocks
    assert only(whole(drops=None)).blocks


@pytest.mark.parametrize(
    ("in_file", "stated", "kind"),
    [
        (None, "all", None),
        (None, None, Kind.FILTER_UNKNOWN),
        (None, "tcp", Kind.CAPTURE_FILTER),
        ("tcp", None, Kind.CAPTURE_FILTER),
        ("tcp", "all", Kind.CAPTURE_FILTER),
        ("tcp", "udp", Kind.CAPTURE_FILTER),
    ],
)
def test_a_filter_blocks_whoever_tells_it_and_so_does_silence_about_it(
    in_file: str | None, stated: str | None, kind: Kind | None
) -> None:
    found = spots(whole(filter=in_file), of=whole_cell(filter=stated))
    assert [(spot.kind, spot.blocks) for spot in found] == ([] if kind is None else [(kind, True)])


def test_a_filter_in_the_file_that_the_scenario_denies_is_told_so() -> None:
    assert "although the scenario says that all was captured" in only(whole(filter="tcp")).detail


def test_frames_that_could_not_be_read_block_with_the_first_of_them_and_why() -> None:
    unread = [
        {"reason": "link type", "packets": 2, "first_packet": 9},
        {"reason": "encrypted", "packets": 1, "first_packet": 4},
    ]
    spot = only(whole(unread_packets=3, unread=unread))
    assert (spot.kind, spot.packet, spot.blocks) == (Kind.UNREAD_FRAMES, 4, True)
    assert "3 frames could not be read (link type: 2, encrypted: 1)" in spot.detail


def test_cut_packets_hide_names_only_and_so_spoil_the_cell_as_a_baseline_but_block_nothing() -> None:
    found = spots(whole(cut_packets=5))
    assert [(spot.kind, spot.blocks) for spot in found] == [(Kind.UNREAD_FRAMES, False)]
    assert flawed_cells(found) == {"us": "captures/a.pcap: 5 packets were cut when captured; names in what was cut are missing"}  # fmt: skip


def test_datagrams_that_could_not_be_put_together_hide_names_only() -> None:
    spot = only(whole(fragments=9, incomplete=4))
    assert (spot.kind, spot.blocks) == (Kind.UNREAD_FRAMES, False)
    assert "4 datagrams in fragments" in spot.detail


def test_a_truncated_file_hides_what_followed_and_ends_at_its_last_packet() -> None:
    assert kinds(whole(truncated=True, stopped_at=900)) == ["truncated_file"]
    assert kinds(whole(0, 40, truncated=True, stopped_at=900)) == ["early_end", "truncated_file"]


def test_a_clock_that_was_set_back_blocks_with_the_packet_that_shows_it() -> None:
    spot = only(whole(set_back_ns=7200 * SECOND_NS, set_back_packet=8))
    assert (spot.kind, spot.packet, spot.blocks, spot.capture) == (Kind.CLOCK_SET, 8, True, "c0")
    assert "captures/a.pcap: times go back by 7200.0 s at packet 8" in spot.detail


@pytest.mark.parametrize(
    ("set_ns", "words"),
    [
        (None, None), (0, None), (SECOND_NS, None), (-SECOND_NS, None),
        (SECOND_NS + 1, "set forward by 1.0 s"), (-3600 * SECOND_NS, "set back by 3600.0 s"),
    ],
)  # fmt: skip
def test_a_clock_that_somebody_saw_being_set_blocks_whichever_way_by_more_than_a_second(
    set_ns: int | None, words: str | None
) -> None:
    found = spots(whole(), of=whole_cell(clock_set_ns=set_ns))
    assert [(spot.kind, spot.blocks, spot.capture) for spot in found] == (
        [(Kind.CLOCK_SET, True, "c0")] if words else []
    )
    assert all(words in spot.detail for spot in found if words)


def test_a_clock_set_is_told_once_for_all_files_of_a_ring() -> None:
    files = [
        capture_file(f"{name}.pcap", filter="all", ring="run-1", drops=0, clock_set_ns=by)
        for name, by in (("a", 2 * SECOND_NS), ("b", -9 * SECOND_NS))
    ]
    rows = whole(0, 30), whole(30, 60, capture="c1", path="captures/b.pcap")
    spot = only(*rows, of=cell(step("login", 0, 60), captures=tuple(files)))
    assert spot.kind is Kind.CLOCK_SET
    assert "set back by 9.0 s while capturing went on in ring run-1 (2 files)" in spot.detail


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(5, 55, []), (6, 60, ["late_start"]), (0, 54, ["early_end"]), (20, 30, ["early_end", "late_start"])],
)
def test_a_capture_that_begins_late_or_ends_early_misses_part_of_a_step(
    start: float, end: float, expected: list[str]
) -> None:
    assert kinds(whole(start, end)) == expected


def test_the_gap_is_told_with_place_time_and_step() -> None:
    assert only(whole(20, 60)).detail == (
        "lan was not capturing from 2026-01-01 00:00:00 UTC to 2026-01-01 00:00:15 UTC, in step login."
    )


def test_a_wrong_clock_is_set_right_before_gaps_are_told() -> None:
    assert spots(whole(-100, -40, capture="slow")) == ()
    assert kinds(whole(capture="slow")) == ["late_start"]


def test_a_listed_file_that_could_not_be_read_leaves_its_vantage_point_uncovered() -> None:
    files = (capture_file(filter="all"), capture_file("b.pcap", vantage_point="sim", filter="all"))
    found = only(whole(), of=cell(step("login", 0, 60), captures=files))
    assert (found.kind, found.detail.split()[0]) == (Kind.LATE_START, "sim")
    assert [spot.kind for spot in spots()] == [Kind.LATE_START]


def test_a_gap_between_two_files_of_a_series_is_told() -> None:
    assert kinds(whole(0, 20), whole(40, 60, capture="c1")) == ["early_end"]


def test_a_file_without_ip_is_a_tap_that_shows_nothing() -> None:
    assert kinds(whole(packets=2)) == ["no_traffic"]
    assert "no_traffic" in kinds(whole(packets=3, unread_packets=1))


QUIET: Row = {"capture": "c1", "packets": 0, "no_ip_packets": 0, "first_ns": None, "last_ns": None, "path": "captures/b.pcap"}  # fmt: skip


@pytest.mark.parametrize(
    ("began", "ended", "told"),
    [(30, 60, False), (26, 60, False), (0, 60, True), (20, 60, True), (None, None, True)],
)
def test_a_part_without_packets_is_quiet_in_a_series_and_dead_beside_a_live_file(
    began: float | None, ended: float | None, told: bool
) -> None:
    files = (capture_file(filter="all"), capture_file("b.pcap", filter="all"))
    of = cell(step("login", 0, 30), captures=files)
    times = {
        "began_ns": None if began is None else at(began),
        "ended_ns": None if ended is None else at(ended),
    }
    live = whole(0, 30, began_ns=at(0), ended_ns=at(30))
    assert ("no_traffic" in kinds(live, whole(**(QUIET | times)), of=of)) is told


def test_a_part_with_packets_none_of_which_is_ip_is_no_quiet_part() -> None:
    files = (capture_file(filter="all"), capture_file("b.pcap", filter="all"))
    arp = whole(31, 60, capture="c1", packets=2, path="captures/b.pcap")
    assert kinds(whole(0, 30), arp, of=cell(step("login", 0, 60), captures=files)) == ["no_traffic"]


def test_what_the_captures_of_one_cell_hide_is_not_laid_at_another() -> None:
    cells = (whole_cell(), cell(id="de", captures=(capture_file("de.pcap", filter="all"),)))
    rows = frame(CAPTURES, whole(), whole(capture="c1", vantage="de/lan", path="captures/de.pcap", drops=3))
    assert flawed_cells(capture_spots(rows, scenario(*cells), OFFSETS)) == {
        "de": "captures/de.pcap: 3 packets were lost"
    }


FAULTS: Row = {
    "drops": None, "filter": "tcp", "truncated": True, "packets": 2, "cut_packets": 1, "last_ns": at(20),
    "set_back_ns": 2 * SECOND_NS,
}  # fmt: skip


@given(st.sets(st.sampled_from(sorted(FAULTS))), st.sampled_from(sorted(FAULTS)), st.booleans())
def test_another_fault_never_takes_a_blind_spot_away_and_order_is_irrelevant(
    faults: set[str], more: str, turned: bool
) -> None:
    def found(of: set[str]) -> list[str]:
        rows = [whole(**{key: FAULTS[key] for key in of}), whole(70, 90, capture="c1")]
        return kinds(*(reversed(rows) if turned else rows))

    assert set(found(faults)) <= set(found(faults | {more}))
    assert bool(set(found(faults | {more})))


@pytest.mark.parametrize(
    ("drops", "kind", "words"),
    [
        (7, Kind.PACKET_LOSS, "captures/a.pcap: 7 packets were lost in ring run-1 (2 files)."),
        (
            None,
            Kind.LOSS_UNKNOWN,
            "captures/a.pcap: nothing says how many packets were lost in ring run-1 (2 files).",
        ),
    ],
)
def test_what_a_ring_lost_is_told_once_for_all_its_files(drops: int | None, kind: Kind, words: str) -> None:
    files = tuple(
        capture_file(f"{name}.pcap", filter="all", drops=drops, ring="run-1", to_ns=at(60)) for name in "ab"
    )
    rows = whole(0, 30, drops=None), whole(30, 60, drops=None, capture="c1", path="captures/b.pcap")
    (found,) = spots(*rows, of=cell(step("login", 0, 60), captures=files))
    assert (found.kind, found.detail) == (kind, words)
