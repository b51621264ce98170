"""``harness geo status``: every data set, what it is, and whether it is asked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from harness.cli import geo_import, geo_status
from harness.cli.geo_status import Request
from harness.sources.geo_library import EMBEDDED_SOURCES
from tests.support.geo_files import CSV


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HARNESS_GEODATA", str(tmp_path / "data"))
    (tmp_path / "f").write_bytes(CSV)
    geo_import.run(geo_import.request([str(tmp_path / "f"), "--as", "dbip-country", "--date", "2026-11-01"]))
    capfd.readouterr()


def test_json_tells_everything(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    geo_status.run(Request(date=date(2026, 10, 20), json=True))
    told = json.loads(capfd.readouterr().out)
    assert told["folder"] == str(tmp_path / "data")
    sets = {(one["source"], one["date"]): one for one in told["data_sets"]}
    assert {source for source, _ in sets} == set(EMBEDDED_SOURCES)
    assert (sets["dbip-country", "2026-11-01"]["asked"], sets["dbip-country", "2026-11-01"]["days_off"]) == (
        True,
        -12,
    )
    assert sets["dbip-country", "2026-06-01"]["why_not"] == "that of 2026-11-01 is nearer"
    assert sets["dbip-country", "2026-06-01"]["folder"] == "embedded"


def test_the_report_fits_and_says_what_is_not_asked(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    geo_status.run(Request(date=date(2026, 6, 20), json=False))
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80 and "/" not in line] == []
    asked, other = lines.index("Asked"), lines.index("Not asked")
    assert any(line.startswith("  dbip-country  2026-06-01, 19 days before") for line in lines[asked:other])
    assert any(line.startswith("  dbip-country  2026-11-01, 134 days after") for line in lines[other:])
