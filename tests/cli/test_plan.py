"""``plan`` as a command: what it takes, prints, writes and leaves with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import plan
from harness.cli.campaign_init import request as campaign_request
from harness.cli.campaign_init import run as campaign
from harness.cli.exits import Exit
from harness.cli.plan import Request, request
from harness.errors import ScenarioError, UsageError

CASES = Path(__file__).resolve().parents[1] / "cases/verdicts"


def run(*arguments: str | Path) -> Exit:
    return plan.run(request([*map(str, arguments)]))


def test_what_is_taken() -> None:
    assert request(["a", "--all", "b", "--json", "-"]) == Request(
        paths=("a", "b"), json="-", all_rows=True, width=None
    )


@pytest.mark.parametrize("line", ["", "a --width 10", "a --only egress.region=US"])
def test_what_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="try `harness plan --help`"):
        request(line.split())


def test_an_open_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CASES / "filter-unknown", "--width", "80") is Exit.OK
    said = capsys.readouterr().out
    assert "1. State what the captures of us-v1 do not say." in said
    assert "filter: all" in said


def test_a_campaign_without_any_capture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    campaign(campaign_request([str(tmp_path / "new"), "--regions", "US,SG"]))
    assert run(tmp_path / "new") is Exit.OK
    said = capsys.readouterr().out
    assert "Run the planned cell us-1." in said
    assert "Run the planned cell sg-1." in said


def test_a_capture_that_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (CASES / "filter-unknown/scenario.yaml").read_text()
    (tmp_path / "scenario.yaml").write_text(text)
    assert run(tmp_path) is Exit.ERROR
    said = " ".join(capsys.readouterr().out.split())
    assert "ERROR: " in said
    assert "not judged" in said


def test_faults_of_scenarios_come_before_captures(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("schema_version: 1\n")
    with pytest.raises(ScenarioError):
        run(tmp_path)


def test_the_document_is_written_and_replaces_only_its_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, other = tmp_path / "plan.json", tmp_path / "other.json"
    run(CASES / "filter-unknown", "--json", target)
    run(CASES / "filter-unknown", "--json", target)
    assert "replaced" in capsys.readouterr().err
    assert json.loads(target.read_text())["schema"] == "harness-plan"
    other.write_text("mine")
    with pytest.raises(UsageError, match="no document of harness"):
        run(CASES / "filter-unknown", "--json", other)
    assert other.read_text() == "mine"
