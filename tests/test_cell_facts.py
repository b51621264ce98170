"""From files of a scenario to liveness: one long connection through every step, by a clock that is wrong."""

from __future__ import annotations

from pathlib import Path

from harness.cell_facts import read_cells
from harness.model.scenario import Scenario
from harness.stages.liveness import gather_liveness
from harness.tables.attributions import ATTRIBUTIONS
from tests.support.conversations import MS, PHONE, SECOND, SERVER, TimedFrames, down, up
from tests.support.frames import pcap
from tests.support.scenario_parts import SECOND_NS, at, capture_file, cell, scenario, step

IDLE_S = 300
OFFSET_NS = 100 * SECOND_NS


def talk(device_until_s: int, until_s: int) -> TimedFrames:
    """One connection, begun before the first step, with a packet each way every second."""
    return [
        (at(second) - OFFSET_NS + shift, frame)
        for second in range(-30, until_s)
        for shift, frame in ((0, up(b"x")), (5 * MS, down(b"y")))
        if frame != up(b"x") or second < device_until_s
    ]


def campaign(folder: Path, packets: TimedFrames) -> Scenario:
    (folder / "a.pcap").write_bytes(pcap(packets))
    steps = (step("login", 0, 60), step("flight", 60, 120), step("landing", 120, 180))
    files = (capture_file(clock_offset_ns=OFFSET_NS),)
    return scenario(cell(*steps, captures=files), folder=str(folder))


def liveness(of: Scenario) -> list[tuple[str, bool]]:
    read = read_cells(of, IDLE_S, None)
    assert read.broken == {}
    found = gather_liveness(
        read.sightings, read.facts["flows"], ATTRIBUTIONS.empty(), of, read.offsets, IDLE_S
    )
    return list(found.select("step", "seen").iter_rows())


def test_a_device_on_one_long_connection_is_seen_in_each_step(tmp_path: Path) -> None:
    of = campaign(tmp_path, talk(200, 200))
    assert liveness(of) == [("login", True), ("flight", True), ("landing", True)]


def test_a_device_that_is_only_sent_to_from_some_step_on_is_not_seen_there(tmp_path: Path) -> None:
    of = campaign(tmp_path, talk(60, 200))
    assert liveness(of) == [("login", True), ("flight", False), ("landing", False)]


def test_sightings_are_those_of_the_cells_captures_by_their_own_clock(tmp_path: Path) -> None:
    read = read_cells(campaign(tmp_path, talk(200, 200)), IDLE_S, None)
    assert set(read.sightings["vantage"]) == {"us/lan"}
    assert set(read.sightings["sender"]) == {PHONE, SERVER}
    assert read.sightings["time_ns"].min() == at(-130)
    assert set(read.sightings["capture"]) == set(read.captures["capture"]) == set(read.offsets)
    # 230 s from a whole multiple of 10 s on, two senders.
    assert at(-130) % (10 * SECOND) == 0
    assert read.sightings.height == 2 * 23
