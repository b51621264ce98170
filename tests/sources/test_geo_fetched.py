"""Notes of what was fetched count only while the data are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.sources.geo_fetched import WORK_FOLDER, Fetched, FetchedFile, read_fetched, write_fetched

FILE = FetchedFile(
    url="https://vendor.example/a", etag='"1"', last_modified=None, octets=7, sha256="a" * 64, md5="b" * 32
)
FETCHED = Fetched(files=(FILE,), sets=(("a", "2026-11-01"), ("b", "2026-11-02")))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    for name, day in FETCHED.sets:
        (tmp_path / name / day).mkdir(parents=True)
        (tmp_path / name / day / f"{name}.parquet").touch()
    write_fetched(tmp_path, "s", FETCHED)
    return tmp_path


def test_a_note_is_read_as_it_was_written(into: Path) -> None:
    assert read_fetched(into, "s") == FETCHED
    assert FETCHED.date == "2026-11-02"
    assert [path.name for path in (into / WORK_FOLDER).iterdir()] == ["s.json"]


def test_a_note_without_its_data_is_none(into: Path) -> None:
    (into / "b" / "2026-11-02" / "b.parquet").unlink()
    assert read_fetched(into, "s") is None
    assert read_fetched(into, "never") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [{}], "sets": []}', '{"files": [], "sets": []}'])
def test_a_damaged_note_is_none(into: Path, text: str) -> None:
    (into / WORK_FOLDER / "s.json").write_text(text)
    assert read_fetched(into, "s") is None
