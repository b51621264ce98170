"""The progress bar shows where it helps, and nowhere else."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

from harness.cli import progress
from harness.cli.notes import Level, Manner, speaking
from harness.cli.progress import ProgressBar
from tests.support.waiting_process import HALF, OCTETS, reading


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_by(steps: int, *, patience_s: float, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(progress, "_PATIENCE_S", patience_s)
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressBar() as bar:
        for step in range(steps):
            bar(step * 1_000_000, None if step == 0 else steps * 1_000_000)
    return stream.getvalue()


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_by(5, patience_s=60, stream=Terminal(), monkeypatch=monkeypatch) == ""


def test_a_long_run_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "reading" in shown_by(5, patience_s=0, stream=Terminal(), monkeypatch=monkeypatch)


def test_a_bar_may_have_another_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_PATIENCE_S", 0)
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressBar(label="dbip-country") as bar:
        bar(1, 2)
    assert "dbip-country" in stream.getvalue()


def test_who_wants_errors_only_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking(Manner(Level.ERROR)):
        assert shown_by(5, patience_s=0, stream=Terminal(), monkeypatch=monkeypatch) == ""


def test_a_program_gets_lines_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking(Manner(json=True)):
        assert shown_by(5, patience_s=0, stream=Terminal(), monkeypatch=monkeypatch) == ""
        monkeypatch.setattr(progress, "_EVERY_S", 0)
        lines = shown_by(3, patience_s=0, stream=Terminal(), monkeypatch=monkeypatch).splitlines()
    said = [json.loads(line) for line in lines]
    assert [(one["event"], one["done"], one["total"]) for one in said] == [
        ("progress", 0, None), ("progress", 1_000_000, 3_000_000), ("progress", 2_000_000, 3_000_000),
    ]  # fmt: skip


def test_things_are_counted_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_PATIENCE_S", 0)
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with ProgressBar(label="measuring", things="connections") as bar:
        bar(1, 2)
    assert "1/2" in stream.getvalue()


def test_a_log_file_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_by(5, patience_s=0, stream=io.StringIO(), monkeypatch=monkeypatch) == ""


def test_a_process_whose_standard_error_is_a_pipe_stays_quiet(tmp_path: Path) -> None:
    with reading(tmp_path / "pipe", "analyze", tmp_path / "pipe") as (started, writer):
        time.sleep(progress._PATIENCE_S + 0.2)
        writer.write(OCTETS[len(HALF) :])
        writer.close()
        printed, said = started.communicate(timeout=100)
    assert (started.returncode, said) == (0, b"")
    assert b"cloud.example" in printed
