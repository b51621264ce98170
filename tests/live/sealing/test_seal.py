"""Sealing what real captures left behind: after an orderly end, after a kill, again and again."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness.errors import MachineError, UsageError
from harness.lab.namespaces import Namespaces
from harness.live.recording.journal import Journal
from harness.live.sealing.filling import Asked
from harness.live.sealing.seal import seal
from harness.live.sealing.sums import SUMS, check_folder
from harness.machine.programs import run
from harness.rules.scenario import load_scenario
from harness.rules.skeleton import skeleton
from tests.support.in_lab import result_in_lab, skip_unless
from tests.support.live_ended import captured, planned_scenario
from tests.support.live_lab import small_disk

NOTHING = Asked(vantages={})


@pytest.fixture(scope="session")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evidence folder whose capture ended in order, not sealed yet."""
    skip_unless("dumpcap")
    return Path(result_in_lab(captured, tmp_path_factory.mktemp("ended"), True, "end")["folder"])


@pytest.fixture(scope="session")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose process was killed; it had no scenario."""
    skip_unless("dumpcap")
    return Path(result_in_lab(captured, tmp_path_factory.mktemp("killed"), False, "SIGKILL")["folder"])


@pytest.fixture(scope="session")
def once(ended: Path) -> Path:
    """The first, sealed; never written to by a test."""
    folder = ended.parent / "once"
    shutil.copytree(ended, folder)
    seal(folder, NOTHING)
    return folder


@pytest.fixture
def sealed(once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    folder = tmp_path / "sealed"
    shutil.copytree(once, folder)
    return folder


def octets_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())


def test_sha256sum_itself_finds_everything_as_it_was(once: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS], cwd=once, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = {line.removesuffix(": OK") for line in done.stdout.splitlines()}
    assert names == set(octets_of(once)) - {SUMS}
    assert {
        "manifest.json",
        "report.html",
        "report.txt",
        "result.json",
        "scenario.yaml",
        "session.jsonl",
    } < names


def test_everything_sealed_is_read_only(once: Path) -> None:
    modes = {str(path): stat.S_IMODE(path.stat().st_mode) for path in once.rglob("*") if path.is_file()}
    assert set(modes.values()) == {0o444}, modes


def test_the_scenario_holds_captures_and_steps_and_the_author_s_comments(once: Path) -> None:
    scenario = load_scenario(once / "scenario.yaml")
    (cell,) = [cell for cell in scenario.cells if cell.id == "de-1"]
    assert len(cell.captures) > 2
    assert {(one.vantage_point, one.ring, one.drops, one.filter) for one in cell.captures} == {
        ("de", "de-r001", 0, "all")
    }
    assert all((once / one.path).is_file() for one in cell.captures)
    login, take_off = cell.steps
    assert (login.id, login.devices, take_off.id, take_off.devices) == (
        "login",
        ("phone",),
        "take-off-2nd-1m",
        (),
    )
    assert login.to_ns == take_off.from_ns
    assert take_off.evidence[0].text == "marked while capturing: Take-off, 2nd \\x1b[1m"
    text = (once / "scenario.yaml").read_text()
    assert "the author's own words" in text
    assert "2026-01-01" not in text
    assert [line for line in planned_scenario().splitlines() if "CHANGE" in line] == [
        line for line in text.splitlines() if "CHANGE" in line
    ]


def test_files_of_a_ring_follow_each_other_without_a_gap(once: Path) -> None:
    (cell,) = [cell for cell in load_scenario(once / "scenario.yaml").cells if cell.id == "de-1"]
    for one, other in zip(cell.captures, cell.captures[1:], strict=False):
        assert one.to_ns == other.from_ns


def test_the_report_counts_no_loss_and_tells_what_is_open(once: Path) -> None:
    text = (once / "report.txt").read_text()
    assert "INCONCLUSIVE" in text
    result = json.loads((once / "result.json").read_bytes())
    (one,) = result["scenarios"]
    packets = [row for row in one["coverage"] if row["measure"] == "packets"]
    assert [(row["seen"], row["total"], row["ratio"]) for row in packets] == [(300, 300, 1.0)]


def test_the_manifest_tells_what_was_done_by_what(once: Path) -> None:
    told = manifest_of(once)
    assert [step["text"] for step in told["steps"]] == ["Login", "Take-off, 2nd \x1b[1m"]
    assert [note["text"] for note in told["notes"]] == ["wind from the west"]
    (run,) = told["runs"]
    assert (run["drops"], run["completeness"], run["why_ended"]) == (0, "counted", "")
    assert sum(file["packets"] for file in run["files"]) == 300
    assert told["tools"]["capture"].startswith("dumpcap ")
    assert told["scenario"]["cell"] == "de-1"
    assert told["gaps"] == []
    assert told["blind_spots"] == []
    assert told["ended_ns"] > told["began_ns"]


def test_sealing_that_was_broken_off_gives_the_same_octets(once: Path, sealed: Path) -> None:
    for path in (sealed / SUMS, sealed / "manifest.json", sealed / "report.html"):
        path.unlink()
    wanted = octets_of(once)
    # The paths that a report shows are those of the folder.
    moved = once.with_name("moved")
    once.rename(moved)
    sealed.rename(once)
    try:
        seal(once, NOTHING)
        found = octets_of(once)
    finally:
        once.rename(sealed)
        moved.rename(once)
    assert {path for path in wanted if found.get(path) != wanted[path]} == set()
    assert set(found) == set(wanted)


def test_sealing_again_writes_nothing(sealed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sealed.rglob("*")}
    again = seal(sealed, NOTHING)
    assert again.already
    assert {path: path.stat().st_mtime_ns for path in sealed.rglob("*")} == before


def test_what_was_altered_is_told_and_nothing_written(sealed: Path) -> None:
    capture = min((sealed / "captures").glob("*.pcapng"))
    octets = bytearray(capture.read_bytes())
    octets[-1] ^= 1
    capture.chmod(0o644)
    capture.write_bytes(octets)
    (sealed / "report.txt").unlink()
    with pytest.raises(MachineError) as told:
        seal(sealed, NOTHING)
    assert str(told.value).splitlines() == [
        f"{capture}: was altered after it was sealed",
        f"{sealed}/report.txt: was sealed and is not there",
    ]


def test_a_sealed_folder_takes_no_other_scenario(sealed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(skeleton("other", ["DE"]))
    with pytest.raises(UsageError, match="is sealed already"):
        seal(sealed, NOTHING, scenario=other)


def test_files_beside_are_no_fault_and_told(sealed: Path) -> None:
    (sealed / "mine.scenario.yaml").write_text("x")
    assert seal(sealed, NOTHING).extra == ("mine.scenario.yaml",)


def test_a_killed_session_keeps_its_counts_because_dumpcap_was_ended_in_order(killed: Path) -> None:
    folder = killed.with_name("killed-sealed")
    shutil.copytree(killed, folder)
    sealed = seal(folder, NOTHING)
    told = manifest_of(folder)
    (run,) = told["runs"]
    assert (run["drops"], run["completeness"], run["why_ended"]) == (0, "counted", "nobody saw it end")
    assert sum(file["packets"] for file in run["files"]) == 300
    assert [step["text"] for step in told["steps"]] == ["Login", "Take-off, 2nd \x1b[1m"]
    assert told["ended_ns"] is None
    assert sealed.blind_spots == ("nobody saw capturing end: the machine or harness stopped before",)
    (cell,) = [cell for cell in load_scenario(folder / "scenario.yaml").cells if cell.id == "session-1"]
    assert [step.id for step in cell.steps] == ["login", "take-off-2nd-1m"]
    assert cell.captures[-1].to_ns is None


@pytest.mark.parametrize(("clock_s", "way"), [(3600, "forward"), (-3600, "back")])
def test_a_clock_set_while_dumpcap_captured_is_sealed_and_blocks(
    tmp_path: Path, clock_s: int, way: str
) -> None:
    skip_unless("dumpcap")
    folder = Path(result_in_lab(captured, tmp_path, True, "end", clock_s)["folder"])
    (spot,) = seal(folder, NOTHING).blind_spots
    assert spot.startswith(f"the clock was set {way} by 3600.")
    (step,) = manifest_of(folder)["clock"]["events"]
    assert round(step["stepped_ns"] / 10**9) == clock_s
    (cell,) = [cell for cell in load_scenario(folder / "scenario.yaml").cells if cell.id == "de-1"]
    assert {round((one.clock_set_ns or 0) / 10**9) for one in cell.captures} == {clock_s}
    (one,) = json.loads((folder / "result.json").read_bytes())["scenarios"]
    told = [row for row in one["blind_spots"] if row["kind"] == "clock_set" and row["cell"] == "de-1"]
    assert told
    assert all(
        f"was set {way} by 3600.0 s while capturing went on in ring de-r001" in row["detail"] for row in told
    )


def test_a_torn_journal_and_a_cut_file_are_told(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "torn"
    shutil.copytree(killed, folder)
    with (folder / "session.jsonl").open("ab") as file:
        file.write(b'{"event": "no')
    for path in (folder / "captures").glob("*.said.txt"):
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    last = max((folder / "captures").glob("*.pcapng"))
    last.chmod(0o644)
    last.write_bytes(last.read_bytes()[:-7])
    (folder / "captures" / "de-r001_00009_20261102101500.pcapng").write_bytes(b"")
    spots = seal(folder, Asked(vantages={}, region="DE")).blind_spots
    assert "the journal is damaged: what the lost lines said is not known" in spots
    assert any("completeness unknown: the program that captures left no count" in spot for spot in spots)
    assert any("cut or damaged at octet" in spot for spot in spots)
    assert any("of its files are not there" in spot for spot in spots)
    listed = {one.path for cell in load_scenario(folder / "scenario.yaml").cells for one in cell.captures}
    assert "captures/de-r001_00009_20261102101500.pcapng" not in listed
    assert "captures/de-r001_00009_20261102101500.pcapng" in (folder / SUMS).read_text()


def test_a_folder_without_evidence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds neither a journal nor captures"):
        seal(tmp_path, NOTHING)
    with pytest.raises(UsageError, match="no such folder"):
        seal(tmp_path / "none", NOTHING)


def test_a_session_that_goes_on_is_not_sealed(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(MachineError, match=r"capturing goes on \(session.jsonl is written to\)"):
        seal(tmp_path, NOTHING)
    journal.close()
    assert seal(tmp_path, NOTHING).notes == ("no report: there is no capture that can be read",)


def sealed_on_a_full_disk(lab: Namespaces, folder: Path, evidence: str) -> list[str]:
    """Seal on a disk with room for nothing, then with room; what was told, and what lay there after the first."""
    disk = small_disk(folder, "1m")
    shutil.copytree(evidence, disk / "e")
    (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))
    with pytest.raises(MachineError) as told:
        seal(disk / "e", NOTHING)
    left = sorted(path.name for path in (disk / "e").iterdir())
    (disk / "filler").unlink()
    assert run(["mount", "-o", "remount,size=8m", str(disk)]).ok
    seal(disk / "e", NOTHING)
    checked = check_folder(disk / "e")
    assert checked is not None
    assert checked.unaltered
    return [str(told.value), *left]


def test_a_full_disk_leaves_the_evidence_as_it_was_and_can_be_sealed_later(
    ended: Path, tmp_path: Path
) -> None:
    said, *left = result_in_lab(sealed_on_a_full_disk, tmp_path, str(ended))
    assert "No space left on device; make room, then seal again: nothing is lost" in said
    assert left == ["captures", "scenario-given.yaml", "session.jsonl"]
