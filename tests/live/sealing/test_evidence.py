"""What a folder holds, from journals and files made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from harness.live.recording.dumpcap_words import Counts, Told
from harness.live.sealing.evidence import EvidenceRun, evidence_of
from tests.support.evidence_made import at, begins, ends, event, file, kept, part, session

SAID = Told(files=("a",), counts=(Counts(interface="eth1", received=20, dropped=3),))


def one_run(*events: dict[str, Any], said: Told | None = None, files: Any = None) -> EvidenceRun:
    files = [part(1, 1, 30), part(2, 31, 55)] if files is None else files
    (run,) = evidence_of(kept(*events), {} if said is None else {"lan-r001": said}, files).runs
    return run


def test_files_follow_each_other_from_the_first_look_to_a_second_before_the_end() -> None:
    assert one_run(begins(0.5), ends(60)).spans == ((at(0.5), at(31)), (at(31), at(59)))


def test_a_packet_that_was_kept_later_moves_the_end() -> None:
    run = one_run(begins(), ends(60), files=[part(1, 1, 59.5)])
    assert run.spans == ((at(0), at(59.5) + 1_000),)


def test_a_run_that_ended_by_itself_ends_when_it_was_last_seen_well() -> None:
    assert one_run(begins(), ends(60, why="ended by signal 9")).spans[1][1] == at(60)


def test_a_run_whose_end_nobody_saw_has_none() -> None:
    run = one_run(begins())
    assert (run.spans[1], run.why_ended) == ((at(31), None), "nobody saw it end")


def test_a_file_of_a_quiet_time_begins_when_its_name_says() -> None:
    quiet = file("lan-r001_00002_20261102100033.pcapng", None, None, packets=0)
    files = [part(1, 1, 30), quiet, part(3, 40, 50)]
    assert one_run(begins(), ends(60), files=files).spans == (
        (at(0), at(33)),
        (at(33), at(40)),
        (at(40), at(59)),
    )
    assert one_run(begins(), ends(60), files=[part(1, 1, 30), quiet]).spans == (
        (at(0), at(33)),
        (at(33), at(59)),
    )


def test_a_name_of_a_time_that_does_not_fit_gives_none() -> None:
    odd = file("lan-r001_00002_20261399100033.pcapng", None, None, packets=0)
    files = [part(1, 1, 30), odd, part(3, 40, 50)]
    assert one_run(begins(), ends(60), files=files).spans == ((at(0), None), (None, at(40)), (at(40), at(59)))
    late = file("lan-r001_00002_20261102200033.pcapng", None, None, packets=0)
    assert one_run(begins(), ends(60), files=[part(1, 1, 30), late, part(3, 40, 50)]).spans[1] == (None, None)


def test_without_a_journal_times_are_those_of_packets() -> None:
    found = evidence_of(None, {}, [part(1, 1, 30), part(2, 31, 55)])
    assert found.runs[0].spans == ((at(1), at(31)), (at(31), None))
    assert (found.began_ns, found.ended_ns, found.last_ns) == (at(30), None, at(55))


@pytest.mark.parametrize(
    ("events", "said", "drops", "words"),
    [
        ((begins(), ends(dropped=4)), None, 4, "counted"),
        ((begins(), ends(dropped=4)), SAID, 4, "counted"),
        ((begins(),), SAID, 3, "counted"),
        ((), SAID, 3, "counted"),
        (
            (begins(),),
            None,
            None,
            "completeness unknown: the program that captures left no count (it was not seen to end)",
        ),
        ((begins(), ends(dropped=None, received=None, why="was ended by signal 9")), None, None, "signal 9"),
        ((begins(), ends(received=25, dropped=1)), None, 6, "counted"),
        ((begins(), ends(dropped="4", received=20)), None, None, "completeness unknown"),
    ],
)
def test_loss_by_the_journal_else_by_the_program_s_own_words(
    events: tuple[dict[str, Any], ...], said: Told | None, drops: int | None, words: str
) -> None:
    run = one_run(*events, said=said)
    assert run.drops == drops
    assert words in run.completeness


def test_a_file_that_cannot_be_read_leaves_completeness_unknown() -> None:
    run = one_run(begins(), ends(), files=[part(1, 1, 30), part(2, None, None, packets=None)])
    assert (run.drops, run.completeness) == (None, "completeness unknown: a file of the run cannot be read")


def test_a_step_lasts_until_the_next_and_the_last_until_the_end() -> None:
    steps = session(event("step", 30, text="Take-off")).steps
    assert [(one.text, one.from_ns, one.to_ns) for one in steps] == [
        ("Login", at(10), at(30)), ("Take-off", at(30), at(60)),
    ]  # fmt: skip


def test_a_step_that_would_end_before_it_begins_is_left_out() -> None:
    assert [one.text for one in session(event("step", 5, text="after the clock was set back")).steps] == [
        "after the clock was set back"
    ]


def test_gaps_are_told_with_both_ends_and_the_last_may_stay_open() -> None:
    lan, wan = {"vantage": "lan", "interface": "eth1"}, {"vantage": "wan", "interface": "eth2"}
    found = session(
        event("gap-begins", 20, from_ns=at(19), why="the interface went away", **lan),
        event("gap-begins", 21, from_ns=at(20), why="x", **wan),
        event("gap-ends", 25, to_ns=at(25), **lan),
        event("gap-begins", 30, from_ns=at(29), why="y", **lan),
    ).gaps
    assert [(one.vantage, one.from_ns, one.to_ns, one.why) for one in found] == [
        ("lan", at(19), at(25), "the interface went away"), ("wan", at(20), None, "x"), ("lan", at(29), None, "y"),
    ]  # fmt: skip


def test_a_run_without_a_file_is_told() -> None:
    (run,) = evidence_of(kept(begins()), {}, []).runs
    assert (run.vantage, run.files, run.spans, run.drops) == ("lan", (), (), None)


def test_what_the_interface_lost_counts_once_at_the_last_run_of_its_vantage_point() -> None:
    lost = [
        event("interface-drops", second, vantage="lan", packets=packets)
        for second, packets in ((20, 3), (60, 7))
    ]
    lines = (begins(), ends(30, why="x"), begins(31, run="lan-r002"), *lost, ends(60, run="lan-r002"))
    files = [part(1, 1, 29), file("lan-r002.pcapng", 32, 59), file("wan-r001.pcapng", 0, 9)]
    runs = evidence_of(kept(*lines), {}, files).runs
    assert [(run.run, run.interface_drops) for run in runs] == [
        ("lan-r001", 0),
        ("lan-r002", 7),
        ("wan-r001", 0),
    ]


@pytest.mark.parametrize(
    ("stepped", "expected"),
    [((), 0), ((3600 * 10**9,), 3600 * 10**9), ((9, -9), 9), ((-5, -6), -11), (("x", None, True, 2**70), 0)],
)
def test_by_how_much_the_clock_was_set_in_all(stepped: tuple[object, ...], expected: int) -> None:
    steps = [event("clock-step", 20 + place, stepped_ns=by) for place, by in enumerate(stepped)]
    assert session(*steps, event("slept", 50, stepped_ns=0, slept_ns=10**9)).clock_set_ns == expected
