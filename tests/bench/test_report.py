"""The bench's arithmetic, on made-up measurements."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.aims import aims_table, cpu_without_hash_s
from tests.bench.measure import Best
from tests.bench.programs import (
    COREUTILS,
    DIGEST,
    DPKT,
    NDPI,
    NDPI_PLAIN,
    NFSTREAM,
    OURS,
    OURS_JSON,
    READING,
    SCAPY,
    SOFTFLOWD,
    TSHARK,
    in_turn,
    others,
    with_aims,
)
from tests.bench.recipes import MADE_OF, WORKLOADS
from tests.bench.report import flat_table, markdown, speed_table
from tests.bench.results import FlatPoint, Line, Results, SlopePoint, Workload, growth, octets_per_flow

MEGA = 10**6
TIMES = {
    OURS: 2.0,
    OURS_JSON: 2.5,
    READING: 1.5,
    DIGEST: 1.25,
    NDPI: 3.0,
    NDPI_PLAIN: 8.0,
    TSHARK: 60.0,
    NFSTREAM: 4.5,
}
"""Wall and processor time alike."""


def best(wall_s: float, peak_octets: int = 100 * MEGA) -> Best:
    return Best(wall_s, wall_s + 1, wall_s, peak_octets, 5)


def workload(name: str) -> Workload:
    lines = {program: Line(name=program, best=best(wall)) for program, wall in TIMES.items()}
    lines[DPKT] = Line(name=DPKT, best=best(2.0), packets=1_000)
    lines[SOFTFLOWD] = Line(name=SOFTFLOWD, fault="exit status 1", note="flows")
    return Workload(name=name, made_of=MADE_OF[name], packets=10_000, octets=10, lines=lines)


def flat(name: str, gigabytes: float, peak_mega: int) -> FlatPoint:
    octets, peak = int(gigabytes * 1e9), best(1, peak_mega * MEGA)
    return FlatPoint(workload=name, octets=octets, packets=7, whole=peak, reading=best(1))


def results() -> Results:
    slope = [
        SlopePoint(
            flows=n,
            packets=n,
            octets=n,
            with_json=best(1, 10**8 + n * 300),
            without_json=best(1, 10**8 + n * 500),
            reading=best(1, 10**8 + n * 350),
        )
        for n in (25_000, 500_000)
    ]
    return Results(
        command="x",
        workloads=[workload(name) for name in WORKLOADS],
        slope=slope,
        flat=[flat(name, size, 300 + round(8 * size)) for name in WORKLOADS for size in (0.2, 2)],
    )


def judged(found: Results) -> list[list[str]]:
    return [row[2:-2].split(" | ") for row in aims_table(found).splitlines()[2:]]


def rows_of(capture: str, start: str) -> list[list[str]]:
    return [row[2:] for row in judged(results()) if row[0] == capture and row[1].startswith(start)]


def test_video_is_held_against_hashing() -> None:
    assert rows_of("bulk-video", "wall to SHA-256 of") == [
        ["≤ 1.3 times", "1.60 times", "not met"],
        ["≤ 1.3 times", "1.20 times", "met"],
    ]


def test_many_flows_are_held_against_the_faster_setting_of_ndpireader() -> None:
    assert rows_of("flow-heavy", "wall to ndpiReader") == [
        ["≤ 0.6 times", "0.67 times", "not met"],
        ["≤ 0.6 times", "0.50 times", "met"],
    ]


@pytest.mark.parametrize("name", WORKLOADS)
def test_processor_time_without_the_hash_is_compared_on_each_capture(name: str) -> None:
    assert [row[:2] for row in rows_of(name, "CPU without the hash")] == [
        ["≥ 25 times", "80.00 times"],
        ["≥ 25 times", "240.00 times"],
        ["≥ 4 times", "6.00 times"],
        ["≥ 4 times", "18.00 times"],
    ]


def test_the_aims_of_before_are_kept() -> None:
    kept = rows_of("flow-heavy", "wall to SHA-256, ") + rows_of("flow-heavy", "speed to ")
    kept += rows_of("flow-heavy", "peak memory") + rows_of("many flows", "")
    assert [row[1:] for row in kept] == [
        ["1.20 times", "met"],
        ["2.00 times", "not met"],
        ["24.00 times", "met"],
        ["1.20 times", "met"],
        ["100.00 MB", "met"],
        ["350.00 B", "met"],
        ["500.00 B", "not met"],
        ["300.00 B", "met"],
    ]


def test_memory_is_flat_within_five_percent_or_ten_megabytes() -> None:
    small, large = flat("bulk-video", 0.2, 300), flat("bulk-video", 2, 314)
    assert growth([small, large], "bulk-video", "whole") == (14 * MEGA, 15 * MEGA)
    assert growth([flat("bulk-video", 0.2, 100), large], "bulk-video", "whole") == (214 * MEGA, 10 * MEGA)
    assert rows_of("small-packets", "growth of peak memory from 0.2 to 2 GB, whole command") == [
        ["≤ 15.1 MB", "14.00 MB", "met"]
    ]


def test_memory_needs_two_points() -> None:
    one = results()
    assert octets_per_flow(one.slope[:1], "with_json") is None
    assert growth(one.flat[:1], "flow-heavy", "whole") is None


def test_what_was_not_measured_is_told_and_never_met() -> None:
    nothing = Results(
        command="x", workloads=[Workload(name=n, made_of="", packets=0, octets=0) for n in WORKLOADS]
    )
    assert {tuple(row[3:]) for row in judged(nothing)} == {("not measured |",)}
    assert len(judged(nothing)) == len(judged(results()))


def test_less_processor_time_than_hashing_is_no_ratio() -> None:
    work = workload("flow-heavy")
    work.lines[READING] = Line(name=READING, best=best(1.0))
    assert cpu_without_hash_s(work, READING) is None


def test_a_part_is_extrapolated_and_says_so() -> None:
    row = next(line for line in speed_table(workload("flow-heavy")).splitlines() if line.startswith("| dpkt"))
    assert row.startswith("| dpkt | 20.00 |  | 500 | 20.00 | 100 | 10.00 |")
    assert "**extrapolated** from 1000 packets" in row


def test_packets_per_cpu_second_and_times_ours() -> None:
    row = next(
        line for line in speed_table(workload("flow-heavy")).splitlines() if line.startswith("| tshark")
    )
    assert row == "| tshark -T fields | 60.00 | 61.00 | 167 | 60.00 | 100 | 30.00 |  |"


def test_a_program_that_failed_is_a_row_that_says_why() -> None:
    assert "| softflowd | exit status 1 | | | | | | flows |" in speed_table(workload("bulk-video"))


def test_a_memory_run_that_failed_says_so() -> None:
    point = FlatPoint(workload="bulk-video", octets=10**9, packets=None, whole=None, reading=best(1))
    assert flat_table([point]).splitlines()[-1] == "| bulk-video | 1 | failed | failed | 100.0 |"


def test_the_whole_names_what_was_left_out() -> None:
    found = results()
    found.left_out = ["flow-heavy: Scapy"]
    text = markdown(found)
    assert "flow-heavy: Scapy." in text
    assert all(f"### {name}" in text for name in WORKLOADS)
    assert "### " not in markdown(Results(command="x")).split("### Memory")[0]


def test_every_program_of_the_comparison_is_asked() -> None:
    here = Path("x")
    asked = [*in_turn(here, here), *with_aims(here, here), *others(here, here, 10)]
    assert {program.name for program in asked} == {*TIMES, SOFTFLOWD, DPKT, SCAPY, COREUTILS}
