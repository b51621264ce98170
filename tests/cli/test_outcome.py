"""Report or document on standard output, and the document in a file; a reader who leaves early changes neither."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.cli import outcome
from harness.errors import HarnessError

OPENING = b'{"schema": "made-up"'
DOCUMENT = OPENING + b"}\n"


@dataclass(frozen=True)
class Asked:
    json: str | None = None
    width: int | None = None


def give(json: str | None, width: int | None = None) -> None:
    outcome.print_or_write(
        Asked(json, width), OPENING, lambda: [DOCUMENT], lambda wide, colour: f"{wide} {colour}\n"
    )


def test_the_report_has_the_width_that_was_asked_for_and_no_colour_in_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    give(None, width=72)
    assert capsys.readouterr() == ("72 False\n", "")


def test_a_document_in_a_file_goes_with_the_report_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "found\x1b.json"
    for told in ("wrote", "replaced"):
        give(str(path), width=80)
        said = capsys.readouterr()
        assert said.out == "80 False\n"
        assert said.err == f"harness: {told} {tmp_path}/found\\x1b.json\n"
    assert path.read_bytes() == DOCUMENT


def test_what_is_no_earlier_document_stays(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("mine")
    with pytest.raises(HarnessError, match=r"notes\.json"):
        give(str(path))
    assert path.read_text() == "mine"


def test_a_reader_who_leaves_early_costs_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(outcome, "say", gone)
    monkeypatch.setattr(outcome, "silence_stdout", lambda: None)
    give(str(tmp_path / "a.json"))
    assert (tmp_path / "a.json").read_bytes() == DOCUMENT
