"""Scenario files are found by name, each once; faults of all of them are told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.scenarios import load_all, scenario_files
from harness.errors import Fault, ScenarioError, UsageError
from harness.model.scenario import Scenario
from tests.support.verification_scenario import scenario


def made(folder: Path, *names: str) -> list[Path]:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [folder / name for name in names]


def test_a_folder_gives_every_scenario_below_in_order_of_names(tmp_path: Path) -> None:
    wanted = made(tmp_path, "a/scenario.yaml", "b/c/scenario.yaml", "quick.scenario.yaml")
    made(tmp_path, "a/forge.yaml", "a/.hidden/scenario.yaml", "scenario.yml", "b/c/my-scenario.yaml")
    assert list(scenario_files([str(tmp_path)])) == wanted


def test_a_file_may_have_any_name_and_counts_once(tmp_path: Path) -> None:
    odd, plain = made(tmp_path, "odd", "scenario.yaml")
    assert scenario_files([str(odd), str(tmp_path), str(plain)]) == (odd, plain)


def test_arguments_that_lead_nowhere_are_all_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as fault:
        scenario_files([str(tmp_path / "empty"), str(tmp_path / "missing")])
    first, second = str(fault.value).splitlines()
    assert "no scenario.yaml and no *.scenario.yaml in this folder or below" in first
    assert "no such file or folder" in second


def test_faults_of_all_files_are_told_together() -> None:
    def load(path: Path) -> Scenario:
        if path.name == "good":
            return scenario()
        raise ScenarioError((Fault(path=path.name, line=3, column=1, message="wrong"),))

    assert load_all([Path("good")], load) == (scenario(),)
    with pytest.raises(ScenarioError) as found:
        load_all([Path("bad"), Path("good"), Path("worse")], load)
    assert str(found.value).splitlines() == ["bad:3:1: wrong", "worse:3:1: wrong"]
