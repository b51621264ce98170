"""``campaign add`` shows what it would change, changes it when told to, and leaves the file alone when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import campaign_add
from harness.cli.campaign_add import Request
from harness.cli.exits import Exit
from harness.errors import HarnessError, MachineError, UsageError
from harness.rules.scenario import load_scenario
from harness.rules.skeleton import skeleton
from tests.live.sealing.test_taking_over import evidence


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(skeleton("lab-de", ["DE"]))
    path.chmod(0o640)
    return path


def test_the_change_is_shown_and_then_made(scenario: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder, before = evidence(scenario, "baseline"), scenario.read_text()
    asked = Request(folders=(str(folder),), scenario=str(scenario.parent), write=False)
    assert campaign_add.run(asked) is Exit.OK
    assert "+  - path: baseline/captures/de-r001_00001_20261102101500.pcapng" in capfd.readouterr().out
    assert scenario.read_text() == before
    assert campaign_add.run(Request(folders=(str(folder),), scenario=str(scenario), write=True)) is Exit.OK
    assert [len(cell.captures) for cell in load_scenario(scenario).cells] == [0, 1, 0]
    assert scenario.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in scenario.parent.iterdir() if path.is_file()] == ["scenario.yaml"]


def test_every_folder_that_cannot_be_taken_is_told_and_nothing_written(scenario: Path) -> None:
    before = scenario.read_text()
    with pytest.raises(UsageError) as told:
        campaign_add.run(Request(folders=("nowhere", "neither"), scenario=str(scenario), write=True))
    assert str(told.value).count("it is not sealed") == 2
    assert scenario.read_text() == before


def test_what_an_earlier_run_left_is_not_written_over(scenario: Path) -> None:
    folder = evidence(scenario, "baseline")
    (scenario.parent / ".scenario.yaml.new").write_text("left")
    with pytest.raises(MachineError, match="is left from a run that ended badly"):
        campaign_add.run(Request(folders=(str(folder),), scenario=str(scenario), write=True))


def test_a_scenario_that_cannot_be_read_or_has_faults_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        campaign_add.run(Request(folders=("a",), scenario=str(tmp_path / "none.yaml"), write=False))
    broken = tmp_path / "scenario.yaml"
    broken.write_text("id: x\n")
    with pytest.raises(HarnessError, match=r"scenario.yaml:1:1"):
        campaign_add.run(Request(folders=("a",), scenario=str(broken), write=False))


def test_what_is_taken() -> None:
    assert campaign_add.request(["a", "b", "--scenario", "s", "--write"]) == Request(
        folders=("a", "b"), scenario="s", write=True
    )
    with pytest.raises(UsageError, match="required: FOLDER, --scenario"):
        campaign_add.request([])
