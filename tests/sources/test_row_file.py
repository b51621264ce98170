"""The file that holds flow records outside memory."""

from __future__ import annotations

import os

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


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    file = RowFile()
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(HarnessError, match=r"No space left on device.*\d+ octets each.*TMPDIR"):
        file.append(numbered(0, 1))
    file.close()
