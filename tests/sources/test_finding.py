"""Folders and patterns: captures known by content, everything else listed, loops ended, order fixed."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from harness.sources.finding import find_captures
from tests.support import frames

ONE = frames.pcap([(0, b"x")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "f"
    (made / "b").mkdir(parents=True)
    (made / "b" / "second.txt").write_bytes(ONE)
    (made / "a.pcap").write_bytes(frames.pcap([]))
    (made / "c.gz").write_bytes(gzip.compress(frames.section()))
    (made / "notes.pcap").write_text("no capture")
    (made / ".empty").touch()
    os.mkfifo(made / "pipe")
    (made / "b" / "loop").symlink_to(made)
    (made / "gone").symlink_to(made / "missing")
    (made / "z.pcap").symlink_to(made / "a.pcap")
    return made


def listed(*arguments: str, within: Path) -> list[tuple[str, bool]]:
    found = find_captures(arguments)[0]
    return [(str(Path(one.path).relative_to(within)), one.why is None) for one in found]


def test_a_folder_stands_for_the_captures_in_it_and_below(folder: Path) -> None:
    assert listed(str(folder), within=folder) == [
        (".empty", False), ("a.pcap", True), ("b/loop", False), ("b/second.txt", True), ("c.gz", True),
        ("gone", False), ("notes.pcap", False), ("pipe", False), ("z.pcap", False),
    ]  # fmt: skip


def test_what_is_not_read_says_why(folder: Path) -> None:
    why = {Path(one.path).name: one.why for one in find_captures([str(folder)])[0] if one.why}
    assert why["gone"] == "no such file"
    assert why["pipe"] == "is no regular file"
    assert why["z.pcap"] == f"the same file as {folder / 'a.pcap'}, which is listed"
    assert why["loop"] == f"the same file as {folder}, which is listed"
    assert str(why["notes.pcap"]).startswith("is not a pcap or pcapng capture")
    assert str(why[".empty"]).startswith("is empty")


def test_a_pattern_stands_for_what_fits_it(folder: Path) -> None:
    assert listed(f"{folder}/*.pcap", within=folder) == [
        ("a.pcap", True),
        ("notes.pcap", False),
        ("z.pcap", False),
    ]
    assert [one.given for one in find_captures([f"{folder}/[ab]*"])[0]] == [f"{folder}/[ab]*"] * len(
        find_captures([f"{folder}/[ab]*"])[0]
    )
    assert listed(f"{folder}/**/*.txt", within=folder) == [("b/second.txt", True)]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    (folder / "odd[1].pcap").write_bytes(ONE)
    assert listed(str(folder / "odd[1].pcap"), within=folder) == [("odd[1].pcap", True)]


def test_a_path_of_its_own_is_taken_as_it_is() -> None:
    found = find_captures(["missing.pcap", "-", "", "missing.pcap"])[0]
    assert [(one.path, one.given, one.why) for one in found] == [
        (path, path, None) for path in ("missing.pcap", "-", "", "missing.pcap")
    ]


def test_folders_and_patterns_without_a_capture_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a").write_text("no capture")
    _, lines = find_captures([str(tmp_path / "void"), str(tmp_path / "text"), f"{tmp_path}/*.nothing"])
    assert (
        lines[0]
        == f"{tmp_path / 'void'}: nothing is there; give captures, folders that hold some, or patterns"
    )
    assert lines[1].startswith(f"{tmp_path / 'text'}: holds no capture; files looked at: 1, the first ")
    assert (
        lines[2]
        == f"{tmp_path}/*.nothing: nothing is there; give captures, folders that hold some, or patterns"
    )


def test_what_may_not_be_opened_is_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("harness.sources.finding.FileIO", refuse)
    _, (fault,) = find_captures([f"{folder}/a.pca[p]"])
    assert "holds no capture" in fault
    assert fault.endswith("a.pcap: not readable for this user")
