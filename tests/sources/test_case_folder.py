"""Directories of cases: found, read and written, and nothing in them replaced that a person wrote."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.errors import HarnessError, UsageError
from harness.model.cases import Copy
from harness.sources.case_folder import (
    find_cases,
    is_forged,
    purpose_of,
    put_copy,
    put_forged,
    read_expected,
    stated_situation,
    write_expected,
)

FORGED = b"\x0a\x0d\x0d\x0a....SYNTHETIC harness-forge 0.1.0"
ROW = '{"a": 1}\n'


def case(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "case.yaml").touch()
    return folder


def test_cases_are_found_each_once_in_order(tmp_path: Path) -> None:
    wanted = [case(tmp_path / name) for name in ("a", "b/c")]
    case(tmp_path / ".hidden" / "x")
    assert find_cases([str(tmp_path), str(wanted[0])]) == tuple(wanted)


def test_every_argument_that_leads_to_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no case.yaml in this folder(?s:.*)no such folder"):
        find_cases([str(tmp_path), str(tmp_path / "nowhere")])


def test_rows_are_written_read_and_removed_with_their_hop(tmp_path: Path) -> None:
    assert write_expected(tmp_path, {"names": ROW, "flows": ""}) == ("names", "flows")
    assert read_expected(tmp_path) == {"names": ROW, "flows": ""}
    assert write_expected(tmp_path, {"names": ROW, "places": ROW}) == ("places", "flows")
    assert read_expected(tmp_path) == {"names": ROW, "places": ROW}
    assert write_expected(tmp_path, {"names": ROW, "places": ROW}) == ()
    assert sorted(path.name for path in (tmp_path / "expected").iterdir()) == ["names.jsonl", "places.jsonl"]


@pytest.mark.parametrize("text", ["notes of mine\n", ROW + "[]\n", ROW + "\n"])
def test_a_file_that_holds_no_rows_is_never_replaced(text: str, tmp_path: Path) -> None:
    (tmp_path / "expected").mkdir()
    mine = tmp_path / "expected/names.jsonl"
    mine.write_text(text)
    with pytest.raises(HarnessError, match=r"names.jsonl:\d: holds no row, so it is not replaced"):
        write_expected(tmp_path, {"names": ROW})
    assert mine.read_text() == text


def test_what_the_forge_made_takes_the_place_of_what_it_made(tmp_path: Path) -> None:
    made = tmp_path / "made" / "a.pcapng"
    made.parent.mkdir()
    made.write_bytes(FORGED + b"new")
    folder = case(tmp_path / "case")
    assert put_forged(made, folder)
    assert not put_forged(made, folder)
    (folder / "a.pcapng").write_bytes(FORGED + b"old")
    assert put_forged(made, folder)
    assert (folder / "a.pcapng").read_bytes() == FORGED + b"new"


@pytest.mark.parametrize("mine", [b"", b"evidence", b"\x0a\x0d\x0d\x0a of another program"])
def test_evidence_is_never_replaced(mine: bytes, tmp_path: Path) -> None:
    made, folder = tmp_path / "a.pcapng", case(tmp_path / "case")
    made.write_bytes(FORGED)
    (folder / "a.pcapng").write_bytes(mine)
    with pytest.raises(HarnessError, match="was not written by harness forge and is never replaced"):
        put_forged(made, folder)
    assert (folder / "a.pcapng").read_bytes() == mine


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    made, folder = tmp_path / "a.pcapng", case(tmp_path / "case")
    made.write_bytes(FORGED)
    (folder / "a.pcapng").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HarnessError, match="never replaced"):
        put_forged(made, folder)


def test_a_copy_is_made_once_and_never_over_something_else(tmp_path: Path) -> None:
    folder = case(tmp_path / "case")
    (tmp_path / "a.pcap").write_bytes(b"octets")
    copy = Copy(file="b.pcap", of="../a.pcap")
    assert put_copy(copy, folder)
    assert not put_copy(copy, folder)
    (folder / "b.pcap").write_bytes(b"mine")
    with pytest.raises(HarnessError, match="is no copy of"):
        put_copy(copy, folder)
    with pytest.raises(HarnessError, match="No such file"):
        put_copy(Copy(file="c.pcap", of="nowhere.pcap"), folder)


def test_forged_files_say_so_and_of_what() -> None:
    digest = hashlib.sha256(b"situation").hexdigest().encode()
    assert stated_situation(FORGED + digest, b"situation")
    assert not stated_situation(FORGED + digest, b"another")
    assert is_forged(FORGED)
    assert is_forged(b"# SYNTHETIC harness-forge 0.1.0")
    assert not is_forged(b"SYNTHETIC harness-forge")


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("# x\n\nOne\nline.\n\nMore.\n", "One line."),
        ("# x\n", ""),
        ("", ""),
        ("\n\nOnly this.", "Only this."),
    ],
)
def test_the_purpose_is_the_first_paragraph(text: str, purpose: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(text)
    assert purpose_of(tmp_path) == purpose
    assert purpose_of(tmp_path / "nowhere") == ""
