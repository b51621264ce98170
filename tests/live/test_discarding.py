"""What is left of a start that failed, and what is never taken away."""

from __future__ import annotations

from pathlib import Path

from harness.live.discarding import discard
from harness.live.recording.capturing import CAPTURES
from harness.live.recording.journal import FILE, Journal
from harness.live.sealing.folder import GIVEN

NAME = "lan-r001_00001_20261102101500.pcapng"


def begun(folder: Path) -> Path:
    (folder / CAPTURES).mkdir(parents=True)
    Journal(folder).close()
    (folder / GIVEN).write_text("id: x\n")
    (folder / CAPTURES / "lan-r001.said.txt").write_text("dumpcap: no")
    return folder


def test_a_folder_where_nothing_was_captured_is_as_it_was(tmp_path: Path) -> None:
    discard(begun(tmp_path / "new"))
    assert list(tmp_path.iterdir()) == []


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    folder = begun(tmp_path / "old")
    (folder / "notes.txt").write_text("mine")
    discard(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_where_a_capture_is_nothing_is_taken_away(tmp_path: Path) -> None:
    folder = begun(tmp_path / "captured")
    (folder / CAPTURES / NAME).write_bytes(b"")
    discard(folder)
    assert {path.name for path in folder.iterdir()} == {CAPTURES, FILE, GIVEN}
