"""The summary is appended to what the runner names, as long as that is text and has room."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.step_summary import VARIABLE, append_summary
from harness.errors import UsageError
from harness.reports.formats.github import MOST_SUMMARY


def test_it_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "summary.md"
    monkeypatch.setenv(VARIABLE, str(path))
    append_summary(b"one\n")
    append_summary(b"two\n")
    assert path.read_bytes() == b"one\n\ntwo\n"


def test_it_keeps_to_the_size_that_github_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * (MOST_SUMMARY - 500))
    monkeypatch.setenv(VARIABLE, str(path))
    append_summary(b"line\n" * 1_000)
    assert MOST_SUMMARY - 50 <= path.stat().st_size <= MOST_SUMMARY
    assert b"**CUT:**" in path.read_bytes()


@pytest.mark.parametrize(
    "octets", [b"\xd4\xc3\xb2\xa1\x02\x00", b"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a"]
)
def test_a_capture_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(octets)
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(UsageError, match="no text"):
        append_summary(b"text\n")
    assert path.read_bytes() == octets


def test_outside_of_actions_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    append_summary(b"text\n")
    assert "no summary was written" in capsys.readouterr().err
