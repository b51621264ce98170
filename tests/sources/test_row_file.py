"""The file that holds flow records outside memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from harness.errors import HarnessError
from harness.kernel.records import FLOW
from harness.sources.row_file import RowFile


def numbered(first: int, count: int) -> np.ndarray:
    rows = np.zeros(count, dtype=FLOW)
    rows["first_packet"] = np.arange(first, first + count)
    return rows


def test_records_come_back_by_their_place() -> None:
    file = RowFile()
    file.append(numbered(0, 5))
    file.append(numbered(5, 3))
    file.append(numbered(8, 0))
    assert file.read(3, 4)["first_packet"].tolist() == [3, 4, 5, 6]
    assert file.read(7, 1)["first_packet"].tolist() == [7]
    file.close()


def test_nothing_is_left_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = RowFile()
    file.append(numbered(0, 5))
    assert list(tmp_path.iterdir()) == []
    file.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(HarnessError, match=r"temporary file: No such file.*TMPDIR"):
        RowFile()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    file = RowFile()
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(HarnessError, match=r"No space left on device.*400 octets each.*TMPDIR"):
        file.append(numbered(0, 1))
    file.close()


def test_a_file_that_lost_octets_is_told() -> None:
    file = RowFile()
    file.append(numbered(0, 1))
    with pytest.raises(HarnessError, match="temporary file: it is shorter"):
        file.read(0, 2)
    file.close()
