"""A folder of tables: new or empty, or ours as we left it; anything else stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.csv_folder import check_folder, write_folder
from harness.errors import HarnessError, UsageError
from harness.reports.formats.csv_files import csv_files
from tests.support.verification_example import example, narrowed

FILES = csv_files([example()])


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_it_is_made_and_replaced_as_long_as_nobody_changed_it(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert not write_folder(FILES, str(folder))
    assert held(folder) == {file.name: file.octets for file in FILES}
    fewer = [file for file in csv_files([narrowed()]) if file.name != "names.csv"]
    kept = [file for file in fewer if file.name in {"leads.csv", "harness-tables.csv"}]
    assert write_folder(kept, str(folder))
    assert set(held(folder)) == {"leads.csv", "harness-tables.csv"}


@pytest.mark.parametrize("change", ["capture", "edited", "added", "no index"])
def test_what_is_not_ours_stays(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "tables"
    write_folder(FILES, str(folder))
    match change:
        case "capture":
            for file in folder.iterdir():
                file.unlink()
            (folder / "a.pcapng").write_bytes(b"evidence")
        case "edited":
            (folder / "leads.csv").write_text("my notes")
        case "added":
            (folder / "zz.pcapng").write_bytes(b"evidence")
        case "no index":
            (folder / "harness-tables.csv").unlink()
    before = held(folder)
    with pytest.raises(UsageError, match="give another folder"):
        write_folder(FILES, str(folder))
    assert held(folder) == before


def test_a_file_or_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="this is a file"):
        check_folder(str(tmp_path / "file"))
    with pytest.raises(HarnessError, match="make it first"):
        check_folder(str(tmp_path / "no/such"))
    assert not check_folder(str(tmp_path / "new"))
