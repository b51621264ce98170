"""The embedded cells as they are read: whole, on their grid, in step with their codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from iso3166 import countries_by_alpha2

from harness.errors import ReferenceDataError
from harness.sources.country_cells import read_country_cells
from harness.sources.geo_files import EMBEDDED

CELLS, ABOUT = read_country_cells()


def test_every_code_of_iso_3166_has_cells() -> None:
    assert set(CELLS.codes) == set(countries_by_alpha2)
    assert list(CELLS.codes) == sorted(CELLS.codes)
    assert len(CELLS.starts) == len(CELLS.codes)
    assert CELLS.starts[0] == 0
    assert (np.diff(CELLS.starts, append=len(CELLS.directions)) > 0).all()


def test_directions_are_centres_of_cells_of_a_quarter_of_a_degree() -> None:
    x, y, z = CELLS.directions.T
    latitude, longitude = np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x))
    for degrees in (latitude, longitude):
        eighths = degrees / 0.125
        assert np.abs(eighths - np.round(eighths)).max() < 1e-6
        assert (np.round(eighths).astype(int) % 2 != 0).all()
    assert np.linalg.norm(CELLS.directions, axis=1) == pytest.approx(1)


@pytest.mark.parametrize(
    ("code", "km2"),
    [("AU", 7_692_000), ("BR", 8_516_000), ("CN", 9_597_000), ("DE", 358_000), ("RU", 17_098_000), ("ZA", 1_221_000), ("MN", 1_564_000)],
)  # fmt: skip
def test_cells_cover_a_little_more_than_the_country(code: str, km2: float) -> None:
    """Areas: UN Demographic Yearbook, rounded; Russia without what is disputed."""
    number = CELLS.codes.index(code)
    ends = np.append(CELLS.starts, len(CELLS.directions))
    upwards = CELLS.directions[ends[number] : ends[number + 1], 2]
    covered = (27.8 * 27.8 * np.sqrt(1 - upwards**2)).sum()  # a quarter of a degree is 27.8 km
    assert 1.0 < covered / km2 < 1.25


def test_it_says_where_it_is_from() -> None:
    assert (ABOUT.source, ABOUT.meaning) == ("country-cells", "borders")
    assert "Natural Earth" in ABOUT.attribution


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    for suffix in (".json", ".parquet"):
        shutil.copy(EMBEDDED / f"country-cells{suffix}", tmp_path)
    assert read_country_cells(tmp_path)[0].codes == CELLS.codes
    with (tmp_path / "country-cells.parquet").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ReferenceDataError, match="SHA-256 differs"):
        read_country_cells(tmp_path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"country-cells\.json"):
        read_country_cells(tmp_path)
