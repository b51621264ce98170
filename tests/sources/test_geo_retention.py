"""Editions that a licence wants destroyed."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_retention import drop_edition, drop_older

DROP = partial(drop_edition, day="2026-11-26")


@pytest.fixture
def into(tmp_path: Path) -> Path:
    for day in ("2026-10-01", "2026-11-01", "2026-11-20", "2026-12-01"):
        folder = tmp_path / "geolite2-asn" / day
        folder.mkdir(parents=True)
        (folder / "geolite2-asn.parquet").write_bytes(b"data")
        (folder / "geolite2-asn.json").write_text(json.dumps({"date": day, "sha256": "00"}))
    return tmp_path


def there(into: Path) -> list[str]:
    return sorted(path.parent.name for path in into.glob("*/*/*.parquet"))


def test_older_data_go_and_their_side_cars_say_so(into: Path) -> None:
    assert drop_older(into, "geolite2-asn", "2026-11-20", DROP) == ["2026-10-01", "2026-11-01"]
    assert there(into) == ["2026-11-20", "2026-12-01"]
    for day, dropped in (("2026-10-01", "2026-11-26"), ("2026-11-20", None)):
        stated = json.loads((into / "geolite2-asn" / day / "geolite2-asn.json").read_text())
        assert (stated["date"], stated["sha256"], stated.get("dropped")) == (day, "00", dropped)
    assert drop_older(into, "geolite2-asn", "2026-11-20", DROP) == []


def test_data_that_a_broken_run_left_marked_go_with_the_next(into: Path) -> None:
    folder = into / "geolite2-asn" / "2026-10-01"
    (folder / "geolite2-asn.json").write_text('{"dropped": "2026-11-25"}')
    assert drop_older(into, "geolite2-asn", "2026-11-01", DROP) == ["2026-10-01"]
    assert json.loads((folder / "geolite2-asn.json").read_text())["dropped"] == "2026-11-25"


@pytest.mark.parametrize("text", ["", "[]", None])
def test_data_that_cannot_be_marked_are_told(into: Path, text: str | None) -> None:
    side_car = into / "geolite2-asn" / "2026-10-01" / "geolite2-asn.json"
    side_car.unlink() if text is None else side_car.write_text(text)
    with pytest.raises(ReferenceDataError, match="geolite2-asn of 2026-10-01 must be destroyed"):
        drop_older(into, "geolite2-asn", "2026-11-01", DROP)


def test_a_source_without_data_has_nothing_older(tmp_path: Path) -> None:
    (tmp_path / "geolite2-asn").mkdir()
    assert drop_older(tmp_path, "geolite2-asn", "2026-11-01", DROP) == []
