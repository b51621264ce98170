"""A table that grows, in memory and beyond."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.errors import HarnessError
from harness.sources import part_file
from harness.sources.part_file import PartFile
from harness.tables.flows import FLOWS
from harness.tables.parts import Whole, collect
from tests.support.tables import flow, flows_of

PARTS = [flows_of(*(flow(flow_id=10 * n + k, up=n) for k in range(n))) for n in (3, 0, 1, 7, 2, 4)]
ALL = pl.concat(PARTS)


@pytest.fixture(params=[0, 5, 100])
def stored(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> PartFile:
    monkeypatch.setattr(part_file, "ROWS_IN_MEMORY", request.param)
    monkeypatch.setattr(part_file, "_LEAST_ROWS", 2)
    made = PartFile(FLOWS)
    for part in PARTS:
        made.add(part)
    return made


def test_rows_come_back_as_they_were_added(stored: PartFile) -> None:
    assert stored.height == ALL.height
    assert_frame_equal(collect(stored), ALL)
    assert_frame_equal(collect(stored), ALL)


@pytest.mark.parametrize("wanted", [[], [10], [31, 32, 36, 70], [5, 40], [0, 71, 10, 43]])
def test_rows_of_some_flows(stored: PartFile, wanted: list[int]) -> None:
    ids = pl.Series(sorted(wanted), dtype=pl.UInt64)
    expected = ALL.select("flow_id", "start_ns").filter(pl.col("flow_id").is_in(wanted))
    assert_frame_equal(stored.of_flows(ids, ("flow_id", "start_ns")), expected)
    assert_frame_equal(Whole(ALL).of_flows(ids, ("flow_id", "start_ns")), expected)


def test_some_columns(stored: PartFile) -> None:
    frames = list(stored.frames(("flow_id", "remote")))
    assert_frame_equal(pl.concat(frames), ALL.select("flow_id", "remote"))
    assert_frame_equal(pl.concat(Whole(ALL).frames(("remote",))), ALL.select("remote"))


def test_a_table_without_rows_has_its_columns() -> None:
    assert_frame_equal(collect(PartFile(FLOWS)), FLOWS.empty())


def test_nothing_is_left_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_file, "ROWS_IN_MEMORY", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = PartFile(FLOWS)
    made.add(ALL)
    assert (made._places != [], list(tmp_path.iterdir())) == (True, [])


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(part_file, "ROWS_IN_MEMORY", 0)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(HarnessError, match=r"No space left on device.*TMPDIR"):
        PartFile(FLOWS).add(ALL)
