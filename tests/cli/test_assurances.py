"""``harness assurances`` reads files, prints the matrix, and leaves by whether it could."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from harness.cli import assurances
from harness.cli.exits import Exit
from harness.cli.main import main
from harness.errors import ScenarioError, UsageError
from tests.support.assurance_files import FILES
from tests.support.repository import ROOT
from tests.support.scenario_files import GOOD

PAGE = (ROOT / "docs/assurances.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(?:    |\$ )harness (assurances.*)$", PAGE, re.MULTILINE)


def run(*arguments: str | Path) -> Exit:
    return assurances.run(assurances.request([*map(str, arguments)]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_without_arguments_it_reads_what_comes_with_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--width", "80") is Exit.OK
    assert "PUBLISHED ASSURANCES\n12 tests, 4 certificates, 7 sentences" in capsys.readouterr().out


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_runs(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(line)) == Exit.OK
    assert capsys.readouterr().err == ""


def test_the_page_shows_commands() -> None:
    assert len(COMMANDS) >= 4


def test_a_folder_in_its_place_and_a_scenario_beside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "scenario.yaml").write_text(GOOD, encoding="utf-8")
    assert run(folder, "--scenario", folder / "mine", "--width", "80") is Exit.OK
    said = " ".join(capsys.readouterr().out.split())
    assert "1 test, 1 certificate, 1 sentence" in said
    assert "US, version 1.0, default: example-lab-2026" in said
    assert "DE, version 1.0, default: no published test found as of 2026-11-22" in said


def test_a_choice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--product", "HUB", "--json", "-") is Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["tests"]) == ([], [])
    assert [one["id"] for one in told["certificates"]] == ["iso-cloud"]
    run(folder, "--region", "de", "--json", "-")
    told = json.loads(capsys.readouterr().out)
    assert {row["region"] for row in told["rows"]} == {"DE"}


def test_the_document_is_written_and_replaces_only_its_like(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = folder / "out.json"
    run(folder, "--json", target)
    run(folder, "--json", target)
    assert "replaced" in capsys.readouterr().err
    assert json.loads(target.read_text())["schema"] == "harness-assurances"
    with pytest.raises(UsageError, match="no document of harness"):
        run(folder, "--json", folder / "test.yaml")


def test_mistakes_of_the_command_line_at_once(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        assurances.request(["--region", "UK", "--region", "EU", "--product", " "])
    told = str(caught.value)
    assert "--region 'UK': the code for Britain (UK) is GB" in told
    assert "--region 'EU'" in told
    assert "--product" in told
    with pytest.raises(UsageError, match=r"--product 'Skylarc': no product is named so; there are .*Skylark"):
        run(folder, "--product", "Skylarc")
    with pytest.raises(UsageError, match="no such file or folder"):
        run(folder, "--scenario", folder / "none.yaml")


def test_faults_of_files_leave_with_status_two(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "test.yaml").write_text(FILES["test.yaml"].replace("class: app", "class: apps"))
    with pytest.raises(
        ScenarioError, match=r"test.yaml:24:10: class: 'apps' is not known: did you mean 'app'"
    ):
        run(folder)
    assert main(["assurances", str(folder)]) == Exit.USAGE
    assert "did you mean 'app'" in capsys.readouterr().err
