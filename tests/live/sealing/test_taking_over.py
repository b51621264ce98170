"""Sealed cells taken into the author's scenario: every path leads to its file, comments stay, nothing is replaced."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.errors import MachineError, UsageError
from harness.live.desk import MarkKind
from harness.live.recording.capturing import CAPTURES, CaptureTap
from harness.live.recording.journal import Journal
from harness.live.recording.recorder import Settings
from harness.live.recording.tool import Tool
from harness.live.sealing.filling import Asked
from harness.live.sealing.seal import seal
from harness.live.sealing.taking_over import sealed_cell, taken_over
from harness.live.session import begin
from harness.rules.scenario import check_scenario
from harness.rules.skeleton import skeleton
from tests.support import frames
from tests.support.conversations import MS, START_NS, every, visit

NAME = "de-r001_00001_20261102101500.pcapng"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(skeleton("lab-de", ["DE"]))
    return path


def evidence(scenario: Path, cell: str, *, sealed: bool = True, stepped_ns: int = 0) -> Path:
    """A folder beside the scenario that holds a capture of one of its cells."""
    folder = scenario.parent / cell
    (folder / CAPTURES).mkdir(parents=True)
    (folder / CAPTURES / NAME).write_bytes(frames.pcap(every(MS, visit(f"{cell}.example"))))
    journal = Journal(folder)
    taps, tool = (
        [CaptureTap(interface="lan0", vantage="de")],
        Tool(name="dumpcap 4.0.17", command=("dumpcap",)),
    )
    begin(journal, folder, taps, tool, Settings(), scenario=scenario, cell=cell, gateway=str(folder / "none"))
    journal.write(
        "run-begins",
        vantage="de",
        interface="lan0",
        run="de-r001",
        tool=tool.name,
        snaplen=None,
        from_ns=START_NS,
    )
    journal.mark(MarkKind.STEP, "login")
    if stepped_ns:
        journal.write("clock-step", stepped_ns=stepped_ns, slept_ns=0)
    journal.write("ended")
    journal.close()
    if sealed:
        seal(folder, Asked(cell=cell, vantages={}))
    return folder


def comments(text: str) -> list[str]:
    """Every comment of a file, wherever it stands."""
    return sorted(line.partition("#")[2].strip() for line in text.splitlines() if "#" in line)


def test_all_cells_together_give_a_scenario_whose_files_are_there(scenario: Path) -> None:
    folders = [evidence(scenario, cell) for cell in ("baseline", "control", "de-1")]
    before = scenario.read_text()
    made = taken_over(before, [sealed_cell(folder, scenario) for folder in folders])
    found, faults = check_scenario(made.text.encode(), str(scenario), str(scenario.parent))
    assert faults == []
    assert found is not None
    for cell in found.cells:
        (capture,) = cell.captures
        octets = (scenario.parent / capture.path).read_bytes()
        assert capture.path == f"{cell.id}/{CAPTURES}/{NAME}"
        assert capture.sha256 == hashlib.sha256(octets).hexdigest()
        assert [step.kind for step in cell.steps] == ["login"]
    assert comments(before) == comments(made.text)
    assert made.notes[0] == "cell baseline: 1 capture and 1 step of baseline"


def test_a_clock_that_was_set_goes_with_the_captures(scenario: Path) -> None:
    folder = evidence(scenario, "baseline", stepped_ns=90 * 10**9)
    text = taken_over(scenario.read_text(), [sealed_cell(folder, scenario)]).text
    found, _ = check_scenario(text.encode(), str(scenario), str(scenario.parent))
    assert found is not None
    (cell,) = [cell for cell in found.cells if cell.captures]
    assert [one.clock_set_ns for one in cell.captures] == [90 * 10**9]


def test_what_has_no_place_is_told_all_at_once(scenario: Path) -> None:
    one = sealed_cell(evidence(scenario, "baseline"), scenario)
    taken = taken_over(scenario.read_text(), [one]).text
    with pytest.raises(UsageError, match="cell baseline lists captures already, and none is ever replaced"):
        taken_over(taken, [one])
    other = skeleton("lab-fr", ["DE"])
    with pytest.raises(UsageError, match="was captured for scenario lab-de, this is lab-fr"):
        taken_over(other, [one])
    with pytest.raises(UsageError) as told:
        taken_over(scenario.read_text().replace("id: baseline", "id: elsewhere"), [one, one])
    assert str(told.value).count("which the scenario does not have") == 2
    with pytest.raises(UsageError, match="as another folder does"):
        taken_over(scenario.read_text(), [one, one])


def test_only_unaltered_evidence_below_the_scenario_is_taken(scenario: Path, tmp_path: Path) -> None:
    folder = evidence(scenario, "baseline", sealed=False)
    with pytest.raises(UsageError, match="it is not sealed; `harness seal"):
        sealed_cell(folder, scenario)
    seal(folder, Asked(cell="baseline", vantages={}))
    elsewhere = tmp_path / "elsewhere/scenario.yaml"
    elsewhere.parent.mkdir()
    with pytest.raises(UsageError, match=r"move it below .*elsewhere"):
        sealed_cell(folder, elsewhere)
    capture = folder / CAPTURES / NAME
    capture.chmod(0o644)
    capture.write_bytes(b"other")
    with pytest.raises(MachineError, match="was altered after it was sealed"):
        sealed_cell(folder, scenario)


def test_what_was_captured_without_a_scenario_fills_in_no_cell(scenario: Path) -> None:
    folder = scenario.parent / "loose"
    (folder / CAPTURES).mkdir(parents=True)
    (folder / CAPTURES / NAME).write_bytes(frames.pcap(every(MS, visit("a.example"))))
    Journal(folder).close()
    seal(folder, Asked(vantages={}, region="DE"))
    with pytest.raises(UsageError, match="was captured without a scenario"):
        sealed_cell(folder, scenario)
