"""``harness gateway status``, ``check`` and ``down`` where nothing is up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli.main import main


def test_where_nothing_is_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = ["--state", str(tmp_path)]
    assert main(["gateway", "status", *state]) == 3
    assert main(["gateway", "check", *state]) == 4
    assert main(["gateway", "down", *state]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("no gateway is up") == 3


def test_a_broken_state_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state.json").write_text('{"schema_version": 1,\n')
    assert main(["gateway", "status", "--state", str(tmp_path)]) == 4
    assert "state.json:2:1:" in capsys.readouterr().err


def test_a_broken_journal_keeps_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "journal.jsonl").write_text("odd\n")
    assert main(["gateway", "down", "--state", str(tmp_path)]) == 4
    assert "journal.jsonl:1: no line of a journal" in capsys.readouterr().err
    assert (tmp_path / "journal.jsonl").exists()


def test_addresses_of_canaries_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gateway", "check", "--to", "nobody", "--to", "1.2", "--state", str(tmp_path)]) == 2
    assert "'nobody' is no address" in (err := capsys.readouterr().err)
    assert "'1.2' is no address" in err


@pytest.mark.parametrize("begun", [False, True])
def test_a_script_gets_its_document_also_where_nothing_is_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], begun: bool
) -> None:
    if begun:
        (tmp_path / "journal.jsonl").touch()
    assert main(["gateway", "status", "--state", str(tmp_path), "--json", "-"]) == 3
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["schema"], found["up"], found["begun"]) == ("harness-gateway-status", False, begun)
    assert "no gateway is up" in told.err


@pytest.mark.parametrize("command", ["status", "check"])
def test_no_other_file_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text("{}")
    assert main(["gateway", command, "--state", str(tmp_path), "--json", str(mine)]) == 2
    assert "mine.json" in capsys.readouterr().err
    assert mine.read_text() == "{}"


def test_an_earlier_document_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "status.json"
    for word in ("wrote", "replaced"):
        assert main(["gateway", "status", "--state", str(tmp_path), "--json", str(file)]) == 3
        told = capsys.readouterr()
        assert word in told.err
        assert told.out == ""
    assert json.loads(file.read_bytes())["up"] is False
