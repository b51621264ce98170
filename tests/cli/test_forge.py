"""``harness forge``: checks the situation, starts the forge, passes on what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import forge, forging
from harness.cli.exits import Exit
from harness.cli.main import main
from harness.errors import HarnessError, UsageError
from tests.rules.test_forge_situation import GOOD
from tests.support.forging import needs_scapy


@pytest.fixture
def situation(tmp_path: Path) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_it_writes_captures_and_truth(situation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs_scapy()
    out = situation.parent / "out"
    assert main(["forge", str(situation), "-o", str(out)]) == Exit.OK
    assert sorted(path.name for path in out.iterdir()) == ["ashburn.pcapng", "truth.json"]
    assert "SYNTHETIC" in capsys.readouterr().out
    assert b"from s.yaml (sha256 " in (out / "ashburn.pcapng").read_bytes()


def test_faults_are_told_and_nothing_is_written(situation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    situation.write_text(GOOD.replace("kind: tls", "kind: tsl"), encoding="utf-8")
    out = situation.parent / "out"
    assert main(["forge", str(situation), "-o", str(out)]) == Exit.USAGE
    assert f"{situation}:15:" in capsys.readouterr().err
    assert not out.exists()


def test_what_the_forge_refuses_is_passed_on(situation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs_scapy()
    (situation.parent / "truth.json").write_bytes(b"evidence")
    assert main(["forge", str(situation), "-o", str(situation.parent)]) == Exit.ERROR
    assert "never replaced" in capsys.readouterr().err


def test_without_scapy_it_says_what_to_install(situation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forging, "find_spec", lambda _: None)
    with pytest.raises(HarnessError, match=r"harness\[forge\]"):
        forge.run(forge.Request(path=str(situation), output="out", seed=None))


@pytest.mark.parametrize("arguments", [["s.yaml"], ["-o", "out"], ["s.yaml", "-o", "out", "--seed", "x"], []])
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="harness forge --help"):
        forge.request(arguments)
