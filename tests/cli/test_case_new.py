"""``case new`` writes a case to go on from, named for its directory, and replaces nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import case_new
from harness.cli.case_run import load_cases
from harness.cli.exits import Exit
from harness.errors import UsageError


def test_the_files_are_written_and_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "below" / "far-host"
    assert case_new.run(case_new.request([str(folder)])) is Exit.OK
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "case.yaml", "scenario.yaml", "situation.yaml",
    ]  # fmt: skip
    assert "harness case update" in capsys.readouterr().err
    assert load_cases([folder])[0].asked is None


def test_nothing_is_replaced_and_nothing_left_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "far-host"
    folder.mkdir()
    (folder / "situation.yaml").write_text("mine")
    with pytest.raises(UsageError, match="is there already and is never replaced"):
        case_new.run(case_new.request([str(folder)]))
    assert [path.name for path in folder.iterdir()] == ["situation.yaml"]
    assert (folder / "situation.yaml").read_text() == "mine"


def test_the_name_is_that_of_the_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert case_new.request(["."]).name == "here"
