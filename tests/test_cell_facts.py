"""From files of a scenario to facts: a capture that is not the one stated is no evidence, and the others are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harness.cell_facts import CellFacts, read_cells
from harness.model.scenario import CaptureFile, Scenario
from harness.sources.stopping import NOT_BEGUN, Stop
from harness.stages.device_flows import DEVICE_FLOWS
from harness.stages.liveness import gather_liveness
from harness.tables.parts import collect
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
    found = gather_liveness(read.sightings, DEVICE_FLOWS.empty(), of, read.offsets, IDLE_S)
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


def minute(number: int) -> bytes:
    """A capture of one minute."""
    return pcap([(at(60 * number), up(b"x")), (at(60 * number + 59), down(b"y"))])


def two_cells(folder: Path, us: dict[str, Any], de: dict[str, Any]) -> Scenario:
    first = cell(id="us", captures=(capture_file("a.pcap", **us),))
    second = cell(id="de", captures=(capture_file("b.pcap", **de),))
    return scenario(first, second, folder=str(folder))


def read_two(folder: Path, first: bytes | None, second: bytes, **us: Any) -> CellFacts:
    if first is not None:
        (folder / "a.pcap").write_bytes(first)
    (folder / "b.pcap").write_bytes(second)
    return read_cells(two_cells(folder, us, {}), IDLE_S, None)


NO_EVIDENCE: dict[str, tuple[bytes | None, dict[str, Any], str]] = {
    "missing": (None, {}, "a.pcap"),
    "no capture at all": (b"PASS", {}, "a.pcap"),
    "altered": (minute(0), {"sha256": hashlib.sha256(minute(1)).hexdigest()}, "the scenario states"),
}


@pytest.mark.parametrize(("octets", "stated", "told"), NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_a_capture_that_is_no_evidence_breaks_its_own_cell_alone(
    octets: bytes | None, stated: dict[str, Any], told: str, tmp_path: Path
) -> None:
    read = read_two(tmp_path, octets, minute(2), **stated)
    assert list(read.broken) == ["us"]
    assert told in read.broken["us"][0]
    for table in (read.captures, collect(read.facts.flows), read.sightings):
        assert set(table["vantage"]) == {"de/lan"}


def test_the_capture_that_is_stated_is_read(tmp_path: Path) -> None:
    read = read_two(tmp_path, minute(0), minute(2), sha256=hashlib.sha256(minute(0)).hexdigest())
    assert (read.broken, read.captures["vantage"].to_list()) == ({}, ["de/lan", "us/lan"])


def test_one_capture_is_never_evidence_for_two_cells(tmp_path: Path) -> None:
    read = read_two(tmp_path, minute(0), minute(0))
    assert list(read.broken) == ["de"]
    assert "holds the same octets as" in read.broken["de"][0]
    assert read.captures["vantage"].to_list() == ["us/lan"]


def one_point(folder: Path, *files: bytes) -> CellFacts:
    """Captures of one vantage point of one cell, listed in this order."""
    listed: list[CaptureFile] = []
    for number, octets in enumerate(files):
        (folder / f"{number}.pcap").write_bytes(octets)
        listed.append(capture_file(f"{number}.pcap"))
    return read_cells(scenario(cell(captures=tuple(listed)), folder=str(folder)), IDLE_S, None)


def test_files_that_follow_each_other_are_one_series_however_they_are_listed(tmp_path: Path) -> None:
    read = one_point(tmp_path, minute(1), minute(0))
    assert read.notes == ()
    assert collect(read.facts.flows)["packets_up"].to_list() == [2]
    assert read.captures["first_ns"].to_list() == [at(0), at(60)]


def test_files_that_overlap_are_told_because_a_packet_may_count_twice(tmp_path: Path) -> None:
    overlapping = pcap([(at(30), up(b"z")), (at(90), up(b"z"))])
    read = one_point(tmp_path, minute(0), overlapping)
    assert read.notes == (
        "Captures of us/lan overlap in time: a packet that is in two of them counts twice.",
    )
    assert collect(read.facts.flows).height == 2


def test_a_file_without_packets_belongs_to_its_series_and_breaks_nothing(tmp_path: Path) -> None:
    read = one_point(tmp_path, minute(0), pcap([]), minute(1))
    assert (read.broken, read.notes, read.captures.height) == ({}, (), 3)
    assert collect(read.facts.flows)["packets_up"].to_list() == [2]


def test_two_faults_of_one_cell_are_both_told(tmp_path: Path) -> None:
    listed = (capture_file("a.pcap"), capture_file("b.pcap"))
    read = read_cells(scenario(cell(captures=listed), folder=str(tmp_path)), IDLE_S, None)
    assert [name in text for name, text in zip(("a.pcap", "b.pcap"), read.broken["us"], strict=True)] == [
        True,
        True,
    ]


def test_progress_ends_at_all_octets(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(minute(0))
    (tmp_path / "b.pcap").write_bytes(minute(1))
    told: list[tuple[int, int | None]] = []
    read_cells(two_cells(tmp_path, {}, {}), IDLE_S, lambda done, total: told.append((done, total)))
    octets = len(minute(0)) + len(minute(1))
    assert told[-1] == (octets, octets)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_after_a_stop_no_capture_is_begun_and_all_cells_are_broken(tmp_path: Path) -> None:
    stop = Stop()
    stop.ask()
    read = read_cells(campaign(tmp_path, talk(5, 5)), IDLE_S, None, stop)
    ((_, texts),) = read.broken.items()
    assert texts == (f"{tmp_path / 'a.pcap'}: {NOT_BEGUN}",)
    assert (read.captures.height, stop.cut) == (0, True)


ROOT = Path(__file__).parents[1]
ZEEK = ROOT / "tests/cases/records/zeek"
PROXY = ROOT / "captures/lab/mitm"


def test_logs_of_a_run_are_one_vantage_point_whatever_their_times(tmp_path: Path) -> None:
    files = [capture_file(f"{name}.log") for name in ("ssl", "conn", "dns")]
    for file in files:
        (tmp_path / file.path).write_bytes((ZEEK / file.path).read_bytes())
    read = read_cells(scenario(cell(captures=tuple(files)), folder=str(tmp_path)), IDLE_S, None)
    assert (read.broken, read.notes) == ({}, ())
    assert read.captures["vantage"].to_list() == ["us/lan"] * 3
    assert (
        collect(read.facts.flows).height == 12 + 5 - 1
    )  # every row of conn.log, and what only dns.log tells of
    assert set(read.sightings.filter(time_ns=at(2))["sender"]) == {"192.168.8.20"}


def test_a_record_file_is_hashed_and_checked_as_a_capture_is(tmp_path: Path) -> None:
    data = (ZEEK / "conn.log").read_bytes()
    (tmp_path / "conn.log").write_bytes(data)
    listed = capture_file("conn.log", sha256=hashlib.sha256(b"another").hexdigest())
    read = read_cells(scenario(cell(captures=(listed,)), folder=str(tmp_path)), IDLE_S, None)
    assert hashlib.sha256(data).hexdigest() in read.broken["us"][0]


def test_packets_and_records_of_one_vantage_point_are_kept_apart_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(minute(0))
    (tmp_path / "mitm.flows").write_bytes((PROXY / "mitm.flows").read_bytes())
    (tmp_path / "mitm.jsonl").write_bytes((PROXY / "mitm.jsonl").read_bytes())
    files = tuple(capture_file(name) for name in ("a.pcap", "mitm.flows", "mitm.jsonl"))
    read = read_cells(scenario(cell(captures=files), folder=str(tmp_path)), IDLE_S, None)
    assert read.captures.select("format", "intercepted").rows() == [
        ("pcap", None), ("mitmproxy flows", True), ("proxy jsonl", True)
    ]  # fmt: skip
    assert read.notes[0].startswith("Captures of us/lan overlap in time")
