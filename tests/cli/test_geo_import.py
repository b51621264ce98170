"""``harness geo import``: what the command line may say, and what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli import geo_import
from harness.cli.exits import Exit
from harness.errors import ReferenceDataError, UsageError
from harness.sources.geo_library import user_sets
from tests.support.geo_files import CSV, SAMPLES


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARNESS_GEODATA", str(tmp_path / "data"))
    (tmp_path / "f").write_bytes(CSV)
    (tmp_path / "mmdb").write_bytes(SAMPLES["mmdb"])
    (tmp_path / "feed").write_bytes(SAMPLES["digitalocean"])
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def take(*line: str) -> Exit:
    return geo_import.run(geo_import.request(list(line)))


def test_a_known_source(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert take("f", "--as", "dbip-country", "--date", "2026-11-01", "--version", "lite") is Exit.OK
    (one,) = user_sets(folder)
    assert (one.source.version, one.source.licence, one.folder) == (
        "lite",
        "CC-BY-4.0",
        folder / "dbip-country" / "2026-11-01",
    )
    assert capfd.readouterr().out.startswith("took in dbip-country of 2026-11-01 (none)")
    take("f", "--as", "dbip-country", "--date", "2026-11-01", "--version", "lite")
    assert capfd.readouterr().out.startswith("was there already: dbip-country")


def test_a_source_that_nobody_knows_needs_to_be_described(folder: Path) -> None:
    line = ("f", "--as", "lab", "--date", "2026-11-01", "--meaning", "geolocated", "--licence", "ours")
    with pytest.raises(UsageError, match="--lineage"):
        take(*line)
    take(*line, "--lineage", "db-ip", "--attribution", "us")
    (one,) = user_sets(folder)
    assert (one.source.meaning, one.source.lineage, one.source.attribution) == ("geolocated", "db-ip", "us")


def test_digitalocean_s_feed_is_a_cloud_s_list(folder: Path) -> None:
    take("feed", "--as", "digitalocean-ranges", "--date", "2026-11-01")
    (one,) = user_sets(folder)
    assert (one.source.meaning, one.answers) == ("cloud_region", "cloud")


def test_old_versions_of_geolite2_go(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    take("mmdb", "--as", "geolite2-country", "--date", "2026-10-01")
    take("mmdb", "--as", "geolite2-country", "--date", "2026-11-01")
    assert "as the licence asks" in " ".join(capfd.readouterr().out.split())
    assert [one.dropped is None for one in user_sets(folder)] == [False, True]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["--as", "dbip-country"], "no file given"),
        (["f"], "--as SOURCE"),
        (["f", "--as", "../x"], "write a-z"),
        (["f", "--as", "dbip-country", "--lineage", "mine"], "are known"),
        (["f", "--as", "dbip-country", "--format", "x"], "give one of mmdb"),
        (["f", "--as", "x", "--meaning", "geolocated", "--lineage", "A b", "--licence", "l"], "--lineage"),
    ],
)
def test_what_is_wrong_is_told(line: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        take(*line)


def test_faults_of_files_are_no_usage_errors() -> None:
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        take("nothing", "--as", "dbip-country")
    with pytest.raises(ReferenceDataError, match="f:1: no sound MMDB"):
        take("f", "--as", "dbip-country", "--format", "mmdb")
