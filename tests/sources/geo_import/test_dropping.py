"""Old dates of a data set go only where its licence asks for that, and leave their side-car."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.model.declared_sources import declared
from harness.sources.geo_import.dropping import drop_superseded
from harness.sources.geo_import.importing import Wanted, import_files
from harness.sources.geo_library import pick, user_sets
from tests.support.geo_files import SAMPLES

TODAY = date(2026, 11, 26)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "f").write_bytes(SAMPLES["mmdb"])
    for source in ("geolite2-country", "dbip-country"):
        for day in ("2026-09-01", "2026-11-01", "2026-10-01"):
            import_files([tmp_path / "f"], Wanted(sets=declared(source), date=day), tmp_path / "data")
    return tmp_path / "data"


def test_all_but_the_newest_of_a_set_that_may_not_be_kept(folder: Path) -> None:
    removed = drop_superseded(user_sets(folder), TODAY)
    assert [path.parent.name for path in removed] == ["2026-09-01", "2026-10-01"]
    found = {
        (one.source.source, one.source.date): (one.dropped, one.path.exists()) for one in user_sets(folder)
    }
    assert found["geolite2-country", "2026-10-01"] == ("2026-11-26", False)
    assert found["geolite2-country", "2026-11-01"] == (None, True)
    assert found["dbip-country", "2026-09-01"] == (None, True)
    assert drop_superseded(user_sets(folder), TODAY) == ()


def test_what_was_removed_is_not_asked(folder: Path) -> None:
    drop_superseded(user_sets(folder), TODAY)
    picks = {
        (one.source.source, one.source.date): why for one, why in pick(user_sets(folder), date(2026, 10, 2))
    }
    assert picks["geolite2-country", "2026-11-01"] is None
    assert "removed on 2026-11-26" in str(picks["geolite2-country", "2026-10-01"])
    assert picks["dbip-country", "2026-10-01"] is None
