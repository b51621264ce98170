"""Evidence is never overwritten, and a document is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli.target import check_target, write_target
from harness.errors import HarnessError, UsageError

OPENING = b"{begins"
DOCUMENT = [OPENING, b" and ends}\n"]


def write(path: Path) -> bool:
    return write_target(iter(DOCUMENT), str(path), OPENING)


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    assert not write(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == b"".join(DOCUMENT)
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_new_file_has_the_rights_that_others_get(tmp_path: Path) -> None:
    write(tmp_path / "out.json")
    (tmp_path / "plain").touch()
    assert (tmp_path / "out.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_earlier_document_is_replaced_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_bytes(OPENING + b"old and longer than the new one}")
    assert write(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == b"".join(DOCUMENT)


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out.json").touch()
    assert not write(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == b"".join(DOCUMENT)


@pytest.mark.parametrize("held", [b"\xd4\xc3\xb2\xa1 a capture", b"{}", b"{", b"{begin"])
def test_anything_else_is_left_as_it_is(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "evidence"
    path.write_bytes(held)
    with pytest.raises(UsageError, match="no document of harness"):
        check_target(str(path), OPENING)
    with pytest.raises(UsageError, match="no document of harness"):
        write(path)
    assert path.read_bytes() == held


def test_a_link_to_a_capture_is_no_way_round(tmp_path: Path) -> None:
    (tmp_path / "capture").write_bytes(b"evidence")
    (tmp_path / "link.json").symlink_to(tmp_path / "capture")
    with pytest.raises(UsageError):
        write(tmp_path / "link.json")
    assert (tmp_path / "capture").read_bytes() == b"evidence"


def test_a_link_to_an_earlier_document_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(OPENING)
    (tmp_path / "link.json").symlink_to(tmp_path / "old.json")
    assert write(tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "old.json").read_bytes() == b"".join(DOCUMENT)


def test_folders_and_missing_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        check_target(str(tmp_path), OPENING)
    with pytest.raises(HarnessError, match="does not exist; make it first"):
        check_target(str(tmp_path / "none" / "out.json"), OPENING)
    (tmp_path / "loose").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="leads nowhere"):
        check_target(str(tmp_path / "loose"), OPENING)


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HarnessError):
        check_target(str(tmp_path / "file" / "out.json"), OPENING)


def test_a_run_that_breaks_off_leaves_the_earlier_document(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield OPENING
        raise RuntimeError("broke off")

    path = tmp_path / "out.json"
    path.write_bytes(OPENING + b"old")
    with pytest.raises(RuntimeError, match="broke off"):
        write_target(breaks_off(), str(path), OPENING)
    assert path.read_bytes() == OPENING + b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_device_is_written_to_as_it_is() -> None:
    assert not write(Path("/dev/null"))
    with pytest.raises(HarnessError, match="cannot be written"):
        write(Path("/dev/full"))
    assert Path("/dev/null").is_char_device()


def test_where_nothing_tells_an_earlier_document_none_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "minutes.csv"
    with pytest.raises(HarnessError, match=r"^--minutes .*: the folder .* does not exist"):
        check_target(str(tmp_path / "none" / "minutes.csv"), None, "--minutes")
    assert not write_target(iter(DOCUMENT), str(path), None, "--minutes")
    with pytest.raises(UsageError, match=r"^--minutes .*: the file exists; give another name"):
        write_target(iter(DOCUMENT), str(path), None, "--minutes")
    assert path.read_bytes() == b"".join(DOCUMENT)
